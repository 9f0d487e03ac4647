"""Decisions that were taken up again, and who wants to. Source: docs/rules/review.md section 12."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.queries import names_of
from pbplatform.core.confirmation import Facts
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries
from pbplatform.review.kinds import Stance
from pbplatform.review.models import (
    PastDecision,
    PastDecisionVote,
    Reopening,
    ReopeningConfirmation,
)
from pbplatform.review.queries.quorum import quorum_for
from pbplatform.review.queries.records import Agreement
from pbplatform.rounds.models import Committee, Round


@dataclass(frozen=True)
class PastRow:
    """A decision as it was, with names by stance, and who took it up again."""

    decision: PastDecision
    reopener: str
    names: dict[str, list[str]] = field(default_factory=dict)


def past_decisions(session: Session, proposal_id: int) -> list[PastRow]:
    """Decisions on a proposal that were taken up again, the oldest first: two reads."""
    query = (
        select(PastDecision, Account.name)
        .outerjoin(Account, Account.id == PastDecision.reopened_by)
        .where(PastDecision.proposal_id == proposal_id)
        .order_by(PastDecision.n)
    )
    found = [
        PastRow(decision, name or "", {str(each): [] for each in Stance})
        for decision, name in session.execute(query)
    ]
    if not found:
        return []
    votes = (
        select(PastDecisionVote, Account.name)
        .join(Account, Account.id == PastDecisionVote.account_id)
        .where(PastDecisionVote.proposal_id == proposal_id)
        .order_by(Account.name, Account.id)
    )
    by_n = {row.decision.n: row for row in found}
    for vote, name in session.execute(votes):
        by_n[vote.n].names[vote.stance].append(name)
    return found


@dataclass(frozen=True)
class Wish:
    """One delegate wants a decision taken up again; it is when enough agree."""

    record: Reopening
    recorder: str
    agreed: Agreement

    @property
    def facts(self) -> Facts:
        """What its page shows."""
        return {
            "words": self.record.words,
            "by": self.record.recorded_by,
            "at": self.record.recorded_at,
        }


def wish_to_reopen(
    session: Session, proposal: Proposal, round_: Round, committee: Committee, *, now: datetime
) -> Wish | None:
    """Who wants the decision taken up again, and how far the delegates agree; None if nobody."""
    record = session.get(Reopening, proposal.id, populate_existing=True)
    if record is None:
        return None
    said = select(ReopeningConfirmation.account_id).where(
        ReopeningConfirmation.proposal_id == proposal.id
    )
    agreed = set(session.scalars(said)) | {record.recorded_by}
    interested = queries.interested_in_proposal(session, proposal.id)
    quorum = quorum_for(session, round_, committee, interested=interested, now=now)
    counted = frozenset(agreed & quorum.members)
    names = names_of(session, counted | {record.recorded_by})
    told = sorted(names[each] for each in counted)
    return Wish(record, names[record.recorded_by], Agreement(told, counted, quorum.needed))


def wishes_of_committee(session: Session, committee_id: int, *, but: int | None) -> list[int]:
    """Numbers of proposals of a committee that somebody else wants taken up again."""
    query = (
        select(Proposal.number)
        .join(Reopening, Reopening.proposal_id == Proposal.id)
        .where(Proposal.committee_id == committee_id, Reopening.recorded_by != but)
        .order_by(Proposal.number)
    )
    return list(session.scalars(query))
