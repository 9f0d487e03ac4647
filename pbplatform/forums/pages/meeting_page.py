"""What the page of a meeting, and the list of a forum's meetings, show of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from pbplatform.forums import queries
from pbplatform.forums.kinds import Access, Offered
from pbplatform.forums.models import Meeting, MeetingChange
from pbplatform.forums.words.meeting import (
    ACCESS_NAMES,
    FactChange,
    access_lines,
    change_title,
    language_name,
    lines_of,
    unsaid_access,
)
from pbplatform.web.figures import SummaryRow
from pbplatform.web.frame import current_frame
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import clock_time, long_date, until
from pbplatform.web.sentences import gettext as _

MOVED = frozenset({"starts_at", "venue", "address"})


@dataclass(frozen=True)
class Change:
    """A change of a meeting, in words.

    Attributes:
        lines: what was before and is now; empty when it was cancelled or restored.
    """

    title: str
    at: datetime
    author: str
    reason: str
    lines: list[FactChange]


@dataclass(frozen=True)
class Facts:
    """Everything that people need to know to come.

    Attributes:
        moved: the last change of day, time or place, as long as the meeting lies ahead.
        again: the meeting that stands for this one, which was cancelled.
        stands_for: the cancelled meeting for which this one stands.
    """

    rows: list[SummaryRow]
    changes: list[Change]
    moved: Change | None
    again: Meeting | None
    stands_for: Meeting | None


def change_shown(change: MeetingChange) -> Change:
    """A kept change as pages show it."""
    return Change(
        change_title(change.kind),
        change.changed_at,
        change.author,
        change.reason,
        lines_of(change),
    )


def facts_of(session: Session, meeting: Meeting, now: datetime) -> Facts:
    """What the page of a meeting says of it."""
    kept = queries.changes_of(session, meeting.id)
    ahead = not meeting.has_begun(now) and meeting.cancelled_at is None
    moved = next((each for each in kept if MOVED & set(each.after)), None) if ahead else None
    return Facts(
        rows=_rows(meeting, begun=meeting.has_begun(now)),
        changes=[change_shown(each) for each in kept],
        moved=change_shown(moved) if moved else None,
        again=queries.called_again(session, meeting.id) if meeting.cancelled_at else None,
        stands_for=session.get(Meeting, meeting.again_of_id) if meeting.again_of_id else None,
    )


def _rows(meeting: Meeting, *, begun: bool) -> list[SummaryRow]:
    """What is said of a meeting, name by name; once it has begun only when and where."""
    rows: list[SummaryRow] = [
        {"key": _("When"), "value": _when(meeting)},
        {"key": _("Where"), "value": _where(meeting), "user": True},
    ]
    if begun:
        return rows
    if meeting.online_note:
        rows.append({"key": _("From elsewhere"), "value": meeting.online_note, "user": True})
    if meeting.languages:
        spoken = ", ".join(language_name(tag) for tag in meeting.languages)
        rows.append({"key": _("Languages"), "value": spoken, "user": True})
    rows += [{"key": line.name, "value": line.said} for line in access_lines(meeting)]
    if meeting.access_note:
        told = _("So that everybody can come")
        rows.append({"key": told, "value": meeting.access_note, "user": True})
    if (unsaid := unsaid_access(meeting)) and meeting.cancelled_at is None:
        rows.append({"key": _("Not said yet"), "value": "; ".join(unsaid)})
    return rows


def _when(meeting: Meeting) -> Markup:
    """Beginning and end, with the time zone, as one line."""
    zone = current_frame().timezone.key.rpartition("/")[2].replace("_", " ")
    told = {
        "day": long_date(meeting.starts_at),
        "time": clock_time(meeting.starts_at),
        "zone": named(zone),
    }
    if meeting.ends_at is None:
        return marked(_("%(day)s, %(time)s (time of %(zone)s)", **safe(**told)))
    end = until(meeting.ends_at)
    told |= {"ends": clock_time(end), "last": long_date(end)}
    if told["last"] == told["day"]:
        return marked(_("%(day)s, %(time)s until %(ends)s (time of %(zone)s)", **safe(**told)))
    return marked(
        _("%(day)s, %(time)s until %(ends)s on %(last)s (time of %(zone)s)", **safe(**told))
    )


def _where(meeting: Meeting) -> str:
    return "\n".join(part for part in (meeting.venue, meeting.address) if part)


def offers(meeting: Meeting, asked: Mapping[str, str]) -> bool:
    """Whether a meeting offers all that is asked for; what is not said is not offered.

    Args:
        asked: names of what must be offered, and `language`, a tag that must be spoken.
    """
    language = asked.get("language", "")
    if language and language not in meeting.languages:
        return False
    wanted = [name for name in Access if asked.get(name)]
    return all(meeting.access.get(name) in (Offered.YES, Offered.ON_REQUEST) for name in wanted)


def filters(meetings: Collection[Meeting], asked: Mapping[str, str]) -> list[dict[str, object]]:
    """What the list can be filtered by: what most ask for, and the languages of these meetings."""
    found = [
        {
            "name": str(name),
            "label": ACCESS_NAMES[name],
            "value": "1" if asked.get(name) else "",
            "options": [("", _("Does not matter")), ("1", _("Yes, or if I ask for it"))],
        }
        for name in (Access.STEP_FREE, Access.CHILDCARE, Access.SIGN_LANGUAGE)
    ]
    spoken = sorted({tag for each in meetings for tag in each.languages}, key=language_name)
    if spoken:
        options = [("", _("All languages")), *((tag, language_name(tag)) for tag in spoken)]
        value = asked.get("language", "")
        found.append(
            {
                "name": "language",
                "label": _("Language"),
                "value": value,
                "options": options,
                "user": True,
            }
        )
    return found
