"""Reading who was at a meeting."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import Attendance, AttendanceRecord, OfficialPresent


def attended(session: Session, meeting_id: int, account_id: int) -> bool:
    """Whether this account says it was at the meeting."""
    return session.get(Attendance, (meeting_id, account_id)) is not None


def count_attendance(session: Session, meeting_id: int) -> int:
    """How many people say they were at the meeting."""
    query = select(func.count()).select_from(Attendance)
    return session.scalar(query.where(Attendance.meeting_id == meeting_id)) or 0


def attendance_records(session: Session, meeting_id: int) -> list[AttendanceRecord]:
    """What was written down of how many came, the newest first."""
    query = select(AttendanceRecord).where(AttendanceRecord.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(AttendanceRecord.n.desc())))


def officials_present(session: Session, meeting_id: int) -> dict[int, list[OfficialPresent]]:
    """Officials who were there, by the number of the record."""
    query = select(OfficialPresent).where(OfficialPresent.meeting_id == meeting_id)
    found: dict[int, list[OfficialPresent]] = {}
    for each in session.scalars(query.order_by(OfficialPresent.record_n, OfficialPresent.n)):
        found.setdefault(each.record_n, []).append(each)
    return found
