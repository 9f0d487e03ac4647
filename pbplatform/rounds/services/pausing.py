"""Pausing a round, and taking it up again. Source: docs/rules/rounds.md section 13."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, raise_all
from pbplatform.rounds.kinds import Change, RoundLog
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_pause, refuse_to_resume
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.changing import keep_change
from pbplatform.rounds.services.dates import (
    DATE_FIELDS,
    RoundDates,
    changed_dates,
    check_order,
    dates_told,
    facts_of_dates,
    keep_moves,
)
from pbplatform.rounds.services.telling import tell_concerned

_DAY = timedelta(days=1)


def pause_round(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    resumes_by: datetime,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Hold a round that takes ideas or whose proposals are written.

    Args:
        resumes_by: by when the facilitator says how it goes on.
        seen: seal of `facts_of_dates`, as the page showed them.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: paused already, nothing to pause, no reason, or a day that has passed.
        ChangedMeanwhile: its dates are not those of the page.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_pause(actor, round_, now):
        raise refusal
    require_same(seen, facts_of_dates(round_))
    found = []
    if resumes_by <= now:
        found.append(Conflict("round.resumes_in_past", field="resumes_by"))
    if not reason.strip():
        found.append(Conflict("round.say_why", field="reason"))
    raise_all(found)
    round_.paused_at, round_.resumes_by = now, resumes_by
    why, by = reason.strip(), instant_text(resumes_by)
    keep_change(session, round_, Change.PAUSED, after=by, reason=why, now=now)
    audit.record(
        session,
        RoundLog.ROUND_PAUSED,
        actor=actor,
        subject=round_.path,
        now=now,
        reason=why,
        ends_at=by,
    )
    tell_concerned(session, "paused", round_, reason=why, by=by, now=now)


def were_ahead(round_: Round) -> tuple[str, ...]:
    """Names of the dates that had not passed when the round was paused."""
    if round_.paused_at is None:
        return ()
    return tuple(name for name in DATE_FIELDS if getattr(round_, name) > round_.paused_at)


def dates_to_offer(round_: Round, now: datetime) -> RoundDates:
    """Dates with which a paused round could go on: later by the days of the pause, begun ones too.

    Source: docs/rules/rounds.md section 13.4.
    """
    held = now - (round_.paused_at or now)
    days = _DAY * -(-held // _DAY)
    later = {
        name: getattr(round_, name) + (days if name in were_ahead(round_) else timedelta())
        for name in DATE_FIELDS
    }
    return RoundDates(**later)


def resume_round(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    dates: RoundDates,
    reason: str,
    seen: str,
    now: datetime,
) -> None:
    """Take a paused round up again, with dates that lie ahead.

    Args:
        seen: seal of `facts_of_dates`, as the page showed them.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: not paused, no reason, dates out of order, earlier than before, or passed.
        ChangedMeanwhile: its dates are not those of the page.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_resume(actor, round_):
        raise refusal
    require_same(seen, facts_of_dates(round_))
    if not reason.strip():
        raise Conflict("round.say_why", field="reason")
    check_order(dates)
    changed = _checked(round_, dates, now)
    why, told = reason.strip(), dates_told(round_, changed)
    moves = [[name, told[f"{name}_before"], told[name]] for name in changed]
    keep_moves(session, round_, changed, why, now)
    for name, value in changed.items():
        setattr(round_, name, value)
    since = instant_text(round_.paused_at) if round_.paused_at else ""
    keep_change(session, round_, Change.RESUMED, before=since, reason=why, now=now)
    round_.paused_at = round_.resumes_by = None
    audit.record(
        session,
        RoundLog.ROUND_RESUMED,
        actor=actor,
        subject=round_.path,
        now=now,
        reason=why,
        **told,
    )
    tell_concerned(session, "resumed", round_, reason=why, moves=moves, now=now)


def _checked(round_: Round, dates: RoundDates, now: datetime) -> dict[str, datetime]:
    """The dates that change.

    Raises:
        Conflict: one that had passed, one that comes earlier than it was, or one that has passed.
    """
    ahead, changed = were_ahead(round_), changed_dates(round_, dates)
    for name, value in changed.items():
        if name not in ahead:
            raise Conflict("round.date_is_past", field=name)
        if value < getattr(round_, name):
            raise Conflict("round.only_later", field=name)
    for name in ahead:
        if getattr(dates, name) <= now:
            raise Conflict("round.must_lie_ahead", field=name)
    return changed
