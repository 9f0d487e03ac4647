"""What an official may answer, how delegates stand, and where a proposal is, in words."""

from __future__ import annotations

from enum import StrEnum

from pbplatform.audit.kinds import LogKind


class Feasibility(StrEnum):
    YES = "yes"
    IF_CHANGED = "if_changed"
    NO = "no"


CAN_BE_DONE = (Feasibility.YES, Feasibility.IF_CHANGED)


class Cannot(StrEnum):
    LAW = "law"
    LAND = "land"
    SAFETY = "safety"
    TECHNICAL = "technical"
    PLANNED = "planned"


class Sure(StrEnum):
    ROUGH = "rough"
    MEASURED = "measured"
    QUOTED = "quoted"


class Yearly(StrEnum):
    """What a team says of the cost each year. Not to say it is not the same as nothing."""

    AMOUNT = "amount"
    NOTHING = "nothing"
    UNSAID = "unsaid"


class PriceHeld(StrEnum):
    """What became of the question whether a price holds for a later text."""

    HOLDS = "holds"
    SPELLING = "spelling"  # delegate and official agree that only the spelling changed
    AGAIN = "again"  # priced again
    OVERTAKEN = "overtaken"  # by a newer text or answer


PRICE_STANDS = (PriceHeld.HOLDS, PriceHeld.SPELLING)


class Rechecked(StrEnum):
    """What a team found when it looked at a project again while people vote."""

    TRUE = "true"
    WRONG = "wrong"


class NotReady(StrEnum):
    """Why a project cannot be on a ballot that is frozen."""

    PRICE = "price"  # it is for another version
    PRICED_AGAIN = "priced_again"
    CONDITION = "condition"


class Unusual(StrEnum):
    """What is odd about the numbers of a costing: asked once more before they are public."""

    OUTSIDE = "outside"
    NOUGHT = "nought"
    TENFOLD = "tenfold"
    WIDE = "wide"
    OVER_MONEY = "over_money"
    YEARLY_OVER_PRICE = "yearly_over_price"


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"
    NO_PART = "no_part"  # declared an interest
    ABSENT = "absent"  # was not there when the committee decided
    LEFT = "left"  # is no delegate any more, and had no word of their own on it


VOTES = (Stance.FOR, Stance.AGAINST, Stance.ABSTAINED)


class CommentOutcome(StrEnum):
    """What became of an official's comment on a draft."""

    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    TAKEN_BACK = "taken_back"  # by the official


# Parts of a text that officials comment on, as `ProposalVersion` names them.
PARTS = ("text", "title", "summary", "spot", "who_benefits")


class Stage(StrEnum):
    """Where a proposal is; worked out from its state and its costings, never stored."""

    WRITING = "writing"
    WITH_TEAM = "with_team"
    TO_CHANGE = "to_change"  # yes, if it is changed, and not everything is met
    PRICE_ASKED = "price_asked"  # the text changed since it was priced
    READY = "ready"
    ON_BALLOT = "on_ballot"
    WITHDRAWN = "withdrawn"  # from the vote, after the freeze
    NOT_THIS_ROUND = "not_this_round"


class ReviewLog(LogKind):
    """What the public log tells of review by delegates and officials. In words: docs/audit.md."""

    LEAVING_RECORDED = "idea:leaving:recorded"
    LEAVING_OBJECTED = "idea:leaving:objected"
    REOPENING_RECORDED = "idea:reopening:recorded"
    REOPENING_OBJECTED = "idea:reopening:objected"
    LEAVING_LAPSED = "idea:leaving:lapsed"
    DELEGATE_LEFT = "round:delegate:left"
    INTEREST_DECLARED = "proposal:interest:declared"
    COSTING_ASKED = "proposal:costing:asked"
    COSTING_PASSED = "proposal:costing:passed"
    COSTING_GIVEN = "proposal:costing:given"
    COSTING_AGAIN = "proposal:costing:again"
    PRICE_ASKED = "proposal:price:asked"
    PRICE_CONFIRMED = "proposal:price:confirmed"
    PRICE_REPLACED = "proposal:price:replaced"
    CONDITION_SHOWN = "proposal:condition:shown"
    CONDITION_MET = "proposal:condition:met"
    CONDITION_NOT_MET = "proposal:condition:not_met"
    DECISION_FELL = "proposal:decision:fell"
    REOPENING_WANTED = "proposal:reopening:recorded"
    REOPENING_DROPPED = "proposal:reopening:objected"
    DECISION_REOPENED = "proposal:decision:reopened"
    RECHECKED = "proposal:recheck:done"
    RECHECK_STAYS = "proposal:recheck:stays"
    COMMENT_MADE = "proposal:comment:made"
    COMMENT_ANSWERED = "proposal:comment:answered"
    COMMENT_TAKEN_BACK = "proposal:comment:taken_back"
    SCORES_GIVEN = "proposal:scores:given"
    SCORES_PUBLISHED = "proposal:scores:published"
    DECISION_RECORDED = "proposal:decision:recorded"
    DECISION_VOTED = "proposal:decision:voted"
    DECISION_LEFT = "proposal:decision:left"
    DECISION_OBJECTED = "proposal:decision:objected"
    PROPOSAL_DECIDED = "proposal:committee:decided"
