"""What this slice announces of itself. Ways to take part that need no screen."""

from __future__ import annotations

from pbplatform.venues import models
from pbplatform.venues.jobs.worker import steps
from pbplatform.venues.pages import bp, kiosk, kiosk_desk, kiosk_device
from pbplatform.venues.pages.panels import PANELS
from pbplatform.venues.words.facts import FACTS
from pbplatform.venues.words.log import LOG
from pbplatform.venues.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="venues",
    models=(models,),
    log=LOG,
    blueprints=(bp, kiosk.bp, kiosk_desk.bp),
    start=kiosk_device.register,
    steps=steps,
    refusals=MESSAGES,
    panels=PANELS,
    facts=FACTS,
)
