"""Who left a committee, and whether those who stay can decide anything.

Source: docs/rules/review.md section 8.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.kept import cell_of, place_at
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import Holder, holders
from pbplatform.core.kept_lists import KeptRow
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.queries import working_days
from pbplatform.review.models import Departure
from pbplatform.rounds.domain.quorum import delegates_to_appoint
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope

NOT_HANDED_OVER = "delegate_left"  # kept of the last role of each delegate, by scope and end
APPOINT_DAYS = 5  # working days for a facilitator to appoint delegates that a committee lacks


# What many pages ask is built once: to build a statement takes longer than to send it.
_WORKING = (
    select(Round, Committee)
    .join(Committee, Committee.round_id == Round.id)
    .where(Round.published_at.is_not(None), Round.counted_at.is_(None))
    .where(Round.called_off_at.is_(None))
    .order_by(Round.id, Committee.name)
)


@dataclass(frozen=True)
class Strength:
    """The delegates of a committee, those who left it, and how many it lacks.

    Attributes:
        past: roles that are over, of people who are no delegates any more, by name.
        lacking: delegates to be appointed before it can decide anything; 0 where it can.
        by: last day to appoint them.
    """

    round: Round
    committee: Committee
    members: Sequence[Holder]
    past: Sequence[Holder]
    lacking: int
    by: date
    today: date


def strengths(
    session: Session, of: Sequence[tuple[Round, Committee]], *, now: datetime
) -> list[Strength]:
    """How strong these committees are, in two reads however many."""
    scopes = {committee_scope(*each): each for each in of}
    found = holders(session, now=now, scopes=scopes, role=Role.DELEGATE, also_past=True)
    by_scope: dict[str, list[Holder]] = {}
    for each in found:
        if each.starts_at <= now:
            by_scope.setdefault(each.scope, []).append(each)
    days = working_days(session)
    return [
        _strength(round_, committee, by_scope.get(scope, []), days, now)
        for scope, (round_, committee) in scopes.items()
    ]


def weak_committees(
    session: Session, of: Sequence[tuple[Round, Committee]], *, now: datetime
) -> list[Strength]:
    """Those of these committees that lack delegates; only of them it is read who left."""
    if not of:
        return []
    scopes = {committee_scope(*each): each for each in of}
    held: dict[str, set[int]] = {scope: set() for scope in scopes}
    for each in holders(session, now=now, scopes=scopes, role=Role.DELEGATE):
        held[each.scope].add(each.account_id)
    weak = [
        (round_, committee)
        for scope, (round_, committee) in scopes.items()
        if delegates_to_appoint(round_.quorum, len(held[scope]))
    ]
    return strengths(session, weak, now=now) if weak else []


def perhaps_left(
    session: Session, of: Sequence[tuple[Round, Committee]], *, now: datetime
) -> list[tuple[Round, Committee]]:
    """Those of these committees in which a last role is over of which nothing was handed over."""
    cells = {cell_of(committee_scope(*each)): each for each in of}
    ended = select(KeptRow.cell).where(
        KeptRow.list == NOT_HANDED_OVER,
        KeptRow.scope == 0,
        KeptRow.cell.in_(sorted(cells)),
        KeptRow.place <= place_at(now),
    )
    left = set(session.scalars(ended.distinct()))
    return [each for cell, each in cells.items() if cell in left]


def _strength(
    round_: Round, committee: Committee, here: Sequence[Holder], days: WorkingDays, now: datetime
) -> Strength:
    members = [each for each in here if not each.is_over(now)]
    held = {each.account_id for each in members}
    past = [each for each in here if each.account_id not in held]
    by = days.day_of(round_.ideas_close_at)
    if past:
        last = max(days.day_of(each.last_at) for each in past)
        by = max(by, days.after(last, APPOINT_DAYS))
    lacking = delegates_to_appoint(round_.quorum, len(held))
    return Strength(round_, committee, members, _newest(past), lacking, by, days.day_of(now))


def _newest(past: Sequence[Holder]) -> list[Holder]:
    """One role for each person: the one that ended last."""
    by_person = {each.account_id: each for each in sorted(past, key=lambda each: each.last_at)}
    return sorted(by_person.values(), key=lambda each: each.name)


def working_committees(session: Session, now: datetime) -> list[tuple[Round, Committee]]:
    """Committees of public rounds in which something is still to decide or to answer."""
    found = session.execute(_WORKING)
    return [(round_, held) for round_, held in found if now < round_.results_at]


def departures_seen(session: Session, grant_ids: Collection[int]) -> set[int]:
    """Which of these roles are known to be over."""
    query = select(Departure.grant_id).where(Departure.grant_id.in_(list(grant_ids)))
    return set(session.scalars(query))
