"""What this slice announces of itself. Interests, costings, decisions."""

from __future__ import annotations

from pbplatform.review import models
from pbplatform.review.jobs.worker import steps
from pbplatform.review.pages import (
    claims,
    commenting,
    costings,
    deciding,
    delegate,
    feeds,
    leaving,
    prices,
    proposals,
    rechecking,
    reopening,
    scoring,
    writing,
)
from pbplatform.review.queries import CostingRow, ProposalOverview
from pbplatform.review.queries.rechecks import RecheckRow
from pbplatform.review.queries.records import RecordRow
from pbplatform.review.queries.strength import Strength
from pbplatform.review.words.facts import FACTS
from pbplatform.review.words.log import LOG
from pbplatform.review.words.mails import MAILS
from pbplatform.review.words.next_act import (
    next_act_of_committee,
    next_act_of_costing,
    next_act_of_proposal,
    next_act_of_recheck,
    next_act_of_record,
)
from pbplatform.review.words.open_acts import (
    CONFIRMATION,
    confirmations_open_with,
    costs_stay_with_team,
)
from pbplatform.review.words.own_data import OWN_DATA
from pbplatform.review.words.refusals import MESSAGES
from pbplatform.review.words.thread import THREADS
from pbplatform.review.words.to_do import committees_to_fill, projects_found_wrong
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="review",
    own_data=OWN_DATA,
    models=(models,),
    log=LOG,
    threads=THREADS,
    blueprints=(
        proposals.bp,
        feeds.bp,
        delegate.bp,
        writing.bp,
        deciding.bp,
        scoring.bp,
        commenting.bp,
        leaving.bp,
        claims.bp,
        costings.bp,
        prices.bp,
        reopening.bp,
        rechecking.bp,
    ),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    to_dos=(committees_to_fill, projects_found_wrong),
    steps=steps,
    panels={"proposals.history": commenting.comments_on_history},
    open_acts=(
        OpenActs(CONFIRMATION, bound=confirmations_open_with, staying=costs_stay_with_team),
    ),
    next_acts={
        CostingRow: lambda row, _now, _today: next_act_of_costing(row),
        ProposalOverview: next_act_of_proposal,
        Strength: lambda told, _now, _today: next_act_of_committee(told),
        RecheckRow: lambda row, now, _today: next_act_of_recheck(row, now),
        RecordRow: lambda row, _now, today: next_act_of_record(row, today),
    },
)
