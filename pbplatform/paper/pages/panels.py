"""What pages of lower slices show of paper; nothing in a round without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.paper.queries.batches import open_batches
from pbplatform.paper.queries.handing import given_on, open_asides
from pbplatform.paper.words.to_do import papers_waiting
from pbplatform.rounds.models import Round
from pbplatform.venues.pages.told import ways_here
from pbplatform.voting.queries.on_paper import PaperVoter
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel
from pbplatform.web.to_do import AtDesk


def _clerk(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """The way to the papers, and how many set aside wait for two people."""
    ids = [round_.id for round_ in rounds]
    ways = ways_here(rounds)
    waiting, batches = open_asides(db.session(), ids), open_batches(db.session(), ids)

    def show(round_: Round) -> Markup:
        if not ways[round_.id].paper:
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


def _round(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """On the page of a round: that it takes paper, and the numbers."""
    ways = ways_here(rounds)

    def show(round_: Round) -> Markup:
        if not ways[round_.id].paper or round_.called_off_at is not None:
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
            places=ways_here([round_])[round_.id].listed > 0,
            now=request_now(),
        )
        return marked(page)

    return show


def _waiting(_people: Sequence[Actor]) -> Callable[[Actor], Markup]:
    """On the desks of clerks and auditors: what of papers they may do now."""

    def show(person: Actor) -> Markup:
        found = papers_waiting(AtDesk(db.session(), person, request_now(), request_today()))
        found.sort(key=lambda each: not each.late)
        return marked(render_template("paper/waiting.html", found=found)) if found else Markup()

    return show


PANELS: dict[str, Panel] = {
    "voting.clerk": _clerk,
    "rounds.notices": _round,
    "voting.waiting": _waiting,
    "voting.on-paper": _own,
}
