"""What this slice announces of itself. Rounds, dates, committees, the frozen definition."""

from __future__ import annotations

from pbplatform.rounds import models
from pbplatform.rounds.pages import bp
from pbplatform.rounds.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="rounds",
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
)
