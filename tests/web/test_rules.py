"""Addresses are those of Werkzeug's own rules; their functions are written when first needed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Map, Rule

from pbplatform.web.rules import LazyRule

# What addresses look like does not depend on the database.
pytestmark = pytest.mark.one_database


def _values(rule: Rule) -> dict[str, Any]:
    """A value for each name of a rule that can stand in an address."""
    return {
        name: 7 if isinstance(converter, IntegerConverter) else "ä b"
        for name, converter in rule._converters.items()
    }


def test_every_address_is_built_as_by_werkzeugs_own_rule(wordy_app: Flask) -> None:
    rules = list(wordy_app.url_map.iter_rules())
    own = Map(converters=wordy_app.url_map.converters)
    assert len(rules) > 100
    for lazy in rules:
        assert type(lazy) is LazyRule
        kept = {**lazy.get_empty_kwargs(), "merge_slashes": lazy.merge_slashes}
        plain = Rule(lazy.rule, **kept)
        own.add(plain)
        values = _values(plain)
        for unknown in (True, False):
            more = {**values, "q": "ü", "rule": "x"}
            first = lazy.build(more, append_unknown=unknown)
            assert first == plain.build(more, append_unknown=unknown)
            assert lazy.build(values, append_unknown=unknown) == plain.build(
                values, append_unknown=unknown
            )


def test_functions_are_written_when_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bool] = []
    own = Rule._compile_builder

    def noted(self: Rule, append_unknown: bool = True) -> Any:
        written.append(append_unknown)
        return own(self, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", noted)
    rule = LazyRule("/points/<int:number>", endpoint="points.show")
    Map([rule])
    assert written == [], "Werkzeug writes the functions of a rule before they are asked for"
    assert rule.build({"number": 3, "page": 2}) == ("", "/points/3?page=2")
    assert rule.build({"number": 4}) == ("", "/points/4")
    assert written == [True]
    assert rule.build({"number": 5}, append_unknown=False) == ("", "/points/5")
    assert written == [True, False]


def test_a_value_that_no_address_can_have_is_refused_each_time() -> None:
    rule = LazyRule("/points/<int:number>", endpoint="points.show")
    Map([rule])
    for _ in range(2):
        with pytest.raises(TypeError):
            rule.build({})
        with pytest.raises(ValueError, match="invalid literal"):
            rule.build({"number": "three"})
