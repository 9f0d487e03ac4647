"""A second count beside one that was found wrong. Source: docs/rules/results.md section 13."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.results.domain.tally import Tallied
from pbplatform.results.kinds import ResultLog
from pbplatform.results.models import Recount, Result, ResultRow
from pbplatform.results.policies import refuse_to_count_again, refuse_to_owe_recount
from pbplatform.results.queries.objections import objections_of, open_objections, recount_of
from pbplatform.results.services.facts import tell_of_round
from pbplatform.results.services.provisional import begin_provisional
from pbplatform.results.services.storing import store_count
from pbplatform.results.services.telling import tell_of_change
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries import pairing


def settle_recount(session: Session, round_: Round, *, actor: ActorRef, now: datetime) -> None:
    """Owe a second count while an objection is upheld; no longer, when none is any more.

    What two people decided stays.
    """
    owed = recount_of(session, round_.id, round_.result_number)
    if owed is not None and owed.objection is None:
        return
    upheld = next(
        (
            each
            for each in objections_of(session, round_.id)
            if each.is_upheld and each.objection.result_number == round_.result_number
        ),
        None,
    )
    if upheld is not None and upheld.answer is not None:
        if owed is None:
            reason, number = upheld.answer.reason, upheld.objection.number
            _owe(session, round_, actor, now, reason=reason, objection=number)
        return
    if owed is not None:
        session.delete(owed)
        round_.recount_owed = False
        session.flush()
        audit.record(
            session,
            ResultLog.RECOUNT_OFF,
            actor=actor,
            subject=round_.path,
            now=now,
            count=round_.result_number,
        )
        tell_of_round(session, round_, "recount_off", now=now)


def _owe(
    session: Session,
    round_: Round,
    actor: ActorRef,
    now: datetime,
    *,
    reason: str,
    objection: int | None = None,
    pair: Pair | None = None,
) -> None:
    session.add(
        Recount(
            round_id=round_.id,
            result_number=round_.result_number,
            at=now,
            objection=objection,
            reason=reason,
        )
    )
    round_.recount_owed = True
    session.flush()
    audit.record(
        session,
        ResultLog.RECOUNT_OWED,
        actor=actor,
        subject=round_.path,
        now=now,
        count=round_.result_number,
        reason=reason,
        **({} if objection is None else {"objection": objection}),
        **(pair.told if pair else {}),
    )
    tell_of_round(session, round_, "recount_owed", now=now, reason=reason)


def to_count_again(round_: Round, reason: str) -> Asked:
    """What is asked: which count was wrong, and why.

    Raises:
        Conflict: no reason.
    """
    if not reason.strip():
        raise Conflict("objection.reason_needed", field="reason")
    facts = {"number": round_.result_number, "reason": reason.strip()}
    return Asked(round_.path, round_.scope, facts)


def _refuse(session: Session, _actor: ActorRef, asked: Asked, now: datetime) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if round_.result_number != asked.facts["number"]:
        return Conflict("pair.other_facts")
    return refuse_to_owe_recount(round_, now)


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    _owe(session, round_, pair.actor, now, reason=str(asked.facts["reason"]), pair=pair)


COUNT_AGAIN = pairing.act_in_round(
    name="results.count_again",
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
    told=lambda asked: {"count": asked.facts["number"]},
)


def publish_again(
    session: Session, *, actor: ActorRef, round_id: int, tallied: Tallied, now: datetime
) -> Result:
    """Store a further count beside the one that was found wrong; that one stays as it is.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: no second count is owed, an objection is open, or the result is certified.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_count_again(actor, round_, open_objections(session, round_id), now):
        raise refusal
    wrong = session.get_one(Result, (round_id, round_.result_number))
    before = winners_of_count(session, round_id, wrong.number)
    result = store_count(
        session,
        round_id,
        tallied,
        now,
        roll=wrong.roll,
        voted=wrong.envelopes,
        number=wrong.number + 1,
    )
    round_.result_number = result.number
    begin_provisional(session, round_, now)
    _write(session, actor, round_, tallied, result, now)
    session.flush()
    after = winners_of_count(session, round_id, result.number)
    tell_of_change(session, round_, before, after, now=now)
    return result


def winners_of_count(session: Session, round_id: int, number: int) -> set[int]:
    """Numbers of the projects that won in one count."""
    query = select(ResultRow.number).where(
        ResultRow.round_id == round_id,
        ResultRow.result_number == number,
        ResultRow.position.is_not(None),
    )
    return set(session.scalars(query))


def _write(
    session: Session,
    actor: ActorRef,
    round_: Round,
    tallied: Tallied,
    result: Result,
    now: datetime,
) -> None:
    kind, digest = VoteLog.RESULT_COUNTED_AGAIN, tallied.sha256.hex()
    audit.append_now(
        session,
        audit.ensure_log(session, round_.path),
        {
            "kind": str(kind),
            "count": result.number,
            "sha256": digest,
            "result": tallied.document.decode(),
        },
    )
    audit.record(
        session,
        kind,
        actor=actor,
        subject=round_.path,
        now=now,
        count=result.number,
        sha256=digest,
        winners=[int(key) for key in tallied.result.winners],
        valid=result.valid,
        invalid=result.invalid,
        spent_minor=result.spent_minor,
    )
