"""What this slice announces of itself. Who holds the key of a box together."""

from __future__ import annotations

from flask import Flask

from pbplatform.rounds.models import Round
from pbplatform.trustees import commands, models
from pbplatform.trustees.pages import bp
from pbplatform.trustees.pages.panels import PANELS
from pbplatform.trustees.services.forgetting import forget_person
from pbplatform.trustees.words.levels import level_words
from pbplatform.trustees.words.log import LOG
from pbplatform.trustees.words.mails import MAILS
from pbplatform.trustees.words.own_data import OWN_DATA
from pbplatform.trustees.words.refusals import MESSAGES
from pbplatform.web.slices import Slice


def _level_of_box(round_: Round) -> str:
    """Who can open the box of a round, for templates; empty before its freeze."""
    return level_words(round_.definition.told.opening) if round_.definition else ""


def _start(app: Flask) -> None:
    app.jinja_env.globals["level_of_box"] = _level_of_box


SLICE = Slice(
    name="trustees",
    by_no_proxy=True,
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
    mails=MAILS,
    own_data=OWN_DATA,
    forget=forget_person,
    panels=PANELS,
    commands=(commands.trustees,),
    start=_start,
)
