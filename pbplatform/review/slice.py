"""What this slice announces of itself. Interests, costings, decisions."""

from __future__ import annotations

from pbplatform.review import models
from pbplatform.review.pages import costings, deciding, delegate, leaving, proposals, writing
from pbplatform.review.queries import CostingRow, ProposalOverview
from pbplatform.review.words.log import LOG
from pbplatform.review.words.mails import MAILS
from pbplatform.review.words.next_act import next_act_of_costing, next_act_of_proposal
from pbplatform.review.words.own_data import OWN_DATA
from pbplatform.review.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="review",
    own_data=OWN_DATA,
    models=(models,),
    log=LOG,
    blueprints=(proposals.bp, delegate.bp, writing.bp, deciding.bp, leaving.bp, costings.bp),
    refusals=MESSAGES,
    mails=MAILS,
    next_acts={
        CostingRow: lambda row, _now, _today: next_act_of_costing(row),
        ProposalOverview: next_act_of_proposal,
    },
)
