"""What this slice announces of itself. The answer clock, answers, assessment, promises."""

from __future__ import annotations

from pbplatform.responses import models
from pbplatform.responses.jobs.worker import steps
from pbplatform.responses.pages import bp
from pbplatform.responses.words.log import LOG
from pbplatform.responses.words.mails import MAILS
from pbplatform.responses.words.refusals import MESSAGES
from pbplatform.responses.words.to_do import points_nobody_can_answer
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="responses",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    to_dos=(points_nobody_can_answer,),
    steps=steps,
)
