"""What pages of rounds show of printed matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.rounds.models import Round
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _public(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """From the freeze on: the way to what everybody can print."""

    def show(round_: Round) -> Markup:
        if round_.frozen_at is None or round_.called_off_at is not None:
            return Markup()
        page = render_template("paper/print_panel.html", round=round_)
        return marked(page)

    return show


def _desk(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    return lambda round_: marked(render_template("paper/print_desk_panel.html", round=round_))


def _clerk(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    return lambda round_: marked(render_template("paper/print_clerk_panel.html", round=round_))


PANELS: dict[str, Panel] = {
    "rounds.notices": _public,
    "rounds.desk": _desk,
    "voting.clerk": _clerk,
}
