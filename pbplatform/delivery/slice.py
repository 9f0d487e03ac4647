"""What this slice announces of itself. Budget line, steps, days and silence of every winner."""

from __future__ import annotations

from pbplatform.delivery import models
from pbplatform.delivery.pages import bp
from pbplatform.delivery.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="delivery",
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
)
