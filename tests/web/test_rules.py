"""Addresses are those of Werkzeug's own rules; their functions are written when first needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import BuildError, IntegerConverter, Map, Rule

from pbplatform.web.app import App
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


def _told(make: Callable[[], str]) -> str:
    """The address, or what kind of error there is instead."""
    try:
        return make()
    except (ValueError, TypeError, BuildError) as error:
        return type(error).__name__


@pytest.mark.parametrize(
    ("path", "base", "method"),
    [
        ("/", "http://localhost/", "GET"),
        ("/rounds", "http://localhost/under/here/", "POST"),
        ("/nowhere", "http://localhost/", "HEAD"),
    ],
)
def test_address_on_a_page_is_the_one_that_flask_makes(
    wordy_app: Flask, path: str, base: str, method: str
) -> None:
    with wordy_app.test_request_context(path, base_url=base, method=method):
        rules = list(wordy_app.url_map.iter_rules())
        for rule in rules:
            values = _values(rule)
            for given in (
                values,
                {**values, "q": "ü", "page": 2, "self": "x"},
                {**values, "page": None},
                dict.fromkeys(values),
                dict.fromkeys(values, "three"),
                {},
            ):
                name = rule.endpoint
                own = _told(lambda: wordy_app.url_for(name, **given))  # noqa: B023  # called here
                flask = _told(lambda: Flask.url_for(wordy_app, name, **given))  # noqa: B023
                assert own == flask, (name, given)
        within = rules[0].endpoint.rpartition(".")[2]
        for named in (f".{within}", ".index", ".nothing", "no.such"):
            own = _told(lambda: wordy_app.url_for(named))  # noqa: B023
            assert own == _told(lambda: Flask.url_for(wordy_app, named))  # noqa: B023
        for more in ({"_anchor": "a b"}, {"_external": True}, {"_scheme": "https"}):
            own = _told(lambda: wordy_app.url_for("web.home", **more))  # noqa: B023
            assert own == _told(lambda: Flask.url_for(wordy_app, "web.home", **more))  # noqa: B023


def test_address_leads_to_a_rule_that_was_added_later() -> None:
    app = App(__name__)
    app.add_url_rule("/old", "page", lambda: "")
    with app.test_request_context("/old"):
        assert app.url_for("page", at="x") == "/old?at=x"
        app.add_url_rule("/new/<at>", "page")
        assert app.url_for("page", at="x") == Flask.url_for(app, "page", at="x")
