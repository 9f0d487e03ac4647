"""What two people do about paper: replace a vote by a paper, decide about one set aside, and about
more papers than were given out.

Source: docs/rules/paper.md sections 1.3, 4 and 6.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.undecided import paper_numbers
from pbplatform.paper.kinds import AsideOutcome, Hand, How, PaperLog
from pbplatform.paper.models.handing import PaperMore
from pbplatform.paper.policies.handing import (
    refuse_to_decide_aside,
    refuse_to_decide_more,
    refuse_to_replace,
)
from pbplatform.paper.queries.handing import aside_of, decided_more, hand_of
from pbplatform.paper.services.aside import decide_aside, refuse_voter
from pbplatform.paper.services.handing import refuse_numbers, write_issues
from pbplatform.paper.services.hands import remember_hand
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of, takes_paper
from pbplatform.voting.queries import pairing
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.roll_history import named_on_roll
from pbplatform.voting.services.roll.envelopes import empty_places
from pbplatform.voting.services.roll.papers import put_on_paper

_act = partial(pairing.act_in_round, roles=frozenset({Role.CLERK, Role.FACILITATOR, Role.AUDITOR}))


# A paper for somebody who voted online


def to_replace(round_: Round, voter: int) -> Asked:
    """What is asked when somebody who voted online wants a paper instead.

    The facts name no vote: what waits must join no voter with one. Random bits keep their public
    hash from telling the number.
    """
    return Asked(round_.path, round_.scope, {"voter": voter, "random": secrets.token_hex(16)})


def _refuse_to_replace(
    session: Session, actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_, voter = pairing.round_of(session, asked), int(asked.facts["voter"])
    rule = exclusion_of(session, round_.id)
    replaces = rule is Exclusion.REPLACES
    if refusal := refuse_to_replace(round_, now, replaces=replaces):
        return refusal
    if hand_of(session, round_.id, actor.account_id) is Hand.LOGGED:
        return NotAllowed("paper.logged_before")
    if named_on_roll(session, round_.id, [voter]).voted:
        refusal = refuse_numbers(session, round_.id, [voter], rule)
        return None if refusal and refusal.code == "paper.two_take_vote_out" else refusal
    refusal = refuse_numbers(session, round_.id, [voter], rule)
    return refusal or Conflict("paper.has_not_voted", field="numbers")


def _replace(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    # No cast is under way now: the vote that leaves is the one that lies there.
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := _refuse_to_replace(session, pair.second, asked, now):
        raise refusal
    voter, today = int(asked.facts["voter"]), places.working_days(session).day_of(now)
    empty_places(session, round_, [voter], actor=pair.actor, told=pair.told, now=now)
    put_on_paper(session, round_id=round_.id, numbers=[voter])
    write_issues(session, round_.id, [voter], How.HAND, today)
    for each in (pair.first, pair.second):
        remember_hand(session, round_id=round_.id, actor=each, did=Hand.GAVE)
    audit.record(
        session,
        PaperLog.GIVEN,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        papers=1,
        how=str(How.HAND),
        **pair.told,
    )


# A paper that was set aside


def to_decide(round_: Round, n: int, *, outcome: AsideOutcome, voter: int, reason: str) -> Asked:
    """What is asked about a paper set aside; the number on the roll only where one is needed."""
    facts = {
        "number": n,
        "outcome": str(outcome),
        "voter": voter,
        "reason": reason,
        "random": secrets.token_hex(16),
    }
    return Asked(round_.path, round_.scope, facts)


def _refuse_to_decide(
    session: Session, _actor: ActorRef, asked: Asked, _now: datetime
) -> DomainError | None:
    round_, facts = pairing.round_of(session, asked), asked.facts
    aside = aside_of(session, round_.id, int(facts["number"]))
    counts, voter = facts["outcome"] == AsideOutcome.COUNTS, int(facts["voter"])
    if refusal := refuse_to_decide_aside(
        round_, counts=counts, decided=bool(aside.outcome), came_back=aside.came_back
    ):
        return refusal
    if not facts["reason"]:
        return Conflict("paper.say_why", field="reason")
    if counts:
        return refuse_voter(session, round_, aside, voter)
    return Conflict("paper.voter_not_asked", field="voter") if voter else None


def _decide(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    if refusal := _refuse_to_decide(session, pair.second, asked, now):
        raise refusal
    decide_aside(
        session,
        pair=pair,
        round_=round_,
        n=int(asked.facts["number"]),
        outcome=AsideOutcome(asked.facts["outcome"]),
        voter=int(asked.facts["voter"]),
        reason=str(asked.facts["reason"]),
        today=places.working_days(session).day_of(now),
        now=now,
    )


# More papers than were given out


def to_decide_more(session: Session, round_: Round, outcome: AsideOutcome, reason: str) -> Asked:
    """What is asked: just the numbers that stand, so that nobody decides about others."""
    numbers = paper_numbers(session, round_.id)
    facts = {
        "sheets": numbers.more_open,
        "issued": numbers.issued,
        "spoiled": numbers.spoiled,
        "unused": numbers.unused,
        "returned": numbers.returned,
        "outcome": str(outcome),
        "reason": reason,
    }
    return Asked(round_.path, round_.scope, facts)


def refuse_more(
    session: Session, actor: ActorRef, round_: Round, now: datetime, *, counts: bool = False
) -> DomainError | None:
    """Why this person may not decide about more papers than were given out."""
    box = reconcile(session, round_.id)
    if refusal := refuse_to_decide_more(
        actor,
        round_,
        now,
        takes_paper=takes_paper(session, round_.id),
        open_sheets=box.papers.more_open,
        counts=counts,
    ):
        return refusal
    # There are never more votes than voters: then somebody voted twice, and it is not a slip.
    votes = box.marked + box.papers.returned - box.papers.set_aside
    if counts and votes > box.roll:
        return Conflict("paper.more_than_voters", field="outcome", count=votes - box.roll)
    return None


def _refuse_to_decide_more(
    session: Session, actor: ActorRef, asked: Asked, now: datetime
) -> DomainError | None:
    round_ = lock_round(session, pairing.round_of(session, asked).id)
    reason, outcome = str(asked.facts["reason"]), AsideOutcome(asked.facts["outcome"])
    counts = outcome is AsideOutcome.COUNTS
    if refusal := refuse_more(session, actor, round_, now, counts=counts):
        return refusal
    if not reason:
        return Conflict("paper.say_why", field="reason")
    same = to_decide_more(session, round_, outcome, reason) == asked
    return None if same else Conflict("paper.numbers_changed")


def _decide_more(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    for each in (pair.first, pair.second):
        if refusal := _refuse_to_decide_more(session, each, asked, now):
            raise refusal
    round_, facts = pairing.round_of(session, asked), asked.facts
    session.add(
        PaperMore(
            round_id=round_.id,
            n=len(decided_more(session, round_.id)) + 1,
            sheets=int(facts["sheets"]),
            outcome=str(facts["outcome"]),
            reason=str(facts["reason"]),
            decided_on=places.working_days(session).day_of(now),
        )
    )
    session.flush()
    audit.record(
        session,
        PaperLog.MORE_DECIDED,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        sheets=facts["sheets"],
        outcome=facts["outcome"],
        reason=facts["reason"],
        **pair.told,
    )


REPLACE = _act(name="paper.replace", refuse=_refuse_to_replace, perform=_replace)
DECIDE = _act(
    name="paper.aside",
    refuse=_refuse_to_decide,
    perform=_decide,
    told=lambda asked: {"number": asked.facts["number"]},
)
MORE = _act(
    name="paper.more",
    refuse=_refuse_to_decide_more,
    perform=_decide_more,
    told=lambda asked: {"sheets": asked.facts["sheets"]},
)
