"""What this slice announces of itself. A box after its opening: opened again, its key ended."""

from __future__ import annotations

from pbplatform.reopening import models
from pbplatform.reopening.jobs.worker import steps
from pbplatform.reopening.pages import bp
from pbplatform.reopening.pages.panels import PANELS
from pbplatform.reopening.services.key_end import END_KEY
from pbplatform.reopening.services.stating import SET_ASIDE
from pbplatform.reopening.words.acts import ACT_WORDS
from pbplatform.reopening.words.log import LOG
from pbplatform.reopening.words.own_data import OWN_DATA
from pbplatform.reopening.words.refusals import MESSAGES
from pbplatform.reopening.words.to_do import keys_to_end
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="reopening",
    by_no_proxy=True,
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
    acts=(END_KEY, SET_ASIDE),
    act_words=ACT_WORDS,
    log=LOG,
    own_data=OWN_DATA,
    to_dos=(keys_to_end,),
    steps=steps,
    panels=PANELS,
)
