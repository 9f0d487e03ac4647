"""What this slice announces of itself. Ways to take part that need no screen."""

from __future__ import annotations

from pbplatform.venues import models
from pbplatform.venues.pages import bp
from pbplatform.venues.pages.panels import PANELS
from pbplatform.venues.words.log import LOG
from pbplatform.venues.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="venues",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    panels=PANELS,
)
