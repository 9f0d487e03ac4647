"""What is printed of a meeting, as data of `templates/print/`: agenda and sign-in sheet.

Source: docs/rules/printing.md section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from pbplatform.forums.models import AgendaItem, AgendaPaper, ForumSeries, Meeting, Registration
from pbplatform.web.presentation import clock_time, long_date, time_of_day
from pbplatform.web.printing import Told


def _where(meeting: Meeting) -> list[str]:
    day, at = long_date(meeting.day), clock_time(meeting.starts_at)
    place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
    return [_("%(day)s, %(time)s", day=day, time=at), place]


def agenda_data(
    forum: ForumSeries,
    meeting: Meeting,
    items: Iterable[tuple[AgendaItem, Sequence[AgendaPaper]]],
) -> dict[str, Told]:
    """The agenda, with the names of its papers."""
    rows: list[dict[str, Told]] = [
        {
            "title": item.title,
            "lines": [
                *([time_of_day(item.clock)] if item.clock else []),
                *([item.opened_by] if item.opened_by else []),
                *(_("Paper: %(title)s", title=paper.title) for paper in papers),
            ],
        }
        for item, papers in items
    ]
    empty = not rows and not meeting.agenda
    return {
        "size": 13,
        "heading": _("Agenda: %(forum)s", forum=forum.name),
        "lines": [*_where(meeting), *([meeting.agenda] if meeting.agenda else [])],
        "notice": _("This meeting is cancelled.")
        if meeting.cancelled_at
        else _("The agenda is not written yet.")
        if empty
        else "",
        "items": rows,
        "page_of": _("Page {page} of {pages}"),
    }


def sign_in_data(
    forum: ForumSeries, meeting: Meeting, listed: Iterable[Registration], *, blank: int
) -> dict[str, Told]:
    """A sheet for the door: those who said that they may stand on it, and empty lines."""
    rows = [{"name": row.name, "people": str(row.people)} for row in listed]
    return {
        "heading": _("Sign-in sheet: %(forum)s", forum=forum.name),
        "lines": [
            *_where(meeting),
            _(
                "Write your name if you like. Nobody has to. The sheet is for counting; the names "
                "are not published."
            ),
        ],
        "columns": [_("Name"), _("How many"), _("Here")],
        "rows": [*rows, *({"name": "", "people": ""} for _line in range(blank))],
        "page_of": _("Page {page} of {pages}"),
    }
