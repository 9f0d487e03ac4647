"""What this slice announces of itself. People, sign-in, roles, acts by two people."""

from __future__ import annotations

from flask import Flask

from pbplatform.accounts import models
from pbplatform.accounts.commands import grant, retry_mails
from pbplatform.accounts.domain import acts
from pbplatform.accounts.jobs.worker import steps
from pbplatform.accounts.pages import contacts
from pbplatform.accounts.pages.signing_in import bp, load_actor
from pbplatform.accounts.services.own_account import forget_person
from pbplatform.accounts.words.log import LOG
from pbplatform.accounts.words.mails import MAILS
from pbplatform.accounts.words.open_acts import OPEN_ACTS
from pbplatform.accounts.words.own_data import OWN_DATA
from pbplatform.accounts.words.refusals import MESSAGES
from pbplatform.accounts.words.texts import TEXTS
from pbplatform.web.guards import register_actor_loader
from pbplatform.web.slices import Slice, all_slices


def _start(app: Flask) -> None:
    with app.app_context():
        register_actor_loader(app, load_actor)
        for each in all_slices():
            for act in each.acts:
                acts.register(act)


SLICE = Slice(
    name="accounts",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    log=LOG,
    blueprints=(bp, contacts.bp),
    refusals=MESSAGES,
    mails=MAILS,
    open_acts=OPEN_ACTS,
    texts=TEXTS,
    start=_start,
    steps=steps,
    commands=(
        grant,
        retry_mails,
    ),
)
