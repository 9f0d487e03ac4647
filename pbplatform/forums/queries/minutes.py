"""Reading minutes, drafts, and where the minutes of a meeting stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.core.errors import NotFound
from pbplatform.forums.domain.correcting import last_day_for_corrections
from pbplatform.forums.domain.starting import minutes_due
from pbplatform.forums.kinds import CorrectionKind, CorrectionState, MinutesKind
from pbplatform.forums.models import Correction, Meeting, MinutesDraft, MinutesVersion
from pbplatform.places.domain.working_days import WorkingDays

# What many pages ask is built once: to build a statement takes longer than to send it.
_MEETING_IDS: BindParameter[int] = bindparam("meetings", expanding=True)
_SENT_OUT = (
    select(MinutesVersion.meeting_id, MinutesVersion.kind, func.max(MinutesVersion.written_at))
    .where(MinutesVersion.meeting_id.in_(_MEETING_IDS), MinutesVersion.kind != MinutesKind.DRAFT)
    .group_by(MinutesVersion.meeting_id, MinutesVersion.kind)
)
_CORRECTIONS = (
    select(Correction).where(Correction.meeting_id.in_(_MEETING_IDS)).order_by(Correction.number)
)


def minutes_versions(session: Session, meeting_id: int) -> list[MinutesVersion]:
    """Every version, drafts too, oldest first."""
    query = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(MinutesVersion.n)))


def newest_minutes(session: Session, meeting_id: int) -> MinutesVersion | None:
    """The last version, drafts too; None before the first."""
    query = select(MinutesVersion).where(MinutesVersion.meeting_id == meeting_id)
    return session.scalar(query.order_by(MinutesVersion.n.desc()).limit(1))


def public_minutes(versions: Iterable[MinutesVersion]) -> list[MinutesVersion]:
    """What everybody may read: versions that are no drafts."""
    return [version for version in versions if version.kind != MinutesKind.DRAFT]


def version_by_number(session: Session, meeting_id: int, n: int) -> MinutesVersion:
    """A public version; NotFound when there is none, or it is a draft."""
    found = session.get(MinutesVersion, (meeting_id, n))
    if found is None or found.kind == MinutesKind.DRAFT:
        raise NotFound("minutes.not_found")
    return found


def draft_of(session: Session, meeting_id: int, account_id: int) -> MinutesDraft | None:
    """What this person is writing; None when they have begun nothing."""
    return session.get(MinutesDraft, (meeting_id, account_id))


def drafts_of_others(
    session: Session, meeting_id: int, account_id: int
) -> list[tuple[MinutesDraft, str]]:
    """Drafts of colleagues with their names, the newest first."""
    query = (
        select(MinutesDraft, Account.name)
        .join(Account, Account.id == MinutesDraft.account_id)
        .where(MinutesDraft.meeting_id == meeting_id, MinutesDraft.account_id != account_id)
        .order_by(MinutesDraft.saved_at.desc(), MinutesDraft.account_id)
    )
    return [(draft, name) for draft, name in session.execute(query)]


def minutes_are_overdue(meeting: Meeting, days: WorkingDays, today: date) -> bool:
    """Whether the day for circulating the minutes has ended without them."""
    if meeting.cancelled_at is not None or meeting.circulated_on is not None:
        return False
    return today > minutes_due(meeting.day, meeting.minutes_days, days)


def working_days_late(meeting: Meeting, days: WorkingDays) -> int:
    """By how many working days the minutes came late; 0 when in time, or not out."""
    if meeting.circulated_on is None:
        return 0
    due = minutes_due(meeting.day, meeting.minutes_days, days)
    return days.between(due, meeting.circulated_on) if meeting.circulated_on > due else 0


@dataclass(frozen=True)
class MinutesStanding:
    """Where public minutes stand.

    Attributes:
        kind: of the newest public version.
        corrections_until: the last day for corrections.
        undecided: numbers of corrections without a decision; amendments asked for are not among
            them.
        requests: numbers of amendments asked for without a decision.
        unmade: numbers of accepted ones that no version carries out yet.
        oldest_open: when the oldest one without a decision came.
    """

    kind: MinutesKind
    corrections_until: date
    undecided: tuple[int, ...] = ()
    requests: tuple[int, ...] = ()
    unmade: tuple[int, ...] = ()
    oldest_open: datetime | None = None

    @property
    def is_approved(self) -> bool:
        return self.kind in (MinutesKind.APPROVED, MinutesKind.AMENDED)

    def takes_corrections(self, today: date) -> bool:
        """Whether what comes now is a correction, not an amendment asked for."""
        return not self.is_approved and today <= self.corrections_until


def _standing(
    meeting: Meeting,
    kind: MinutesKind,
    newest_on: date,
    corrections: Sequence[Correction],
    days: WorkingDays,
) -> MinutesStanding:
    circulated_on = meeting.circulated_on or newest_on
    waiting = [each for each in corrections if each.state == CorrectionState.OPEN]
    return MinutesStanding(
        kind=kind,
        corrections_until=last_day_for_corrections(
            circulated_on, newest_on, meeting.correction_days, days
        ),
        undecided=tuple(e.number for e in waiting if e.kind == CorrectionKind.CORRECTION),
        requests=tuple(e.number for e in waiting if e.kind == CorrectionKind.AMENDMENT),
        unmade=tuple(each.number for each in corrections if each.waits_for_version),
        oldest_open=min((each.came_at for each in waiting), default=None),
    )


def minutes_standing(
    session: Session, meeting: Meeting, days: WorkingDays
) -> MinutesStanding | None:
    """Where the minutes of a meeting stand; None while none are public."""
    return standings(session, [meeting], {meeting.calendar_version: days}).get(meeting.id)


def standings(
    session: Session, meetings: Iterable[Meeting], clocks: Mapping[int, WorkingDays]
) -> dict[int, MinutesStanding]:
    """Where the minutes of each meeting stand, in two reads; those with none are left out."""
    out = {each.id: each for each in meetings if each.circulated_on is not None}
    if not out:
        return {}
    newest: dict[int, MinutesKind] = {}
    last_sent: dict[int, datetime] = {}
    these = {"meetings": list(out)}
    order = list(MinutesKind)
    for meeting_id, kind, written_at in session.execute(_SENT_OUT, these):
        found = MinutesKind(kind)
        if meeting_id not in newest or order.index(found) > order.index(newest[meeting_id]):
            newest[meeting_id] = found
        if found is MinutesKind.CIRCULATED:
            last_sent[meeting_id] = written_at
    own: dict[int, list[Correction]] = {}
    for each in session.scalars(_CORRECTIONS, these):
        own.setdefault(each.meeting_id, []).append(each)
    standing = {}
    for meeting_id, kind in newest.items():
        days = clocks[out[meeting_id].calendar_version]
        sent = last_sent.get(meeting_id)
        day = days.day_of(sent) if sent else out[meeting_id].circulated_on or out[meeting_id].day
        standing[meeting_id] = _standing(out[meeting_id], kind, day, own.get(meeting_id, []), days)
    return standing
