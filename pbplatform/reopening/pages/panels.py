"""What pages of a round show of its box after the opening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.reopening.pages.parts import box_part
from pbplatform.rounds.models import Round
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _after(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of a counted round: who opened its box again, and its key."""

    def show(round_: Round) -> Markup:
        page = render_template("reopening/panels/round.html", round=round_, part=box_part(round_))
        return marked(page)

    return show


PANELS: Mapping[str, Panel] = {"rounds.box": _after}
