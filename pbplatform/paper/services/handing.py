"""Ballot papers are given out against the roll, and taken back.

Nobody keeps which sheet went to whom. Source: docs/rules/paper.md section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.undecided import paper_numbers
from pbplatform.paper.kinds import Hand, How, PaperLog, PaperState
from pbplatform.paper.models.handing import PaperIssue
from pbplatform.paper.policies.handing import refuse_to_hand_out, refuse_to_take_back
from pbplatform.paper.queries.handing import hand_of, issues_of
from pbplatform.paper.services.hands import remember_hand
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.domain.numbers import written
from pbplatform.voting.queries.roll_history import named_on_roll
from pbplatform.voting.services.roll.papers import put_back_online, put_on_paper

_BACK = {
    PaperState.SPOILED: PaperLog.SPOILED,
    PaperState.UNUSED: PaperLog.UNUSED,
    PaperState.SLIP: PaperLog.SLIP,
}


def about(code: str, numbers: Sequence[int]) -> Conflict:
    """A refusal that names the first numbers it is about."""
    shown = written(numbers[:20]) + (" …" if len(numbers) > 20 else "")
    return Conflict(code, field="numbers", numbers=shown)


def refuse_numbers(
    session: Session, round_id: int, numbers: Sequence[int], rule: Exclusion
) -> Conflict | None:
    """Why just these numbers get no paper; None when each of them does (2.1)."""
    named = named_on_roll(session, round_id, numbers)
    if named.missing:
        return about("paper.no_such_voters", named.missing)
    if named.struck:
        return about("paper.struck", named.struck)
    if named.paper:
        return about("paper.has_one", named.paper)
    if named.voted:
        replaces = rule is Exclusion.REPLACES
        code = "paper.two_take_vote_out" if replaces else "paper.have_voted"
        return about(code, named.voted)
    return None


def refuse_hand_out(
    session: Session, actor: ActorRef, round_: Round, now: datetime
) -> DomainError | None:
    """Why this person may not give out papers in this round now."""
    return refuse_to_hand_out(
        actor,
        round_,
        now,
        takes_paper=exclusion_of(session, round_.id) is not Exclusion.NO_PAPER,
        logged=hand_of(session, round_.id, actor.account_id) is Hand.LOGGED,
    )


def give_papers(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    numbers: Sequence[int],
    how: How,
    sure: bool,
    today: date,
    now: datetime,
) -> int:
    """A ballot paper goes to each of these numbers; from now on they cannot vote online.

    Args:
        sure: more than one number at once was meant.
        today: the day in the place; no clock time is kept beside a voter.
    Returns:
        How many papers were given out.
    Raises:
        NotAllowed, Conflict: not theirs to do, not now, or not to one of these numbers.
    """
    # Casts share the lock on the round: either the vote was in before, or the paper is out first.
    round_ = lock_round(session, round_id)
    if refusal := refuse_hand_out(session, actor, round_, now):
        raise refusal
    if refusal := refuse_numbers(session, round_id, numbers, exclusion_of(session, round_id)):
        raise refusal
    if len(numbers) > 1 and not sure:
        raise Conflict("paper.say_that_many", field="sure", count=len(numbers))
    put_on_paper(session, round_id=round_id, numbers=numbers)
    write_issues(session, round_id, numbers, how, today)
    remember_hand(session, round_id=round_id, actor=actor, did=Hand.GAVE)
    audit.record(
        session,
        PaperLog.GIVEN,
        actor=actor,
        subject=round_.path,
        now=now,
        papers=len(numbers),
        how=str(how),
    )
    return len(numbers)


def write_issues(
    session: Session, round_id: int, numbers: Sequence[int], how: How, today: date
) -> None:
    """One more paper of each of these voters; the caller says so on the roll and in the log."""
    last = session.execute(
        select(PaperIssue.voter_no, func.max(PaperIssue.n))
        .where(PaperIssue.round_id == round_id, PaperIssue.voter_no.in_(numbers))
        .group_by(PaperIssue.voter_no)
    )
    before = {row[0]: row[1] for row in last}
    rows = [
        {
            "round_id": round_id,
            "voter_no": number,
            "n": before.get(number, 0) + 1,
            "how": str(how),
            "state": str(PaperState.OUT),
            "given_on": today,
        }
        for number in numbers
    ]
    session.execute(insert(PaperIssue), rows)


def refuse_back(
    session: Session, actor: ActorRef, round_: Round, now: datetime, *, what: PaperState
) -> DomainError | None:
    """Why this person may not take a paper back in this round now.

    Who takes a spoiled paper back gives another one, so papers must still be given out.
    """
    if what is PaperState.SPOILED:
        return refuse_hand_out(session, actor, round_, now)
    return refuse_to_take_back(
        actor,
        round_,
        takes_paper=exclusion_of(session, round_.id) is not Exclusion.NO_PAPER,
        logged=hand_of(session, round_.id, actor.account_id) is Hand.LOGGED,
    )


def take_back(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    numbers: Sequence[int],
    what: PaperState,
    sure: bool,
    today: date,
    now: datetime,
) -> int:
    """The papers of these numbers are back: spoiled and another one given, unused, or a slip.

    Unused and slip open the other way again: these voters can vote online.

    Returns:
        How many.
    Raises:
        NotAllowed, Conflict: not theirs to do, not now; one of the numbers has no paper out; more
            would have come back than are out; a slip of another day.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_back(session, actor, round_, now, what=what):
        raise refusal
    if refusal := refuse_return(session, round_id, numbers, what, today):
        raise refusal
    if len(numbers) > 1 and not sure:
        raise Conflict("paper.say_that_many", field="sure", count=len(numbers))
    issues = issues_of(session, round_id, numbers)
    for number in numbers:
        issues[number].state, issues[number].ended_on = what, today
    session.flush()
    if what is PaperState.SPOILED:
        # Whoever brings a spoiled paper gets the next one in the hand, however the first came.
        write_issues(session, round_id, numbers, How.HAND, today)
    else:
        put_back_online(session, round_id=round_id, numbers=numbers)
    remember_hand(session, round_id=round_id, actor=actor, did=Hand.GAVE)
    audit.record(
        session, _BACK[what], actor=actor, subject=round_.path, now=now, papers=len(numbers)
    )
    return len(numbers)


def refuse_return(
    session: Session, round_id: int, numbers: Sequence[int], what: PaperState, today: date
) -> Conflict | None:
    """Why the papers of just these numbers do not come back so; None when they do (2.2)."""
    named = named_on_roll(session, round_id, numbers)
    if named.missing:
        return about("paper.no_such_voters", named.missing)
    if named.struck:
        return about("paper.struck_with_paper", named.struck)
    issues = issues_of(session, round_id, numbers)
    # One that came in under a condition lies with those set aside: nothing of it is out.
    without = [
        number
        for number in numbers
        if number not in named.paper
        or number not in issues
        or issues[number].state != PaperState.OUT
        or issues[number].how == How.CONDITION
    ]
    if without:
        return about("paper.has_none", without)
    if what is PaperState.SLIP and any(each.given_on != today for each in issues.values()):
        return Conflict("paper.not_a_slip", field="what")
    if paper_numbers(session, round_id).not_returned < len(numbers):
        return Conflict("paper.more_back_than_out", field="numbers")
    return None
