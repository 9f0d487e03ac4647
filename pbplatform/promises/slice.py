"""What this slice announces of itself. Promised days: kept, moved, missed or given up."""

from __future__ import annotations

from pbplatform.promises import models
from pbplatform.promises.words.log import LOG
from pbplatform.promises.words.own_data import OWN_DATA
from pbplatform.promises.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="promises",
    models=(models,),
    own_data=OWN_DATA,
    log=LOG,
    refusals=MESSAGES,
)
