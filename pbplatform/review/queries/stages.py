"""Where a proposal is. Source: docs/rules/review.md section 6."""

from __future__ import annotations

from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import Stage
from pbplatform.review.queries.holding import Holding


def stage_of(
    proposal: Proposal,
    *,
    waiting: bool,
    answered: bool,
    withdrawn: bool = False,
    held: Holding | None = None,
) -> Stage:
    """Where a proposal is: `waiting` for a team's answer, `answered` at least once.

    Args:
        held: what of the latest answer holds for the text that stands.
        withdrawn: two people withdrew it from the vote.
    """
    if proposal.state == ProposalState.ON_BALLOT:
        return Stage.WITHDRAWN if withdrawn else Stage.ON_BALLOT
    if proposal.state == ProposalState.NOT_THIS_ROUND:
        return Stage.NOT_THIS_ROUND
    if waiting:
        return Stage.WITH_TEAM
    if held is not None and held.unmet:
        return Stage.TO_CHANGE
    if held is not None and not held.is_priced:
        return Stage.PRICE_ASKED
    return Stage.READY if answered else Stage.WRITING
