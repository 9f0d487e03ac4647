"""What this slice announces of itself. Ties between things of different slices."""

from __future__ import annotations

from pbplatform.links import models
from pbplatform.links.queries import pairs_of
from pbplatform.web.slices import Slice

SLICE = Slice(name="links", models=(models,), ties=pairs_of)
