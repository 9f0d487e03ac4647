"""What this slice announces of itself. What staff write down for somebody."""

from __future__ import annotations

from flask import Flask

from pbplatform.core.post import announce_post
from pbplatform.core.written_for import announce_writers
from pbplatform.intake import models, queries
from pbplatform.intake.jobs.worker import steps
from pbplatform.intake.pages import bp, panels
from pbplatform.intake.services import forget_person
from pbplatform.intake.words.log import LOG
from pbplatform.intake.words.mails import MAILS
from pbplatform.intake.words.own_data import OWN_DATA
from pbplatform.intake.words.refusals import MESSAGES
from pbplatform.intake.words.to_do import calls_to_make, slips_to_handle
from pbplatform.web.slices import Slice


def _start(_app: Flask) -> None:
    announce_post(queries.gets_letters)
    announce_writers(queries.wrote_it)


SLICE = Slice(
    name="intake",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    to_dos=(calls_to_make, slips_to_handle),
    steps=steps,
    own_data=OWN_DATA,
    forget=forget_person,
    panels=panels.PANELS,
    start=_start,
)
