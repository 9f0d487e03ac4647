"""What pages of a round show of its box after the opening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.reopening.pages.parts import box_part
from pbplatform.reopening.words.to_do import keys_for_second_person
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel
from pbplatform.web.to_do import AtDesk


def _after(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of a counted round: who opened its box again, and its key."""

    def show(round_: Round) -> Markup:
        page = render_template("reopening/panels/round.html", round=round_, part=box_part(round_))
        return marked(page)

    return show


def _waiting(_people: Sequence[Actor]) -> Callable[[Actor], Markup]:
    """On the desks of clerks and auditors: keys that they end with a second person."""

    def show(person: Actor) -> Markup:
        at = AtDesk(db.session(), person, request_now(), request_today())
        found = sorted(keys_for_second_person(at), key=lambda each: not each.late)
        page = render_template("reopening/panels/waiting.html", found=found) if found else ""
        return marked(page)

    return show


PANELS: Mapping[str, Panel] = {"rounds.box": _after, "voting.waiting": _waiting}
