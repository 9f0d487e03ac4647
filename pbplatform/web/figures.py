"""What pages hand to the macros of figures and lists: finished data, never built in a template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict

from markupsafe import Markup

from pbplatform.web.escaping import in_tags
from pbplatform.web.sentences import gettext
from pbplatform.web.spoken import spoken

Cell = str | int
Option = tuple[str, str]
"""Value and words of one choice of a filter."""


@dataclass(frozen=True)
class Bar:
    """A bar of a picture.

    Attributes:
        share, rest: the solid and the light part, in per cent of the longest bar.
        after: words of a second bar; `short`: words of what is missing.
        kind: class of the solid part, `solid` or `have`.
    """

    name: str
    figure: str
    share: int
    rest: int = 0
    short: str = ""
    after: str = ""
    kind: str = "solid"


@dataclass(frozen=True)
class Picture:
    """Bars, and the same numbers as rows of a table, whose first cell is its heading."""

    bars: list[Bar] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


class SummaryRow(TypedDict):
    """One row of a summary list; `user` where people wrote the value.

    `steps` are sentences in their order, instead of a value; `change` says what `url` changes.
    """

    key: str
    value: NotRequired[object]
    user: NotRequired[bool]
    steps: NotRequired[Sequence[str]]
    url: NotRequired[str | None]
    change: NotRequired[str]


@dataclass(frozen=True)
class Task:
    """One step towards something; no `url` where there is nothing to do any more, or not yet."""

    text: str
    url: str | None = None
    status: str = ""
    kind: str = ""
    hint: str = ""


def user_name(text: object) -> Markup:
    """Words that people wrote, in their own direction, never translated."""
    return in_tags('<bdi translate="no">', text, "</bdi>")


def numbered_name(number: int, title: str) -> Markup:
    """`15 Splash park`, the title as people wrote it."""
    return Markup("{} {}").format(number, user_name(title))


def summary_rows(
    rows: Iterable[SummaryRow], words: Callable[[object], Markup]
) -> list[dict[str, Any]]:
    """Rows as GOV.UK Frontend takes them; `words` is the macro for what people wrote."""
    return [
        {"key": {"text": row["key"]}, "value": _value(row, words), "actions": _change(row)}
        for row in rows
    ]


def _value(row: SummaryRow, words: Callable[[object], Markup]) -> dict[str, object]:
    if row.get("user"):
        return {"html": words(row.get("value"))}
    if steps := row.get("steps"):
        listed = Markup("").join(Markup("<li>{}</li>").format(step) for step in steps)
        return {"html": Markup('<ol class="pb-list">{}</ol>').format(listed)}
    value = row.get("value")
    # A number that names something is handed over as words (docs/rules/text.md 8.4).
    return {"text": spoken().amount(value) if type(value) is int else value}


def _change(row: SummaryRow) -> dict[str, Any] | None:
    if not row.get("url"):
        return None
    hidden = row.get("change") or row["key"]
    change = {"href": row.get("url"), "text": gettext("Change"), "visuallyHiddenText": hidden}
    return {"items": [change]}


def task_items(
    tasks: Iterable[Task | Mapping[str, Any]], tag: Callable[..., Markup]
) -> list[dict[str, Any]]:
    """Steps as GOV.UK Frontend takes them; `tag` is the macro that shows a state."""
    told = [task if isinstance(task, Task) else Task(**task) for task in tasks]
    return [
        {
            "title": {"text": task.text},
            "href": task.url,
            "hint": {"text": task.hint} if task.hint else None,
            "status": {"html": tag(task.status, kind=task.kind)},
        }
        for task in told
    ]
