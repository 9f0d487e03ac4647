"""Where a proposal is. Source: docs/rules/review.md section 6."""

from __future__ import annotations

from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review.kinds import Stage


def stage_of(
    proposal: Proposal, *, waiting: bool, answered: bool, withdrawn: bool = False
) -> Stage:
    """Where a proposal is: `waiting` for a team's answer, `answered` at least once.

    Args:
        withdrawn: two people withdrew it from the vote.
    """
    if proposal.state == ProposalState.ON_BALLOT:
        return Stage.WITHDRAWN if withdrawn else Stage.ON_BALLOT
    if proposal.state == ProposalState.NOT_THIS_ROUND:
        return Stage.NOT_THIS_ROUND
    if waiting:
        return Stage.WITH_TEAM
    return Stage.READY if answered else Stage.WRITING
