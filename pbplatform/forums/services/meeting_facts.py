"""What people need to know to come to a meeting, and the same as text, to keep and compare.

Source: docs/rules/forums.md sections 1 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.forums.kinds import Access, Offered
from pbplatform.forums.models import Meeting

LONGEST_MEETING = timedelta(hours=12)
LONGEST_TEXT = 20_000  # letters
# Changes of these are told by mail to those concerned.
TOLD = frozenset(
    {
        "starts_at",
        "ends_at",
        "venue",
        "address",
        "online_link",
        "online_note",
        "access_note",
        "languages",
        *Access,
    }
)
# Long words of staff stand with the meeting, not in the log.
NOT_LOGGED = frozenset({"online_note", "access_note", "agenda"})


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """What people need to know to come.

    Attributes:
        access: `Offered` by `Access`; what is not said is left out.
        languages: BCP 47 tags.
        capacity: people; None for no limit.
    """

    starts_at: datetime
    venue: str
    ends_at: datetime | None = None
    address: str = ""
    online_link: str = ""
    online_note: str = ""
    access_note: str = ""
    agenda: str = ""
    access: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ()
    capacity: int | None = None


def facts_as_text(facts: Meeting | MeetingFacts) -> dict[str, str]:
    """Every fact by its name as one text; empty where nothing is said."""
    told = {
        "starts_at": instant_text(facts.starts_at),
        "ends_at": instant_text(facts.ends_at) if facts.ends_at else "",
        "venue": facts.venue.strip(),
        "address": facts.address.strip(),
        "online_link": facts.online_link.strip(),
        "online_note": facts.online_note.strip(),
        "access_note": facts.access_note.strip(),
        "languages": ",".join(facts.languages),
        "agenda": facts.agenda.strip(),
        "capacity": str(facts.capacity) if facts.capacity else "",
    }
    return {**told, **{str(each): facts.access.get(each, "") for each in Access}}


def require_good(facts: MeetingFacts) -> None:
    """The shape of the facts, whoever gives them.

    Raises:
        Conflict: ends before it begins or 12 hours later, no venue, a link that is none, a text
            that is too long, or nobody may come.
    """
    if facts.ends_at is not None and not (
        timedelta(0) < facts.ends_at - facts.starts_at <= LONGEST_MEETING
    ):
        raise Conflict("meeting.ends_too_early", field="ends")
    if not facts.venue.strip():
        raise Conflict("meeting.venue_needed", field="venue")
    if facts.online_link.strip() and not facts.online_link.strip().startswith(
        ("https://", "http://")
    ):
        raise Conflict("meeting.link_not_web", field="online_link")
    for name, most in (("address", 200), ("online_link", 300), ("agenda", LONGEST_TEXT)):
        if len(getattr(facts, name)) > most:
            raise Conflict("meeting.too_long", field=name)
    if facts.capacity is not None and not 0 < facts.capacity <= 100_000:
        raise Conflict("meeting.capacity_negative", field="capacity")
    if not set(facts.access) <= set(Access) or not set(facts.access.values()) <= set(Offered):
        raise ValueError(facts.access)


def put_facts(meeting: Meeting, facts: MeetingFacts) -> None:
    """Have the meeting say these; its day is set by whoever knows the calendar."""
    meeting.starts_at, meeting.ends_at = facts.starts_at, facts.ends_at
    meeting.venue, meeting.address = facts.venue.strip(), facts.address.strip()
    meeting.online_link = facts.online_link.strip()
    meeting.online_note = facts.online_note.strip()
    meeting.access_note = facts.access_note.strip()
    meeting.agenda = facts.agenda.strip()
    meeting.access = {str(name): str(said) for name, said in facts.access.items()}
    meeting.languages = list(facts.languages)
    meeting.capacity = facts.capacity
