"""Numbers of the public log with what they count: “1 letter”, “2 letters”.

A sentence of the log names several numbers, so each number carries its own noun, and the sentences
are built so that no verb depends on one.

Source: docs/rules/text.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import format_decimal, ngettext

_COUNTED: dict[str, Callable[[int, str], str]] = {
    "added": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "removed": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "roll": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "size": lambda n, shown: ngettext("%(n)s voter", "%(n)s voters", n, n=shown),
    "letters": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "reissued": lambda n, shown: ngettext("%(n)s letter", "%(n)s letters", n, n=shown),
    "taken_out": lambda n, shown: ngettext("%(n)s vote", "%(n)s votes", n, n=shown),
    "envelopes": lambda n, shown: ngettext("%(n)s closed vote", "%(n)s closed votes", n, n=shown),
    "projects": lambda n, shown: ngettext("%(n)s project", "%(n)s projects", n, n=shown),
    "days": lambda n, shown: ngettext("%(n)s day", "%(n)s days", n, n=shown),
    "entries": lambda n, shown: ngettext("%(n)s entry", "%(n)s entries", n, n=shown),
    "working_days_left": lambda n, shown: ngettext(
        "%(n)s working day", "%(n)s working days", n, n=shown
    ),
}
_LISTED: dict[str, Callable[[int, str], str]] = {
    "ideas": lambda n, shown: ngettext("idea %(list)s", "ideas %(list)s", n, list=shown),
    "winners": lambda n, shown: ngettext("project %(list)s", "projects %(list)s", n, list=shown),
}
COUNTED = frozenset(_COUNTED)
LISTED = frozenset(_LISTED)


def counted(key: str, value: int) -> str:
    """A number as people read it, with its noun where the log knows one."""
    shown = format_decimal(value)
    return _COUNTED[key](value, shown) if key in _COUNTED else str(shown)


def listed(key: str, values: Sequence[object]) -> str | None:
    """Several numbers or words after their noun; None for none."""
    shown = ", ".join(str(each) for each in values)
    if not shown:
        return None
    return _LISTED[key](len(values), shown) if key in _LISTED else shown
