"""One function per verb: declare, claim, leave, write, ask, answer, decide."""

from pbplatform.review.services import keeping as keeping
from pbplatform.review.services.answers import (
    CostingAnswer,
    answer_costing,
    as_answered,
    check_answer,
    unusual,
)
from pbplatform.review.services.comments import (
    answer_comment,
    comment_on_draft,
    take_comment_back,
)
from pbplatform.review.services.committees import (
    change_proposal,
    claim_idea,
    claim_ideas,
    create_proposal,
    declare_interests,
    split_proposal,
)
from pbplatform.review.services.conditions import (
    facts_of_condition,
    judge_condition,
    show_condition,
)
from pbplatform.review.services.costings import ask_costing, facts_to_ask, pass_costing
from pbplatform.review.services.decisions import (
    confirm_decision,
    object_to_decision,
    record_decision,
    vote_yourself,
)
from pbplatform.review.services.handing_over import committees_left, hand_over
from pbplatform.review.services.holding import facts_to_hold, hold_price, price_again
from pbplatform.review.services.leaving import (
    confirm_leaving,
    hand_back,
    leave_idea,
    object_to_leaving,
    pass_claim,
    reopen_idea,
)
from pbplatform.review.services.rechecking import facts_to_recheck, leave_on_ballot, recheck
from pbplatform.review.services.reopening import (
    agree_to_reopen,
    ask_to_reopen,
    drop_reopening,
    facts_to_reopen,
    reopen_decision,
)
from pbplatform.review.services.scores import give_scores, publish_scores
from pbplatform.review.services.standing import let_stand

__all__ = [
    "CostingAnswer",
    "claim_ideas",
    "answer_costing",
    "as_answered",
    "check_answer",
    "pass_costing",
    "unusual",
    "ask_costing",
    "facts_to_ask",
    "change_proposal",
    "claim_idea",
    "create_proposal",
    "confirm_decision",
    "confirm_leaving",
    "hand_back",
    "object_to_decision",
    "object_to_leaving",
    "pass_claim",
    "reopen_idea",
    "record_decision",
    "vote_yourself",
    "let_stand",
    "answer_comment",
    "comment_on_draft",
    "take_comment_back",
    "split_proposal",
    "give_scores",
    "publish_scores",
    "committees_left",
    "hand_over",
    "declare_interests",
    "leave_idea",
    "facts_of_condition",
    "judge_condition",
    "show_condition",
    "facts_to_hold",
    "hold_price",
    "price_again",
    "agree_to_reopen",
    "ask_to_reopen",
    "drop_reopening",
    "facts_to_reopen",
    "reopen_decision",
    "facts_to_recheck",
    "leave_on_ballot",
    "recheck",
]
