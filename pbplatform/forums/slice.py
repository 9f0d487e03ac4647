"""What this slice announces of itself. Forums, meetings, minutes, points."""

from __future__ import annotations

from pbplatform.forums import models
from pbplatform.forums.pages import bp
from pbplatform.forums.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="forums",
    models=(models,),
    blueprints=(bp,),
    refusals=MESSAGES,
)
