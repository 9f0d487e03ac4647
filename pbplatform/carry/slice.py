"""What this slice announces of itself. One thing becomes the next."""

from __future__ import annotations

from pbplatform.carry import models
from pbplatform.carry.jobs.worker import steps
from pbplatform.carry.pages import bp, panels
from pbplatform.carry.words.log import LOG
from pbplatform.carry.words.mails import FACTS, MAILS
from pbplatform.carry.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="carry",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    steps=steps,
    panels=panels.PANELS,
)
