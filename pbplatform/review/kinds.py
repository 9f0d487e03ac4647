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
    """A delegate wants to leave an idea. Others must confirm it.

    Values: `committee`, `reason`.
    """
    LEAVING_OBJECTED = "idea:leaving:objected"
    """An idea is not left.

    Values: `reason`.
    """
    REOPENING_RECORDED = "idea:reopening:recorded"
    """A delegate wants to take an idea up again. Others must confirm it.

    Values: `reason`; also `committee`.
    """
    REOPENING_OBJECTED = "idea:reopening:objected"
    """An idea is not taken up again.

    Values: `reason`.
    """
    LEAVING_LAPSED = "idea:leaving:lapsed"
    """What one delegate wanted for an idea lapsed: they are no delegate any more.

    Values: `committee`.
    """
    DELEGATE_LEFT = "round:delegate:left"
    """Somebody is no delegate any more.

    Values: `name`, `committee`; also `lacking`.
    """
    INTEREST_DECLARED = "proposal:interest:declared"
    """A delegate declared an interest.

    Values: `ideas`.
    """
    COSTING_ASKED = "proposal:costing:asked"
    """A team was asked what a proposal costs.

    Values: `team`, `due`; also `costing`, `version`.
    """
    COSTING_PASSED = "proposal:costing:passed"
    """A team passed a question about a proposal to another team.

    Values: `team`, `to`, `reason`; also `costing`, `due`.
    """
    COSTING_GIVEN = "proposal:costing:given"
    """A team said what a proposal costs.

    Values: `team`, `days_late`; also `costing`, `price_minor`, `verdict`.
    """
    COSTING_AGAIN = "proposal:costing:again"
    """A team prices a proposal again.

    Values: `team`, `due`, `reason`; also `costing`.
    """
    PRICE_ASKED = "proposal:price:asked"
    """A team was asked whether its price holds for a newer text.

    Values: `team`, `version`, `due`; also `spelling`.
    """
    PRICE_CONFIRMED = "proposal:price:confirmed"
    """A team said that its price holds for a newer text.

    Values: `team`, `version`, `delegate`; also `spelling`.
    """
    PRICE_REPLACED = "proposal:price:replaced"
    """A team replaced its price for a proposal.

    Values: `team`, `reason`; also `after_minor`, `before_minor`.
    """
    CONDITION_SHOWN = "proposal:condition:shown"
    """Delegates say that what had to change is changed.

    Values: `condition`, `version`; also `costing`.
    """
    CONDITION_MET = "proposal:condition:met"
    """A team said that what had to change is changed.

    Values: `team`, `condition`; also `costing`.
    """
    CONDITION_NOT_MET = "proposal:condition:not_met"
    """A team said that what had to change is not changed yet.

    Values: `team`, `condition`, `reason`; also `costing`.
    """
    DECISION_FELL = "proposal:decision:fell"
    """What was written down of a decision fell: text or price is another now."""
    REOPENING_WANTED = "proposal:reopening:recorded"
    """A delegate wants a decision taken up again. Others must agree.

    Values: `reason`; also `committee`.
    """
    REOPENING_DROPPED = "proposal:reopening:objected"
    """A decision is not taken up again.

    Values: `reason`.
    """
    DECISION_REOPENED = "proposal:decision:reopened"
    """A decision on a proposal is taken up again.

    Values: `undone`, `reason`; also `committee`.
    """
    RECHECKED = "proposal:recheck:done"
    """A team checked a project on the ballot again.

    Values: `team`, `reason`; also `outcome`.
    """
    RECHECK_STAYS = "proposal:recheck:stays"
    """A project stays on the ballot, though a team found something.

    Values: `reason`.
    """
    COMMENT_MADE = "proposal:comment:made"
    """A team commented on a draft.

    Values: `team`.
    """
    COMMENT_ANSWERED = "proposal:comment:answered"
    """Delegates answered a comment of a team.

    Values: `team`, `reason`; also `outcome`.
    """
    COMMENT_TAKEN_BACK = "proposal:comment:taken_back"
    """A team took a comment back.

    Values: `team`.
    """
    SCORES_GIVEN = "proposal:scores:given"
    """A delegate scored a proposal.

    Values: `due`; also `committee`.
    """
    SCORES_PUBLISHED = "proposal:scores:published"
    """The delegates’ scores of a proposal are public.

    Values: `committee`, `scores`.
    """
    DECISION_RECORDED = "proposal:decision:recorded"
    """A delegate wrote down what a committee decided. It does not stand yet.

    Values: `committee`, `day`, `object_by`, `onto_ballot`, `to_confirm`.
    """
    DECISION_VOTED = "proposal:decision:voted"
    """A delegate added their own vote to a decision.

    Values: `committee`, `day`.
    """
    DECISION_LEFT = "proposal:decision:left"
    """A vote on a proposal fell away: its owner is no delegate any more.

    Values: `committee`, `day`.
    """
    DECISION_OBJECTED = "proposal:decision:objected"
    """What was written down of a decision does not stand.

    Values: `reason`; also `committee`.
    """
    PROPOSAL_DECIDED = "proposal:committee:decided"
    """A committee decided on a proposal.

    Values: `committee`, `decision`; also `day`, `needed`, `reason`, `recorded_by`, `votes`,
    `without_own_word`, `words`.
    """
