"""What this slice announces of itself. Letters instead of mail, for people without e-mail."""

from __future__ import annotations

from pbplatform.letters import models
from pbplatform.letters.jobs.worker import steps
from pbplatform.letters.models import Letter
from pbplatform.letters.pages import bp
from pbplatform.letters.pages.panels import PANELS
from pbplatform.letters.services import forget_person
from pbplatform.letters.words.log import LOG
from pbplatform.letters.words.next_act import next_act_of
from pbplatform.letters.words.own_data import OWN_DATA
from pbplatform.letters.words.refusals import MESSAGES
from pbplatform.letters.words.to_do import letters_to_post
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="letters",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    to_dos=(letters_to_post,),
    next_acts={Letter: next_act_of},
    steps=steps,
    own_data=OWN_DATA,
    forget=forget_person,
    panels=PANELS,
)
