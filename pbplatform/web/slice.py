"""What this slice announces of itself. What belongs to no slice."""

from __future__ import annotations

from pbplatform.core import deciding_clock, files, numbers, outbox, sent_once, tries
from pbplatform.web.slices import Slice
from pbplatform.web.worker import steps

SLICE = Slice(
    name="core and web",
    models=(deciding_clock, files, numbers, outbox, sent_once, tries),
    steps=steps,
)
