"""What this slice announces of itself. Budget line, steps, days and silence of every winner."""

from __future__ import annotations

from pbplatform.delivery import models
from pbplatform.delivery.jobs.worker import steps
from pbplatform.delivery.pages import bp
from pbplatform.delivery.pages.account import account_as_file, account_in_short
from pbplatform.delivery.pages.panels import winners_today
from pbplatform.delivery.queries import ProjectView
from pbplatform.delivery.words.facts import FACTS
from pbplatform.delivery.words.log import LOG
from pbplatform.delivery.words.mails import MAILS
from pbplatform.delivery.words.next_act import next_act
from pbplatform.delivery.words.open_acts import OPEN_ACTS
from pbplatform.delivery.words.own_data import OWN_DATA
from pbplatform.delivery.words.refusals import MESSAGES
from pbplatform.delivery.words.thread import THREADS
from pbplatform.delivery.words.to_do import winners_without_line
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="delivery",
    own_data=OWN_DATA,
    models=(models,),
    log=LOG,
    threads=THREADS,
    blueprints=(bp,),
    open_acts=(OPEN_ACTS,),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    to_dos=(winners_without_line,),
    steps=steps,
    panels={
        "results.result": account_in_short,
        "results.project": winners_today,
        "rounds.round": account_in_short,
        "results.files": account_as_file,
    },
    next_acts={
        ProjectView: lambda view, _now, _today: next_act(view),
    },
)
