"""Addresses of the program, whose functions are written when an address is first built.

Werkzeug writes two functions for each rule when it is added, which is most of the time that an
application takes to be made; a command or a worker builds few addresses, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Map, Rule

Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule that writes its functions once they are asked for.

    They are the same functions. Where Werkzeug has no such step any more, nothing here is called
    and a rule is as quick as Werkzeug's own; tests/web/test_rules.py would tell.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        name = "_build_unknown" if append_unknown else "_build"
        write = super()._compile_builder

        def first(rule: LazyRule, /, **values: Any) -> tuple[str, str]:
            # Two threads at once write the same function twice.
            written: Builder = write(append_unknown).__get__(rule, None)
            setattr(rule, name, written)
            return written(**values)

        return first


class Addresses:
    """Which function builds the address of an endpoint, found once for the names of its values.

    Flask and Werkzeug ask for each address which rules there are, which of them takes these
    values, and of which host it is; a page has up to a hundred addresses of a few kinds.
    """

    def __init__(self, urls: Map) -> None:
        self._urls = urls
        self._known: dict[tuple[str, str, tuple[str, ...]], Builder | None] = {}

    def of(self, endpoint: str, method: str, names: tuple[str, ...]) -> Builder | None:
        """The function, which gives host and path; None where Flask has to be asked.

        Args:
            method: that of the request: of several rules, one for it is taken first.
        """
        key = (endpoint, method, names)
        if key not in self._known:
            self._known[key] = self._found(endpoint, method, set(names))
        return self._known[key]

    def _found(self, endpoint: str, method: str, names: set[str]) -> Builder | None:
        self._urls.update()
        rules = self._urls._rules_by_endpoint.get(endpoint, [])
        if self._urls.host_matching or any(
            rule.defaults or rule.subdomain or rule.websocket for rule in rules
        ):
            return None
        fits = [rule for rule in rules if rule.arguments <= names]
        ours = [rule for rule in fits if rule.methods is None or method in rule.methods]
        first: Rule | None = next(iter([*ours, *fits]), None)
        if first is None:
            return None
        # Its own functions stand in its place once they are written, so it is asked each time.
        return lambda **values: first._build_unknown(**values)

    def forget(self) -> None:
        """A rule was added."""
        self._known.clear()
