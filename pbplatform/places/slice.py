"""What this slice announces of itself. The place, areas, teams, holiday tables, first run."""

from __future__ import annotations

from flask import Flask

from pbplatform.places import models
from pbplatform.places.jobs.worker import steps
from pbplatform.places.pages import bp
from pbplatform.places.pages.contact import bp as contact_bp
from pbplatform.places.pages.frame import frame_told, load_frame
from pbplatform.places.pages.names import bp as names_bp
from pbplatform.places.services.auditors import END_AUDITOR, GIVE_AUDITOR
from pbplatform.places.services.equals import END_FACILITATOR, OFFER_FACILITATOR
from pbplatform.places.words.acts import ACT_WORDS
from pbplatform.places.words.audiences import AUDIENCES
from pbplatform.places.words.log import LOG
from pbplatform.places.words.mails import MAILS
from pbplatform.places.words.refusals import MESSAGES
from pbplatform.places.words.to_do import place_to_look_after
from pbplatform.web.frame import register_frame_loader, register_told_frame
from pbplatform.web.slices import Slice


def _start(app: Flask) -> None:
    with app.app_context():
        register_frame_loader(load_frame)
        register_told_frame(frame_told)


SLICE = Slice(
    name="places",
    models=(models,),
    log=LOG,
    blueprints=(bp, names_bp, contact_bp),
    refusals=MESSAGES,
    acts=(GIVE_AUDITOR, END_AUDITOR, OFFER_FACILITATOR, END_FACILITATOR),
    act_words=ACT_WORDS,
    mails=MAILS,
    audiences=AUDIENCES,
    steps=steps,
    start=_start,
    to_dos=(place_to_look_after,),
)
