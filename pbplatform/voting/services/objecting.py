"""Objections to the roll, and their public answers.

Source: docs/rules/voting.md section 1.25-28.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import RollObjection
from pbplatform.voting.policies import refuse_to_answer_objection, refuse_to_object
from pbplatform.voting.queries.objections import open_of_account

# The entry says that somebody objected, never who.
SOMEBODY = ActorRef(kind="reader", key="", role="resident")
LONGEST_WORDS = 1000  # letters, of an objection and of its answer


@dataclass(frozen=True)
class Answer:
    """What a clerk says to an objection: `done` or `stays`, and why, for everybody to read."""

    outcome: str
    reason: str


def object_to_roll(
    session: Session,
    *,
    account_id: int,
    round_id: int,
    about: str,
    words: str,
    today: date,
    now: datetime,
) -> int:
    """Say that the roll is wrong about oneself; its number.

    Raises:
        NotFound: the round is not public.
        Conflict: voting is over, nothing is said, or an objection of this person waits already.
    """
    round_ = public_round(session, lock_round(session, round_id).slug)
    if refusal := refuse_to_object(round_, now):
        raise refusal
    if not words:
        raise Conflict("roll.objection_words_missing", field="words")
    if open_of_account(session, round_id, account_id) is not None:
        raise Conflict("roll.objection_waits", field="words")
    newest = select(func.max(RollObjection.number)).where(RollObjection.round_id == round_id)
    number = (session.scalar(newest) or 0) + 1
    session.add(
        RollObjection(
            round_id=round_id,
            number=number,
            account_id=account_id,
            about=about,
            words=words,
            objected_on=today,
        )
    )
    session.flush()
    audit.record(
        session,
        VoteLog.ROLL_OBJECTED,
        actor=SOMEBODY,
        subject=round_.path,
        now=now,
        objection=number,
    )
    return number


def answer_facts(objection: RollObjection) -> dict[str, str | int]:
    """What the page of an answer showed, and what must still hold when it is given."""
    return {"answers": objection.answers, "reason": objection.reason, "words": objection.words}


def answer_objection(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    answer: Answer,
    seen: str | None,
    today: date,
    now: datetime,
) -> None:
    """Answer an objection in public, for the first time or in place of an earlier answer.

    Args:
        seen: what the page showed, sealed (`answer_facts`).
    Raises:
        NotAllowed: neither clerk nor facilitator of the round.
        NotFound: no such objection.
        Conflict: the box is closed, no reason is given, or a colleague answered meanwhile.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_answer_objection(actor, round_):
        raise refusal
    objection = session.get(RollObjection, (round_id, number), populate_existing=True)
    if objection is None:
        raise NotFound("roll.objection_not_found")
    if not answer.reason:
        raise Conflict("roll.reason_missing", field="reason")
    require_same(seen, answer_facts(objection))
    objection.outcome, objection.reason = answer.outcome, answer.reason
    objection.answered_on, objection.answers = today, objection.answers + 1
    objection.words = ""  # nobody needs them any more
    session.flush()
    audit.record(
        session,
        VoteLog.ROLL_OBJECTION_ANSWERED,
        actor=actor,
        subject=round_.path,
        now=now,
        objection=number,
        outcome=answer.outcome,
        reason=answer.reason,
        **({"again": objection.answers} if objection.answers > 1 else {}),
    )
    _tell(session, round_, objection, now)


def _tell(session: Session, round_: Round, objection: RollObjection, now: datetime) -> None:
    """Whoever objected gets the answer by mail, if they still have an address with us."""
    email = session.scalar(select(Account.email).where(Account.id == objection.account_id))
    if email:
        announce(
            session,
            "voting:objection_answered",
            now=now,
            to=email,
            round=round_.name,
            path=f"{round_.path}/roll",
            number=objection.number,
            outcome=objection.outcome,
            reason=objection.reason,
            again=objection.answers > 1,
        )
