"""What this slice announces of itself. Votes on paper, from hand to box."""

from __future__ import annotations

from pbplatform.paper.pages import bp, printing
from pbplatform.paper.pages.print_panels import PANELS
from pbplatform.paper.words.log import LOG
from pbplatform.paper.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="paper",
    log=LOG,
    blueprints=(bp, printing.bp),
    refusals=MESSAGES,
    panels=PANELS,
)
