"""What this slice announces of itself. The answer clock, answers, assessment, promises."""

from __future__ import annotations

from pbplatform.responses import models
from pbplatform.responses.pages import bp
from pbplatform.responses.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="responses",
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
)
