"""What this slice announces of itself. Ideas, support, proposals and their versions."""

from __future__ import annotations

from pbplatform.proposals import models
from pbplatform.proposals.pages import facilitator, ideas, new_idea, pictures
from pbplatform.proposals.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="proposals",
    models=(models,),
    blueprints=(ideas.bp, new_idea.bp, facilitator.bp, pictures.bp),
    refusals=MESSAGES,
)
