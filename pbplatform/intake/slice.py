"""What this slice announces of itself. What staff write down for somebody."""

from __future__ import annotations

from pbplatform.intake.pages import bp
from pbplatform.intake.words.log import LOG
from pbplatform.intake.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="intake",
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
)
