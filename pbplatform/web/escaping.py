"""Words on their way into a page: escaped where they have to be, marked as safe where they are.

They do what `escape`, `Markup(…)` and `%` of MarkupSafe do, without asking again what is known.
Source: docs/decisions/0088-what-a-template-asks-is-known-when-it-is-compiled.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import markupsafe
from jinja2.runtime import Undefined
from markupsafe import Markup, escape

# What `escape` does to plain words before it marks them.
_escaped = markupsafe._escape_inner  # type: ignore[attr-defined]
# Gaps whose numbers name something and count nothing: point 1234, the year 2027
# (docs/rules/text.md 8.4).
NAMES = frozenset(
    (
        *("number", "n", "first", "last", "year", "page"),
        *("pages", "version", "before", "now", "position", "batch"),
        *("sheet", "paper", "slip", "line", "row", "column"),
        *("entry", "file", "step", "voter", "point", "idea"),
        *("proposal", "project", "objection", "decision", "decision_no", "opening"),
        *("id", "seed", "spot", "question", "second", "other"),
    )
)
# What an inline `if` of a template is when it does not hold and has no `else`.
NOTHING = Undefined("an inline if that does not hold, without an else")


def shown(value: Any) -> str:
    """A value as it stands on a page; plain `str` where it was not marked before."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    return "" if value is NOTHING else escape(value)


def mark(safe: str) -> Markup:
    """Words that are escaped already, so marked. Never give it words of a person."""
    return str.__new__(Markup, safe)


def told(gap: str, value: int, amount: Callable[[int], str]) -> int | str:
    """A whole number of a sentence: an amount as people read it, or the name of something."""
    return value if -1000 < value < 1000 or gap in NAMES else amount(value)


def filled(sentence: str, values: Mapping[str, Any], amount: Callable[[int], str] = str) -> Markup:
    """A sentence of ours with its gaps `%(name)s` filled by values that are escaped.

    Args:
        amount: how an amount reads; numbers that name something stay as they are (`NAMES`).
    Raises:
        KeyError: a gap has no value.
    """
    safe = {
        name: told(name, value, amount) if type(value) is int else shown(value)
        for name, value in values.items()
    }
    try:
        return mark(sentence % safe)
    except TypeError:  # a number of another type in `%(num)d`
        return Markup(sentence) % values  # noqa: S704  # ours


def amounts_told(values: Mapping[str, Any], amount: Callable[[int], str]) -> dict[str, Any]:
    """The values of a sentence that no page escapes, amounts as people read them."""
    return {
        name: told(name, value, amount) if type(value) is int else value
        for name, value in values.items()
    }


def in_tags(before: str, value: Any, after: str) -> Markup:
    """A value between tags of ours."""
    return mark(f"{before}{shown(value)}{after}")
