"""What this slice announces of itself. Mails from the outbox."""

from __future__ import annotations

from pbplatform.notices import models
from pbplatform.notices.jobs.worker import steps
from pbplatform.notices.pages.mailbox import bp
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="notices",
    models=(models,),
    blueprints=(bp,),
    steps=steps,
)
