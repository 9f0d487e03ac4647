"""What this slice announces of itself. What changed because of people, stories, the year."""

from __future__ import annotations

from pbplatform.changes import models
from pbplatform.changes.pages import bp
from pbplatform.changes.pages.panels import PANELS
from pbplatform.changes.queries import ChangeView
from pbplatform.changes.words.facts import FACTS
from pbplatform.changes.words.log import LOG
from pbplatform.changes.words.own_data import OWN_DATA
from pbplatform.changes.words.refusals import MESSAGES
from pbplatform.changes.words.sentences import next_act_of
from pbplatform.changes.words.to_do import changes_to_confirm
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="changes",
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
    facts=FACTS,
    log=LOG,
    own_data=OWN_DATA,
    to_dos=(changes_to_confirm,),
    panels=PANELS,
    next_acts={ChangeView: lambda view, _now, _today: next_act_of(view)},
)
