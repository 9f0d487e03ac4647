"""What this slice announces of itself. The public log."""

from __future__ import annotations

from pbplatform.audit import models
from pbplatform.audit.jobs.worker import steps
from pbplatform.audit.pages.alarm import show_alarm
from pbplatform.audit.services.erasing import forget_person
from pbplatform.audit.words.log import LOG
from pbplatform.audit.words.own_data import OWN_DATA
from pbplatform.audit.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="audit",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    log=LOG,
    refusals=MESSAGES,
    steps=steps,
    start=show_alarm,
)
