"""What this slice announces of itself. Mails from the outbox."""

from __future__ import annotations

from pbplatform.notices import models
from pbplatform.notices.jobs.worker import steps
from pbplatform.notices.pages.mailbox import bp
from pbplatform.notices.services.forgetting import forget_person
from pbplatform.notices.words.own_data import OWN_DATA
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="notices",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    blueprints=(bp,),
    steps=steps,
)
