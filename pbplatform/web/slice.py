"""What this slice announces of itself. What belongs to no slice."""

from __future__ import annotations

from pbplatform.core import (
    deciding_clock,
    facts,
    files,
    numbers,
    outbox,
    sent_once,
    storage,
    tries,
    versions,
)
from pbplatform.core.outbox import forget_person
from pbplatform.web.slices import Slice
from pbplatform.web.words.own_data import OWN_DATA
from pbplatform.web.worker import steps

SLICE = Slice(
    name="core and web",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(deciding_clock, facts, files, numbers, outbox, sent_once, storage, tries, versions),
    steps=steps,
)
