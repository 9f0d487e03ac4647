"""Projects on the ballot whose price has a condition, or is of an older text.

Source: docs/rules/review.md section 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.models import Proposal
from pbplatform.review.models import Costing, Decision


@dataclass(frozen=True)
class Condition:
    """What a voter must know beside the price.

    Attributes:
        change_words: what must change for it to be done; empty for no condition.
        priced: version of the text that was priced.
        version: version of the text that stands.
    """

    number: int
    change_words: str
    priced: int
    version: int

    @property
    def is_older(self) -> bool:
        return self.priced != self.version


def conditions_of(session: Session, round_id: int) -> list[Condition]:
    """Projects with a condition or an older price, by number; those with neither are left out."""
    query = (
        select(Proposal.number, Costing.change_words, Costing.version, Proposal.version)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(Costing, Costing.id == Decision.costing_id)
        .where(Proposal.round_id == round_id, Proposal.state == "on_ballot")
        .order_by(Proposal.number)
    )
    found = [Condition(*row) for row in session.execute(query)]
    return [each for each in found if each.change_words or each.is_older]
