"""The dates of a round, and moving them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import DateMove, Round
from pbplatform.rounds.policies import refuse_to_move_dates
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.telling import tell_concerned

DATE_FIELDS = (
    "ideas_open_at",
    "ideas_close_at",
    "review_close_at",
    "opens_at",
    "closes_at",
    "results_at",
)


VOTE_FIELDS = ("opens_at", "closes_at", "results_at")


@dataclass(frozen=True, kw_only=True)
class RoundDates:
    """The instants of a round, in order (docs/rules/rounds.md section 1)."""

    ideas_open_at: datetime
    ideas_close_at: datetime
    review_close_at: datetime
    opens_at: datetime
    closes_at: datetime
    results_at: datetime


def check_order(dates: RoundDates) -> None:
    """Conflict beside the first date that comes too early."""
    instants = [getattr(dates, name) for name in DATE_FIELDS]
    strict = {("ideas_open_at", "ideas_close_at"), ("opens_at", "closes_at")}
    for (earlier, left), (later, right) in zip(
        zip(DATE_FIELDS, instants, strict=True),
        list(zip(DATE_FIELDS, instants, strict=True))[1:],
        strict=False,
    ):
        if right < left or (right == left and (earlier, later) in strict):
            raise Conflict("round.dates_out_of_order", field=later)


def facts_of_dates(round_: Round) -> Facts:
    """Every date of a round, and how far it is."""
    return {
        **{name: getattr(round_, name) for name in DATE_FIELDS},
        "published_at": round_.published_at,
        "paused_at": round_.paused_at,
        "frozen_at": round_.frozen_at,
        "closed_at": round_.closed_at,
        "opened_at": round_.opened_at,
    }


def move_dates(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    dates: RoundDates,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Move dates later, with a public reason; never earlier once public, nothing that is past.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: out of order, earlier than before, no reason, or the definition is frozen.
    """
    round_ = lock_round(session, round_id)
    refusal = refuse_to_move_dates(actor, round_)
    if refusal and not isinstance(refusal, Conflict):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of_dates(round_))
    if refusal:
        raise refusal
    check_order(dates)
    changed = changed_dates(round_, dates)
    if not changed:
        return
    if round_.published_at is not None:
        _refuse_public_move(round_, changed, reason, now)
        announce_moves(session, round_, changed, reason=reason.strip(), now=now)
    before_after = dates_told(round_, changed)
    if round_.published_at is not None:
        keep_moves(session, round_, changed, reason.strip(), now)
    for name, value in changed.items():
        setattr(round_, name, value)
    if round_.published_at is not None:
        audit.record(
            session,
            RoundLog.ROUND_DATES_MOVED,
            actor=actor,
            subject=round_.path,
            now=now,
            reason=reason.strip(),
            **before_after,
        )


def changed_dates(round_: Round, dates: RoundDates) -> dict[str, datetime]:
    """The dates that differ from those of the round, by name."""
    return {
        name: getattr(dates, name)
        for name in DATE_FIELDS
        if getattr(dates, name) != getattr(round_, name)
    }


def dates_told(round_: Round, changed: Mapping[str, datetime]) -> dict[str, str]:
    """Dates before they change and after, for an entry of the log."""
    before = {f"{name}_before": instant_text(getattr(round_, name)) for name in changed}
    return {**before, **{name: instant_text(value) for name, value in changed.items()}}


def announce_moves(
    session: Session, round_: Round, changed: Mapping[str, datetime], *, reason: str, now: datetime
) -> None:
    """Tell those concerned which dates move, before they do."""
    moves = [
        [name, instant_text(getattr(round_, name)), instant_text(value)]
        for name, value in changed.items()
    ]
    tell_concerned(session, "dates_moved", round_, reason=reason, moves=moves, now=now)


def keep_moves(
    session: Session, round_: Round, changed: Mapping[str, datetime], reason: str, now: datetime
) -> None:
    """Each move with its reason, to stand beside the date."""
    last = session.scalar(select(func.max(DateMove.n)).where(DateMove.round_id == round_.id)) or 0
    session.add_all(
        DateMove(
            round_id=round_.id,
            n=last + place,
            name=name,
            before=getattr(round_, name),
            after=value,
            reason=reason,
            moved_at=now,
        )
        for place, (name, value) in enumerate(changed.items(), 1)
    )
    session.flush()


def _refuse_public_move(
    round_: Round, changed: Mapping[str, datetime], reason: str, now: datetime
) -> None:
    if not reason.strip():
        raise Conflict("round.reason_needed", field="reason")
    for name, value in changed.items():
        if value < getattr(round_, name):
            raise Conflict("round.only_later", field=name)
        # Voting never began without a freeze, so nobody relied on its dates: they may still move.
        if not may_move(round_, name, now):
            raise Conflict("round.date_is_past", field=name)


def may_move(round_: Round, name: str, now: datetime) -> bool:
    """Whether this date of a round may still move at `now`, where its dates may move at all.

    Source: docs/rules/rounds.md section 2.3.
    """
    passed = bool(getattr(round_, name) <= now)
    return round_.published_at is None or name in VOTE_FIELDS or not passed
