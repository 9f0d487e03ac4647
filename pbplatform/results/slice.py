"""What this slice announces of itself. The result, stored and shown with its reasons."""

from __future__ import annotations

from pbplatform.results import models
from pbplatform.results.commands import urn
from pbplatform.results.jobs.worker import steps
from pbplatform.results.pages import count, desk, results
from pbplatform.results.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="results",
    models=(models,),
    blueprints=(desk.bp, results.bp, count.bp),
    refusals=MESSAGES,
    commands=(urn,),
    steps=steps,
)
