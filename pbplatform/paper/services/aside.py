"""Papers that are set aside, and what two people decide. Source: docs/rules/paper.md section 4."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.paper.kinds import AsideOutcome, AsideWhy, How, PaperLog
from pbplatform.paper.models.handing import PaperAside
from pbplatform.paper.policies.handing import refuse_to_set_aside
from pbplatform.paper.queries.handing import aside_of, asides_to_batch
from pbplatform.paper.services.handing import about, write_issues
from pbplatform.places.queries import working_days
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.queries.roll_history import named_on_roll
from pbplatform.voting.services.roll.papers import put_on_paper

DAYS_TO_DECIDE = 2  # working days


def set_aside(
    session: Session, *, actor: ActorRef, round_id: int, why: AsideWhy, today: date, now: datetime
) -> int:
    """A paper is set aside, with the next number of the round.

    Returns:
        Its number, for its slip.
    Raises:
        NotAllowed, Conflict: not theirs to do, or not now.
    """
    round_ = lock_round(session, round_id)
    paper = exclusion_of(session, round_id) is not Exclusion.NO_PAPER
    late = why is AsideWhy.LATE
    if refusal := refuse_to_set_aside(actor, round_, now, takes_paper=paper, late=late):
        raise refusal
    if why.under_condition and now >= round_.closes_at:
        raise Conflict("paper.vote_over", field="why")
    last = session.scalar(select(func.max(PaperAside.n)).where(PaperAside.round_id == round_id))
    number = (last or 0) + 1
    by = working_days(session).after(today, DAYS_TO_DECIDE)
    session.add(PaperAside(round_id=round_id, n=number, why=why, set_aside_on=today, decide_by=by))
    session.flush()
    audit.record(
        session,
        PaperLog.SET_ASIDE,
        actor=actor,
        subject=round_.path,
        now=now,
        number=number,
        why=str(why),
    )
    return number


def refuse_voter(session: Session, round_: Round, aside: PaperAside, voter: int) -> Conflict | None:
    """Why a paper cannot count for this number on the roll; 0 where none was named (4.3)."""
    if not AsideWhy(aside.why).under_condition:
        return Conflict("paper.voter_not_asked", field="voter") if voter else None
    if not voter:
        return Conflict("paper.voter_missing", field="voter")
    named = named_on_roll(session, round_.id, [voter])
    for found, code in (
        (named.missing, "paper.no_such_voters"),
        (named.struck, "paper.struck"),
        (named.paper, "paper.has_one"),
        (named.voted, "paper.voter_has_voted"),
    ):
        if found:
            return Conflict(code, field="voter", numbers=str(voter))
    return None


def decide_aside(
    session: Session,
    *,
    pair: Pair,
    round_: Round,
    n: int,
    outcome: AsideOutcome,
    voter: int,
    reason: str,
    today: date,
    now: datetime,
) -> None:
    """What two people decided; they hold the lock of the round and were asked everything.

    The number on the roll is marked for paper, and stands nowhere beside this paper.

    Raises:
        NotFound: no such paper.
        Conflict: the number on the roll changed meanwhile.
    """
    aside = aside_of(session, round_.id, n)
    aside.outcome, aside.reason, aside.decided_on = outcome, reason, today
    aside.came_back_on = None
    session.flush()
    if outcome is AsideOutcome.COUNTS and voter:
        put_on_paper(session, round_id=round_.id, numbers=[voter])
        write_issues(session, round_.id, [voter], How.CONDITION, aside.set_aside_on)
    audit.record(
        session,
        PaperLog.ASIDE_DECIDED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        number=n,
        outcome=str(outcome),
        reason=reason,
        **pair.told,
    )


def take_into_batch(
    session: Session, *, round_id: int, numbers: Collection[int], batch: int
) -> None:
    """These papers lie in a batch now; in which one is kept until it is sealed.

    The caller logs the batch, holds the lock of the round, and has asked who may do it.

    Raises:
        Conflict: one of them is not one that counts and waits for a batch.
    """
    if missing := sorted(set(numbers) - set(asides_to_batch(session, round_id))):
        raise about("paper.not_to_batch", missing)
    own = (PaperAside.round_id == round_id, PaperAside.n.in_(numbers))
    _write(session, own, batched=True, batch=batch, came_back_on=None)


def forget_batch(session: Session, *, round_id: int, batch: int) -> None:
    """A batch was sealed: that papers lie in one stays, in which one nobody knows any more."""
    own = (PaperAside.round_id == round_id, PaperAside.batch == batch)
    _write(session, own, batch=None)


def give_back(session: Session, *, round_id: int, batch: int, today: date) -> int:
    """A batch was refused: its papers that were set aside count and lie in no batch again (4.5).

    Returns:
        How many.
    """
    own = (PaperAside.round_id == round_id, PaperAside.batch == batch)
    return _write(session, own, batched=False, batch=None, came_back_on=today)


def _write(session: Session, own: Sequence[ColumnElement[bool]], **values: object) -> int:
    changed: CursorResult[Any] = session.connection().execute(
        update(PaperAside).where(*own).values(**values)
    )
    session.expire_all()
    return changed.rowcount
