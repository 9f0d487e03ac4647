"""What this slice announces of itself. The public log."""

from __future__ import annotations

from pbplatform.audit import models
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="audit",
    models=(models,),
)
