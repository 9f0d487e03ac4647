"""What pages of rounds show of voting places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.venues.queries.places import venue_counts
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _public(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """The way to the list, once a place is on it."""
    counts = venue_counts(db.session(), [round_.id for round_ in rounds])

    def show(round_: Round) -> Markup:
        if round_.id not in counts:
            return Markup()
        page = render_template("venues/panel.html", round=round_, count=counts[round_.id])
        return marked(page)

    return show


def _desk(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    return lambda round_: marked(render_template("venues/desk_panel.html", round=round_))


PANELS: dict[str, Panel] = {"rounds.notices": _public, "rounds.desk": _desk}
