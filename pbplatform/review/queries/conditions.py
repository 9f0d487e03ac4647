"""Projects on the ballot whose price has a condition, or is of an older text.

Source: docs/rules/review.md section 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.models import Proposal
from pbplatform.review.models import Costing, Decision
from pbplatform.review.queries.holding import holdings


@dataclass(frozen=True)
class Condition:
    """What a voter must know beside the price.

    Attributes:
        unmet: what must change for it to be done; empty for nothing.
        priced: version of the text for which the price holds.
        version: version of the text that stands.
    """

    number: int
    unmet: Sequence[str]
    priced: int
    version: int

    @property
    def is_older(self) -> bool:
        return self.priced != self.version


def conditions_of(session: Session, round_id: int) -> list[Condition]:
    """Projects with a condition or an older price, by number; those with neither are left out."""
    query = (
        select(Proposal, Costing)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(Costing, Costing.id == Decision.costing_id)
        .where(Proposal.round_id == round_id, Proposal.state == "on_ballot")
    )
    # Sorted here: asked for in order, a database looks at every proposal of the round.
    on_ballot = sorted(session.execute(query), key=lambda row: row.Proposal.number)
    rows = {proposal.id: (proposal, costing) for proposal, costing in on_ballot}
    held = holdings(session, rows)
    found = [
        Condition(
            proposal.number,
            [each.words for each in held[key].unmet],
            held[key].held_for,
            proposal.version,
        )
        for key, (proposal, _costing) in rows.items()
        if key in held
    ]
    return [each for each in found if each.unmet or each.is_older]
