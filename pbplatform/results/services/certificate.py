"""Two people certify a result. Source: docs/rules/results.md section 11."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.paper.queries.checking import stops_certificate, told_of_check
from pbplatform.reopening.queries import held_up_by
from pbplatform.results.kinds import ResultLog
from pbplatform.results.models import Certificate, Result
from pbplatform.results.policies import refuse_to_certify
from pbplatform.results.queries.checks import recount, stored_findings
from pbplatform.results.queries.objections import open_objections
from pbplatform.results.services.telling import tell_of_certificate
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.queries import pairing
from pbplatform.voting.services.counting_looks import end_counts


def to_certify(session: Session, round_: Round) -> Asked:
    """What is asked: exactly this count, by its number and fingerprint."""
    result = session.get_one(Result, (round_.id, round_.result_number))
    facts = {
        "number": result.number,
        "sha256": bytes(result.sha256).hex(),
        "valid": result.valid,
        "spent_minor": result.spent_minor,
    }
    return Asked(round_.path, round_.scope, facts)


def refuse_other_count(session: Session, round_: Round) -> None:
    """Count the published votes once more in memory; slow, so outside of any turn to write.

    Raises:
        Conflict: they give another document than the stored one.
    """
    result = session.get_one(Result, (round_.id, round_.result_number))
    if recount(session, round_, result).document != bytes(result.document):
        raise Conflict("certificate.recount_differs")


def refuse_certificate(session: Session, round_: Round, now: datetime) -> DomainError | None:
    """Why the count that holds cannot be certified now, as far as that is known without a count."""
    open_now = open_objections(session, round_.id)
    hand_check = stops_certificate(session, round_)
    differing = held_up_by(session, round_.id)
    if refusal := refuse_to_certify(round_, open_now, now, hand_check, differing):
        return refusal
    return next(stored_findings(session, round_), None)


def _refuse(session: Session, _actor: ActorRef, asked: Asked, now: datetime) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := refuse_certificate(session, round_, now):
        return refusal
    same = dict(to_certify(session, round_).facts) == dict(asked.facts)
    return None if same else Conflict("pair.other_facts")


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    certify(session, pair=pair, round_id=pairing.round_of(session, asked).id, now=now)


CERTIFY = pairing.act_in_round(
    name="results.certify",
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
    told=lambda asked: {"count": asked.facts["number"], "sha256": asked.facts["sha256"]},
)


def certify(session: Session, *, pair: Pair, round_id: int, now: datetime) -> None:
    """The result stands, and winners get their lines from now on.

    Raises:
        Conflict: too early, an objection is open, a second count is owed, certified before, or
            what is stored is not what the log names.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_certificate(session, round_, now):
        raise refusal
    round_.certified_at = now
    end_counts(session, round_id)
    told = pair.told
    session.add(
        Certificate(
            round_id=round_id,
            result_number=round_.result_number,
            at=now,
            **{name: str(told[name]) for name in ("first", "first_role", "second", "second_role")},
        )
    )
    result = session.get_one(Result, (round_id, round_.result_number))
    session.flush()
    audit.record(
        session,
        ResultLog.CERTIFIED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        count=result.number,
        sha256=bytes(result.sha256).hex(),
        **told,
        **told_of_check(session, round_id),
    )
    tell_of_certificate(session, round_, now=now)
