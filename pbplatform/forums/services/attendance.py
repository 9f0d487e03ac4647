"""Who was at a meeting. Source: docs/rules/forums.md section 3."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.forums import queries
from pbplatform.forums.kinds import ForumLog
from pbplatform.forums.models import (
    Attendance,
    AttendanceRecord,
    ForumSeries,
    Meeting,
    OfficialPresent,
)
from pbplatform.forums.policies import refuse_to_attend
from pbplatform.forums.policies.minutes import refuse_to_keep_minutes

MOST_PEOPLE = 100_000  # in one count
MOST_OFFICIALS = 100


@dataclass(frozen=True)
class OfficialFacts:
    """An official who was there.

    Attributes:
        body: team or organisation.
        account_id: of somebody who holds a role here.
    """

    name: str
    post: str = ""
    body: str = ""
    account_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AttendanceFacts:
    """How many came, by the way they came, and which officials."""

    in_room: int
    online: int = 0
    by_phone: int = 0
    officials: tuple[OfficialFacts, ...] = ()


def attend(session: Session, *, actor: ActorRef, meeting_id: int, now: datetime) -> None:
    """Note that somebody says they were at a meeting; saying so again changes nothing.

    Raises:
        NotAllowed: not signed in.
        Conflict: the meeting was cancelled or has not begun.
    """
    meeting = session.get_one(Meeting, meeting_id)
    if refusal := refuse_to_attend(actor, meeting, now):
        raise refusal
    with suppress(IntegrityError), session.begin_nested():  # the key decides a double press
        session.add(Attendance(meeting_id=meeting_id, account_id=actor.account_id, said_at=now))


def take_attendance_back(
    session: Session, *, actor: ActorRef, meeting_id: int, now: datetime
) -> None:
    """Somebody was not there after all; saying so again changes nothing.

    Raises:
        NotAllowed: not signed in.
        Conflict: the meeting was cancelled or has not begun.
    """
    meeting = session.get_one(Meeting, meeting_id)
    if refusal := refuse_to_attend(actor, meeting, now):
        raise refusal
    own = (Attendance.meeting_id == meeting_id, Attendance.account_id == actor.account_id)
    session.execute(delete(Attendance).where(*own).execution_options(synchronize_session="fetch"))


def write_attendance(
    session: Session,
    *,
    actor: ActorRef,
    meeting_id: int,
    facts: AttendanceFacts,
    now: datetime,
    reason: str = "",
    after: int = 0,
) -> AttendanceRecord:
    """Write down how many came and which officials; a later record needs a reason.

    Args:
        after: the number of the record that the writer had before them; 0 for none.
    Raises:
        NotAllowed: neither facilitator nor clerk of this forum.
        Conflict: cancelled or not begun, a number that cannot be, an official without a name, no
            reason, nothing that differs, or a newer record by somebody else.
    """
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
    forum = session.get_one(ForumSeries, meeting.forum_id)
    if refusal := refuse_to_keep_minutes(actor, forum, meeting, now):
        raise refusal
    _require_sense(facts)
    before = next(iter(queries.attendance_records(session, meeting_id)), None)
    if after != (before.n if before else 0):
        raise Conflict("attendance.changed_by_somebody")
    why = required(reason, "attendance.reason_needed", "reason") if before else ""
    record = AttendanceRecord(
        meeting_id=meeting_id,
        n=before.n + 1 if before else 1,
        in_room=facts.in_room,
        online=facts.online,
        by_phone=facts.by_phone,
        reason=why,
        by_name=actor.name or actor.role,
        at=now,
    )
    session.add(record)
    session.flush()
    session.add_all(_officials(record, facts))
    session.flush()
    _log(session, actor, forum, meeting, record, before, len(facts.officials), now)
    return record


def _log(
    session: Session,
    actor: ActorRef,
    forum: ForumSeries,
    meeting: Meeting,
    record: AttendanceRecord,
    before: AttendanceRecord | None,
    officials: int,
    now: datetime,
) -> None:
    told: dict[str, object] = {**_counts(record), "officials": officials}
    if before:
        told |= {f"{name}_before": count for name, count in _counts(before).items()}
        told["reason"] = record.reason
    audit.record(
        session,
        ForumLog.ATTENDANCE_CORRECTED if before else ForumLog.ATTENDANCE_WRITTEN,
        actor=actor,
        subject=forum.path_to(meeting),
        now=now,
        **told,
    )


def _counts(record: AttendanceRecord) -> dict[str, int]:
    return {"in_room": record.in_room, "online": record.online, "by_phone": record.by_phone}


def _require_sense(facts: AttendanceFacts) -> None:
    for field in ("in_room", "online", "by_phone"):
        if not 0 <= getattr(facts, field) <= MOST_PEOPLE:
            raise Conflict("attendance.number", field=field)
    if len(facts.officials) > MOST_OFFICIALS:
        raise Conflict("attendance.officials_too_long", field="others")
    for official in facts.officials:
        if not official.name.strip():
            raise Conflict("attendance.not_a_name", field="others")
        if len(official.name.strip()) > 80 or len(official.post + official.body) > 120:
            raise Conflict("attendance.official_too_long", field="others")


def _officials(record: AttendanceRecord, facts: AttendanceFacts) -> list[OfficialPresent]:
    return [
        OfficialPresent(
            meeting_id=record.meeting_id,
            record_n=record.n,
            n=n,
            name=official.name.strip(),
            post=official.post.strip(),
            body=official.body.strip(),
            account_id=official.account_id,
        )
        for n, official in enumerate(facts.officials, start=1)
    ]
