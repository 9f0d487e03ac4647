"""What this slice announces of itself. Words that must go, and how they come back."""

from __future__ import annotations

from pbplatform.moderation import models
from pbplatform.moderation.jobs.worker import steps
from pbplatform.moderation.pages import bp
from pbplatform.moderation.pages.public import register
from pbplatform.moderation.queries import kept_files
from pbplatform.moderation.queries.desk import CaseView, DecisionView
from pbplatform.moderation.services.erasing import ERASE
from pbplatform.moderation.services.forgetting import forget_person
from pbplatform.moderation.words.acts import ACT_WORDS
from pbplatform.moderation.words.log import LOG
from pbplatform.moderation.words.mails import MAILS
from pbplatform.moderation.words.next_act import next_act_of_case, next_act_of_decision
from pbplatform.moderation.words.own_data import OWN_DATA
from pbplatform.moderation.words.refusals import MESSAGES
from pbplatform.moderation.words.to_do import reports_to_look_at
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="moderation",
    by_no_proxy=True,
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    acts=(ERASE,),
    act_words=ACT_WORDS,
    blueprints=(bp,),
    log=LOG,
    refusals=MESSAGES,
    mails=MAILS,
    files=(kept_files,),
    to_dos=(reports_to_look_at,),
    steps=steps,
    next_acts={
        CaseView: lambda view, _now, _today: next_act_of_case(view),
        DecisionView: lambda view, _now, _today: next_act_of_decision(view),
    },
    start=register,
)
