"""What this slice announces of itself. Who holds the key of a box together."""

from __future__ import annotations

from pbplatform.trustees import commands, models
from pbplatform.trustees.pages import bp
from pbplatform.trustees.pages.panels import PANELS
from pbplatform.trustees.words.log import LOG
from pbplatform.trustees.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="trustees",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    panels=PANELS,
    commands=(commands.trustees,),
)
