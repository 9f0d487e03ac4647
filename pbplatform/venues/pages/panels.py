"""What pages of rounds show of voting places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template, request
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.rounds.models import Round
from pbplatform.venues.queries.places import venue_counts
from pbplatform.web.kiosk import kiosk_page
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


def _clerk(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """A clerk's way to the screens at voting places."""
    return lambda round_: marked(render_template("venues/clerk_panel.html", round=round_))


def _before_cast(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """At a kiosk, where somebody presses for the voter: what the helper says (3.4)."""
    page = kiosk_page()
    if page is None or not page.helped:
        return lambda _round: Markup()
    missing = request.args.get("said") == "missing"
    shown = marked(render_template("venues/helper_says.html", missing=missing))
    return lambda _round: shown


PANELS: dict[str, Panel] = {
    "rounds.notices": _public,
    "rounds.desk": _desk,
    "voting.clerk": _clerk,
    "voting.before-cast": _before_cast,
}
