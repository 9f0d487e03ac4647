"""What pages of rounds show of voting places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from flask import render_template, request
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round
from pbplatform.venues.pages.told import tell, ways_here
from pbplatform.venues.queries.ways import ways_in
from pbplatform.venues.words.ways_in import ways_exist, when_words
from pbplatform.web.clock import request_now
from pbplatform.web.kiosk import kiosk_page
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _public(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """The ways until the vote ends; after it the list of places, if there were any."""
    return _ways("venues/panel.html", rounds, after="venues/list_stays.html")


def _beside(rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """Beside a page of the vote; nothing at a kiosk, where one is in person already."""
    if kiosk_page() is not None:
        return lambda _round: Markup()
    return _ways("venues/ways_beside.html", rounds)


def _ways(template: str, rounds: Sequence[Round], after: str = "") -> Callable[[Round], Markup]:
    """The ways of rounds by a template; by another one when voting is over and places are listed.

    Args:
        after: that other one; empty where nothing is shown then.
    """
    now = request_now()
    found = ways_here(rounds)

    def show(round_: Round) -> Markup:
        if after and not ways_exist(round_, now) and found[round_.id].listed:
            return marked(render_template(after, round=round_))
        if (told := tell(found[round_.id], round_, now)) is None:
            return Markup()
        return marked(render_template(template, round=round_, ways=told))

    return show


def _of_ideas(ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    """Beside an idea: who can vote in its round, and how."""
    show = _who_and_where({idea.round_id for idea in ideas})
    return lambda idea: show(idea.round_id)


def _of_proposals(proposals: Sequence[Proposal]) -> Callable[[Proposal], Markup]:
    """Beside a proposal that is on the ballot; nothing beside others."""
    on = [each for each in proposals if each.state == ProposalState.ON_BALLOT]
    show = _who_and_where({each.round_id for each in on})
    return lambda proposal: show(proposal.round_id)


def _who_and_where(round_ids: Collection[int]) -> Callable[[int], Markup]:
    """Who can vote in a round and how, as long as its vote is not over (5.1)."""
    session, now = db.session(), request_now()
    rounds = {round_id: session.get_one(Round, round_id) for round_id in round_ids}
    last = {key: each for key, each in rounds.items() if ways_exist(each, now)}
    found = ways_in(session, last, now) if last else {}

    def show(round_id: int) -> Markup:
        if (round_ := last.get(round_id)) is None:
            return Markup()
        page = render_template(
            "venues/who_and_where.html",
            round=round_,
            sentence=when_words(round_, now),
            is_open=round_.is_open(now),
            ways=tell(found[round_id], round_, now),
        )
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
    "rounds.ways": _public,
    "voting.ways": _beside,
    "proposals.idea": _of_ideas,
    "review.proposal": _of_proposals,
    "rounds.desk": _desk,
    "voting.clerk": _clerk,
    "voting.before-cast": _before_cast,
}
