"""Votes of delegates as they are written down, checked and kept.

Source: docs/rules/review.md section 4.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.review.kinds import VOTES, Stance
from pbplatform.review.models import (
    Costing,
    Decision,
    DecisionRecord,
    DecisionRecordVote,
    DecisionVote,
)
from pbplatform.review.queries.quorum import Quorum

GIVEN = frozenset({*VOTES, Stance.NO_PART, Stance.ABSENT})


def refuse_votes(
    votes: Mapping[int, str], *, members: Collection[int], interested: Collection[int]
) -> None:
    """Raise when somebody who is named may not vote, or not so.

    Args:
        members: accounts of all delegates of the committee, with or without an interest.
    """
    if not set(votes) <= set(members):
        raise Conflict("decision.not_a_delegate", field="votes")
    for account_id, stance in votes.items():
        if stance not in GIVEN:
            raise Conflict("decision.stance_needed", field="votes")
        if (account_id in interested) != (stance == Stance.NO_PART):
            raise Conflict("decision.interest_rule", field="votes")


def refuse_outcome(stances: Collection[str], quorum: Quorum) -> None:
    """Raise when too few took part, or not more of them were for it than against it."""
    present = sum(stance in VOTES for stance in stances)
    if not quorum.holds(present):
        raise Conflict("decision.too_few", field="votes", needed=quorum.needed)
    given = list(stances)
    if given.count(Stance.FOR) <= given.count(Stance.AGAINST):
        raise Conflict("decision.no_majority", field="votes")


def write_down(
    session: Session, record: DecisionRecord, votes: Mapping[int, str], *, now: datetime
) -> None:
    """The record and its votes; the writer's own, and who did not vote, need no second word."""
    session.add(record)
    session.flush()
    for account_id, stance in votes.items():
        own = account_id == record.recorded_by or stance not in VOTES
        session.add(
            DecisionRecordVote(
                proposal_id=record.proposal_id,
                account_id=account_id,
                stance=stance,
                confirmed_at=now if own else None,
            )
        )
    session.flush()


def keep_decision(
    session: Session,
    record: DecisionRecord,
    answer: Costing | None,
    votes: Mapping[int, DecisionRecordVote],
    quorum: Quorum,
) -> None:
    """The decision with every name, who had a word of their own, and how many were needed."""
    session.add(
        Decision(
            proposal_id=record.proposal_id,
            decided_on=record.decided_on,
            recorded_by=record.recorded_by,
            recorded_at=record.recorded_at,
            costing_id=answer.id if answer else None,
            needed=quorum.needed,
            could_vote=len(quorum.members | {key for key, vote in votes.items() if vote.is_vote}),
        )
    )
    session.flush()
    session.add_all(
        DecisionVote(
            proposal_id=record.proposal_id,
            account_id=account_id,
            stance=vote.stance,
            own_word=vote.confirmed_at is not None,
        )
        for account_id, vote in votes.items()
    )
    session.flush()
