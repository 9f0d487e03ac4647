"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_

from pbplatform.review.models import (
    Costing,
    CostingCondition,
    Decision,
    DecisionRecord,
    DecisionRecordVote,
    DecisionVote,
    Declaration,
    DraftComment,
    Interest,
    LeavingConfirmation,
    LeavingRecord,
    PastDecision,
    PastDecisionVote,
    PriceCheck,
    Recheck,
    Reopening,
    ReopeningConfirmation,
    ScoreSheet,
)
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Declaration,
        title=_l("Committees to which you declared your interests"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: Declaration.account_id == whose.account_id,
    ),
    OwnTable(
        Interest,
        title=_l("Interests you declared"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: Interest.account_id == whose.account_id,
    ),
    OwnTable(
        Costing,
        title=_l("Questions about costs that you asked or answered"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            Costing.asked_by == whose.account_id, Costing.answered_by == whose.account_id
        ),
    ),
    OwnTable(
        DecisionRecord,
        title=_l("Decisions of a committee that you wrote down"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: DecisionRecord.recorded_by == whose.account_id,
    ),
    OwnTable(
        DecisionRecordVote,
        title=_l("What you said in a decision that was written down"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: DecisionRecordVote.account_id == whose.account_id,
    ),
    OwnTable(
        LeavingRecord,
        title=_l("Ideas that you wanted a committee to leave"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: LeavingRecord.recorded_by == whose.account_id,
    ),
    OwnTable(
        LeavingConfirmation,
        title=_l("Where you confirmed that a committee leaves an idea"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: LeavingConfirmation.account_id == whose.account_id,
    ),
    OwnTable(
        ScoreSheet,
        title=_l("How you scored proposals as a delegate"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: ScoreSheet.account_id == whose.account_id,
    ),
    OwnTable(
        DraftComment,
        title=_l("Comments on drafts that you wrote or answered"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            DraftComment.made_by == whose.account_id, DraftComment.outcome_by == whose.account_id
        ),
    ),
    OwnTable(
        Decision,
        title=_l("Decisions that stand and that you wrote down"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: Decision.recorded_by == whose.account_id,
    ),
    OwnTable(
        PriceCheck,
        title=_l("Prices that you confirmed, and changes that you called spelling"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            PriceCheck.spelling_by == whose.account_id, PriceCheck.answered_by == whose.account_id
        ),
    ),
    OwnTable(
        CostingCondition,
        title=_l("Conditions that you showed to be met, or judged"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            CostingCondition.shown_by == whose.account_id,
            CostingCondition.said_by == whose.account_id,
        ),
    ),
    OwnTable(
        Recheck,
        title=_l("Projects on a ballot that you checked again"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            Recheck.checked_by == whose.account_id, Recheck.stays_by == whose.account_id
        ),
    ),
    OwnTable(
        Reopening,
        title=_l("Decisions that you wanted taken up again"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: Reopening.recorded_by == whose.account_id,
    ),
    OwnTable(
        ReopeningConfirmation,
        title=_l("Where you agreed that a decision is taken up again"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: ReopeningConfirmation.account_id == whose.account_id,
    ),
    OwnTable(
        PastDecision,
        title=_l("Past decisions that you wrote down or took up again"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: or_(
            PastDecision.recorded_by == whose.account_id,
            PastDecision.reopened_by == whose.account_id,
        ),
    ),
    OwnTable(
        PastDecisionVote,
        title=_l("How you decided before it was taken up again"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: PastDecisionVote.account_id == whose.account_id,
    ),
    OwnTable(
        DecisionVote,
        title=_l("How you decided in a committee"),
        then=_l("Stays with your name: you acted in a public role."),
        mine=lambda whose: DecisionVote.account_id == whose.account_id,
    ),
)
