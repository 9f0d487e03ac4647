"""What is said of a due day that lies after the end of its holiday table.

Source: docs/rules/places.md section 5.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from pbplatform.core.next_act import NextAct
from pbplatform.web.sentences import gettext as _


def after_the_table(by: date | datetime | None, counted_to: date | None) -> str:
    """The sentence for whoever reads such a day; empty for a day that the table knows.

    Args:
        counted_to: the last day that the table knows.
    """
    day = by.date() if isinstance(by, datetime) else by
    if day is None or counted_to is None or day <= counted_to:
        return ""
    return str(
        _(
            "Public holidays after %(year)s are not known here yet, so none is counted.",
            year=str(counted_to.year),
        )
    )


def telling_of_table(act: NextAct | None, counted_to: date | None) -> NextAct | None:
    """The same act, which says so where its day lies after the table."""
    note = after_the_table(act.by, counted_to) if act is not None else ""
    if act is None or not note:
        return act
    said = act.otherwise
    joined = Markup("{} {}").format(said, note) if isinstance(said, Markup) else f"{said} {note}"
    return replace(act, otherwise=joined)
