"""What pages of lower slices show of paper; nothing in a round without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.paper.queries.batches import open_batches
from pbplatform.paper.queries.handing import given_on, open_asides
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.places import venue_counts
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.queries.on_paper import PaperVoter
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _takes(round_: Round) -> bool:
    return exclusion_of(db.session(), round_.id) is not Exclusion.NO_PAPER


def _clerk(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """The way to the papers, and how many set aside wait for two people."""
    ids = [round_.id for round_ in rounds]
    waiting, batches = open_asides(db.session(), ids), open_batches(db.session(), ids)

    def show(round_: Round) -> Markup:
        if not _takes(round_):
            return Markup()
        return marked(
            render_template(
                "paper/clerk_panel.html",
                round=round_,
                waiting=waiting.get(round_.id),
                batches=batches.get(round_.id),
            )
        )

    return show


def _round(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of a round: that it takes paper, and the numbers."""

    def show(round_: Round) -> Markup:
        if not _takes(round_) or round_.called_off_at is not None:
            return Markup()
        return marked(render_template("paper/panels/round.html", round=round_))

    return show


def _own(_voters: Sequence[PaperVoter]) -> Callable[[PaperVoter], Markup]:
    """To a voter whose paper is out: when they got it, and what they can do."""

    def show(voter: PaperVoter) -> Markup:
        session, round_ = db.session(), voter.round_
        given = given_on(session, round_.id, voter.voter_no)
        if given is None:
            return Markup()
        page = render_template(
            "paper/panels/own.html",
            round=round_,
            given=given,
            places=round_.id in venue_counts(session, [round_.id]),
            now=request_now(),
        )
        return marked(page)

    return show


PANELS: dict[str, Panel] = {
    "voting.clerk": _clerk,
    "rounds.notices": _round,
    "voting.on-paper": _own,
}
