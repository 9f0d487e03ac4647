"""Objecting to a count, and answering. Source: docs/rules/results.md section 12."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, NotAllowed, raise_all
from pbplatform.core.numbers import next_number
from pbplatform.places import queries as places
from pbplatform.places.kinds import Setting
from pbplatform.results.kinds import TRANSITIONS, ObjectionKind, ObjectionState, ResultLog, Verdict
from pbplatform.results.models import Objection, ObjectionAnswer
from pbplatform.results.policies import (
    refuse_to_answer_objection,
    refuse_to_handle_objection,
    refuse_to_object,
    refuse_to_withdraw_objection,
)
from pbplatform.results.queries.objections import Objected, objection_by_number
from pbplatform.results.services.facts import tell_of_round
from pbplatform.results.services.recounts import settle_recount
from pbplatform.results.services.telling import objection_path, tell_of_answer
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round

LONGEST = 1500  # letters of somebody's own words


def send_objection(
    session: Session, *, actor: ActorRef, round_id: int, kind: str, words: str, now: datetime
) -> Objection:
    """Say in public what is wrong with a count.

    Raises:
        NotAllowed: not signed in; who has no account comes by a mailed link.
        Conflict: not provisional, the days are over, or a part is missing or too long.
    """
    round_ = lock_round(session, round_id)
    if actor.account_id is None:
        raise NotAllowed("account.sign_in_first")
    if refusal := refuse_to_object(round_, now):
        raise refusal
    words = words.strip()
    check_words(kind, words)
    salt, commitment = audit.text_commitment(words)
    reads_after = places.reads_after(session, Setting.READS_POINTS)
    objection = Objection(
        round_id=round_id,
        number=next_number(session, f"objection:{round_id}"),
        result_number=round_.result_number,
        kind=kind,
        state=ObjectionState.OPEN,
        words=words,
        salt=salt,
        by_id=actor.account_id,
        sent_at=now,
        shown_at=now if reads_after else None,
    )
    session.add(objection)
    session.flush()
    _record(
        session,
        ResultLog.OBJECTION_SENT,
        actor,
        round_,
        objection,
        now,
        sort=kind,
        count=objection.result_number,
        words_sha256=commitment,
    )
    if reads_after:
        tell_of_round(session, round_, "objection_shown", now=now, number=objection.number)
    return objection


def check_words(kind: str, words: str) -> None:
    """All that is wrong with what was typed, at once.

    Raises:
        Conflict: no such kind, no words, or too many.
    """
    found = []
    if kind not in set(ObjectionKind):
        found.append(Conflict("objection.kind_needed", field="kind"))
    if not words.strip():
        found.append(Conflict("objection.words_needed", field="words"))
    if len(words.strip()) > LONGEST:
        found.append(Conflict("objection.words_too_long", field="words"))
    raise_all(found)


def withdraw_objection(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Take back what one objected, before it is answered. Its words stay.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: there is none of this number.
        NotAllowed: somebody else's.
        Conflict: answered or withdrawn before.
    """
    round_, objection = _locked(session, round_id, number)
    if refusal := refuse_to_withdraw_objection(actor, objection):
        raise refusal
    if seen is not None:
        require_same(seen, facts_of_objection(objection_by_number(session, round_id, number)))
    _move(objection, ObjectionState.WITHDRAWN, now)
    _record(session, ResultLog.OBJECTION_WITHDRAWN, actor, round_, objection, now)


def show_objection(
    session: Session, *, actor: ActorRef, round_id: int, number: int, now: datetime
) -> None:
    """Say that its words were read, so that everybody can read them; again changes nothing.

    Raises:
        NotFound: there is none of this number.
        NotAllowed: not whoever answers it.
    """
    round_, objection = _locked(session, round_id, number)
    if refusal := refuse_to_handle_objection(actor, round_, objection):
        raise refusal
    if objection.shown_at is None:
        objection.shown_at = now
        _record(session, ResultLog.OBJECTION_SHOWN, actor, round_, objection, now)
        tell_of_round(session, round_, "objection_shown", now=now, number=number)


def facts_of_objection(objected: Objected) -> Facts:
    """What whoever answers was shown."""
    answer = objected.answer
    return {
        "state": objected.objection.state,
        "words": objected.objection.words,
        "answer": f"{answer.verdict}: {answer.reason}" if answer else "",
    }


def answer_objection(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    verdict: str,
    reason: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Answer in public; where it is upheld, a second count is owed.

    An answer after the first one corrects it; the earlier one stays.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: there is none of this number.
        NotAllowed: not whoever answers it, or one's own objection.
        Conflict: no verdict, no reason, withdrawn, certified, or counted again since.
    """
    round_, objection = _locked(session, round_id, number)
    if refusal := refuse_to_answer_objection(actor, round_, objection, now):
        raise refusal
    before = objection_by_number(session, round_id, number)
    if seen is not None:
        require_same(seen, facts_of_objection(before))
    reason = reason.strip()
    _check_answer(verdict, reason)
    session.add(
        ObjectionAnswer(
            round_id=round_id,
            number=number,
            n=len(before.answers) + 1,
            at=now,
            verdict=verdict,
            reason=reason,
            by_name=actor.name,
            by_role=actor.role,
        )
    )
    _move(objection, ObjectionState.ANSWERED, now)
    objection.shown_at = objection.shown_at or now
    told = {"verdict": verdict, "reason": reason, "answered_by": actor.name}
    _record(session, ResultLog.OBJECTION_ANSWERED, actor, round_, objection, now, **told)
    settle_recount(session, round_, actor=actor, now=now)
    tell_of_answer(session, round_, objection, verdict, reason, now=now)


def _check_answer(verdict: str, reason: str) -> None:
    found = []
    if verdict not in set(Verdict):
        found.append(Conflict("objection.verdict_needed", field="verdict"))
    if not reason:
        found.append(Conflict("objection.reason_needed", field="reason"))
    raise_all(found)


def _move(objection: Objection, state: ObjectionState, now: datetime) -> None:
    if state not in TRANSITIONS[ObjectionState(objection.state)]:
        raise Conflict("state.not_from_here")
    objection.state, objection.ended_at = state, now


def _locked(session: Session, round_id: int, number: int) -> tuple[Round, Objection]:
    """The round's lock decides between an answer, a withdrawal and a certificate at one moment."""
    round_ = lock_round(session, round_id)
    objection = objection_by_number(session, round_id, number).objection
    session.refresh(objection)
    return round_, objection


def _record(
    session: Session,
    kind: ResultLog,
    actor: ActorRef,
    round_: Round,
    objection: Objection,
    now: datetime,
    **told: object,
) -> None:
    path = objection_path(round_, objection.number)
    audit.record(session, kind, actor=actor, subject=path, now=now, **told)
