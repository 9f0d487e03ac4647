"""What two people do after a count on paper: confirm the check, explain, destroy the papers.

Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.paper.kinds import CheckOutcome, PaperLog
from pbplatform.paper.policies.checking import (
    CHECKERS,
    refuse_to_check,
    refuse_to_confirm_check,
    refuse_to_destroy_papers,
    refuse_to_explain,
)
from pbplatform.paper.queries.checking import (
    check_of,
    found_in_check,
    handled_a_drawn_batch,
    papers_kept_until,
    rounds_with_sheets,
)
from pbplatform.paper.services.checking import check_to_write
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.queries import pairing

_act = partial(pairing.act_in_round, roles=frozenset(CHECKERS))


# The check itself


def to_confirm_check(session: Session, round_: Round) -> Asked:
    """What is asked: exactly what was found of every drawn sheet."""
    return Asked(round_.path, round_.scope, found_in_check(session, round_).facts)


def refuse_check(
    session: Session, round_: Round, actor: ActorRef, now: datetime
) -> DomainError | None:
    """Why this person cannot confirm what was found, or ask another one to."""
    found = found_in_check(session, round_)
    handled = handled_a_drawn_batch(session, round_.id, found.drawn, actor.account_id)
    return refuse_to_check(
        actor, round_, now, done=found.is_done, handled=handled
    ) or refuse_to_confirm_check(len(found.drawn), len(found.open))


def _refuse_check(
    session: Session, actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := refuse_check(session, round_, actor, now):
        return refusal
    same = dict(to_confirm_check(session, round_).facts) == dict(asked.facts)
    return None if same else Conflict("pair.other_facts")


def _confirm(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    for each in (pair.first, pair.second):
        if refusal := _refuse_check(session, each, asked, now):
            raise refusal
    round_ = pairing.round_of(session, asked)
    found = found_in_check(session, round_)
    check = check_to_write(session, round_.id)
    check.done_at = now
    check.same = found.number(CheckOutcome.SAME)
    check.differs = found.number(CheckOutcome.DIFFERS)
    check.missing = found.number(CheckOutcome.MISSING)
    session.flush()
    audit.record(
        session,
        PaperLog.CHECKED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        sheets=found.sheets,
        compared=check.compared,
        same=check.same,
        differs=check.differs,
        missing=check.missing,
        **pair.told,
    )


# What differs


def to_explain(round_: Round, reason: str) -> Asked:
    """What is asked: the reason that everybody will read."""
    return Asked(round_.path, round_.scope, {"reason": reason})


def _refuse_to_explain(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    found = found_in_check(session, round_)
    return refuse_to_explain(round_, now, done=found.is_done, settled=found.is_settled)


def _explain(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    if refusal := _refuse_to_explain(session, pair.second, asked, now):
        raise refusal
    round_ = pairing.round_of(session, asked)
    check = check_to_write(session, round_.id)
    check.explained_at, check.reason = now, str(asked.facts["reason"])
    session.flush()
    audit.record(
        session,
        PaperLog.EXPLAINED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        reason=check.reason,
        **pair.told,
    )


# The end of the papers


def to_destroy_papers(session: Session, round_: Round) -> Asked:
    """What is asked: how many sheets came back in this round."""
    facts = {"sheets": rounds_with_sheets(session).get(round_.id, 0)}
    return Asked(round_.path, round_.scope, facts)


def refuse_destruction(session: Session, round_: Round, now: datetime) -> DomainError | None:
    """Why the papers of this round cannot be destroyed now."""
    check = check_of(session, round_.id)
    return refuse_to_destroy_papers(
        papers=rounds_with_sheets(session).get(round_.id, 0),
        until=papers_kept_until(session, round_),
        today=places.working_days(session).day_of(now),
        destroyed=check is not None and check.papers_destroyed_at is not None,
    )


def _refuse_to_destroy(
    session: Session, _actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    return refuse_destruction(session, round_, now)


def _destroy(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    if refusal := _refuse_to_destroy(session, pair.second, asked, now):
        raise refusal
    round_ = pairing.round_of(session, asked)
    check_to_write(session, round_.id).papers_destroyed_at = now
    session.flush()
    audit.record(
        session,
        PaperLog.PAPERS_DESTROYED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        sheets=asked.facts["sheets"],
        **pair.told,
    )


CONFIRM_CHECK = _act(
    name="paper.check",
    refuse=_refuse_check,
    perform=_confirm,
    told=lambda asked: {str(each): asked.facts[str(each)] for each in CheckOutcome},
)
EXPLAIN = _act(name="paper.explain", refuse=_refuse_to_explain, perform=_explain)
DESTROY_PAPERS = _act(
    name="paper.destroy",
    refuse=_refuse_to_destroy,
    perform=_destroy,
    told=lambda asked: {"sheets": asked.facts["sheets"]},
)
