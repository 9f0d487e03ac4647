"""What this slice announces of itself. Mails from the outbox, and facts to those who follow."""

from __future__ import annotations

from flask import Flask

from pbplatform.notices import models
from pbplatform.notices.commands import bounces
from pbplatform.notices.jobs.worker import steps
from pbplatform.notices.pages import following, settings, unreached, written
from pbplatform.notices.pages.mailbox import bp
from pbplatform.notices.pages.panels import PANELS
from pbplatform.notices.services.following import readdress
from pbplatform.notices.services.forgetting import forget_person
from pbplatform.notices.words.log import LOG
from pbplatform.notices.words.news import MAILS, NEWS
from pbplatform.notices.words.own_data import OWN_DATA
from pbplatform.notices.words.refusals import MESSAGES
from pbplatform.notices.words.texts import TEXTS
from pbplatform.notices.words.unreached import mails_that_do_not_arrive
from pbplatform.notices.words.written import FACTS
from pbplatform.web.slices import Slice


def _start(app: Flask) -> None:
    # A mail program that stops news for its reader has no token of ours (RFC 8058).
    app.extensions["csrf"].exempt(settings.one_click)


SLICE = Slice(
    name="notices",
    own_data=OWN_DATA,
    forget=forget_person,
    readdress=readdress,
    models=(models,),
    blueprints=(bp, following.bp, settings.bp, unreached.bp, written.bp),
    commands=(bounces,),
    to_dos=(mails_that_do_not_arrive,),
    mails=MAILS,
    facts=FACTS,
    log=LOG,
    panels=PANELS,
    texts=TEXTS,
    news=NEWS,
    refusals=MESSAGES,
    steps=steps,
    start=_start,
)
