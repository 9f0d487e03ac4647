"""Addresses of the program, whose functions are written when an address is first built.

Werkzeug writes two functions for each rule when it is added, which is most of the time that an
application takes to be made; a command or a worker builds few addresses, or none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

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
