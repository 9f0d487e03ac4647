"""One function per verb: declare, claim, leave, write, ask, answer, decide."""

from pbplatform.review.services.committees import (
    change_proposal,
    claim_idea,
    create_proposal,
    declare_interests,
    leave_idea,
)
from pbplatform.review.services.costings import CostingAnswer, answer_costing, ask_costing
from pbplatform.review.services.decisions import decide

__all__ = [
    "CostingAnswer",
    "answer_costing",
    "ask_costing",
    "change_proposal",
    "claim_idea",
    "create_proposal",
    "decide",
    "declare_interests",
    "leave_idea",
]
