"""What pages of lower slices show of what came of what: the slots that they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.carry import queries
from pbplatform.carry.domain.origin import Origin
from pbplatform.carry.kinds import GONE, OriginKind, Stands
from pbplatform.carry.queries.origins import (
    origin_of_idea,
    origin_of_point,
    other_authors,
    project_stands,
)
from pbplatform.core.db import db
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places.queries import working_days
from pbplatform.points.models import Point
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel

_ON = (Stands.FREE, Stands.IS_A_PROPOSAL)


def _shown(template: str, **values: object) -> Markup:
    return marked(render_template(f"carry/panels/{template}.html", **values))


def _later(path: str, to: str, *, open_: bool) -> dict[str, object]:
    """What a thing became, and whether it can be carried on from `to`."""
    found = queries.became(db.session(), path)
    return {
        "became": [
            each for each in found if each.idea.is_public or each.idea.state == IdeaState.WITHDRAWN
        ],
        "to": to if open_ else "",
        "gone": GONE,
    }


def _point(_points: Sequence[Point]) -> Callable[[Point], Markup]:
    """On the page of a point: the idea that it became, and the way to send it as one."""

    def show(point: Point) -> Markup:
        origin = origin_of_point(db.session(), point)
        told = _later(origin.path, f"/{origin.path}/to-idea", open_=origin.stands is Stands.FREE)
        return _shown("later", kind=origin.kind, **told)

    return show


def _project(_proposals: Sequence[Proposal]) -> Callable[[Proposal], Markup]:
    """On the page of a proposal: what it became, and the way to carry it on."""

    def show(proposal: Proposal) -> Markup:
        session = db.session()
        round_ = session.get_one(Round, proposal.round_id)
        path = proposal_path(round_.slug, proposal.number)
        stands = project_stands(session, proposal, round_, request_now())
        told = _later(path, f"/{path}/again", open_=stands is Stands.FREE)
        return _shown("later", kind=OriginKind.PROJECT, **told)

    return show


def _idea(_ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    """On the page of an idea: where it comes from, and the way to carry it on."""

    def show(idea: Idea) -> Markup:
        session = db.session()
        round_ = session.get_one(Round, idea.round_id)
        origin = origin_of_idea(session, idea, now=request_now())
        told = _later(origin.path, _way_on(origin), open_=origin.stands in _ON)
        earlier = _shown("earlier", idea=idea, round=round_, **_earlier(idea, origin.path))
        return earlier + _shown("later", kind=origin.kind, **told)

    return show


def _way_on(origin: Origin) -> str:
    """Where an idea is carried on: on its own page, or on that of the proposal that it became.

    Empty where nobody may now.
    """
    session = db.session()
    if origin.stands is not Stands.IS_A_PROPOSAL:
        return f"/{origin.path}/again"
    proposal_id = session.get_one(Idea, origin.id).proposal_id
    if proposal_id is None:
        return ""
    proposal = session.get_one(Proposal, proposal_id)
    round_ = session.get_one(Round, proposal.round_id)
    path = proposal_path(round_.slug, proposal.number)
    stands = project_stands(session, proposal, round_, request_now())
    return f"/{path}/again" if stands is Stands.FREE else ""


def _earlier(idea: Idea, path: str) -> dict[str, object]:
    """What an idea came from: facts of then with their day, and the meeting where it was given."""
    session = db.session()
    carried = queries.came_from(session, idea.id)
    old = queries.old_thing(session, carried) if carried else queries.Old()
    proposal_id = old.proposal.id if old.proposal else None
    days = working_days(session)
    return {
        "carried": carried,
        "old": old,
        "shows_old": carried is not None and queries.is_public(old),
        "supporters": queries.supporters_then(session, old),
        "year": days.day_of(old.round.ideas_close_at).year if old.round else 0,
        "cost": queries.cost_said(session, proposal_id) if proposal_id else None,
        "others": other_authors(list(old.rows), idea.author_id)
        if carried is not None and carried.kind == OriginKind.PROJECT
        else [],
        "meeting": queries.meeting_of_idea(session, path),
    }


def _your_idea(_ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    """On an author's own page of an idea: what they can tie it to."""

    def show(idea: Idea) -> Markup:
        session = db.session()
        round_ = session.get_one(Round, idea.round_id)
        origin = origin_of_idea(session, idea, now=request_now())
        return _shown(
            "your_idea",
            idea=idea,
            round=round_,
            to=_way_on(origin) if origin.stands in _ON else "",
            can_say=idea.state not in GONE,
            meeting=queries.meeting_of_idea(session, idea_path(round_.slug, idea.number)),
        )

    return show


def _meeting(_meetings: Sequence[Meeting]) -> Callable[[Meeting], Markup]:
    """On the page of a meeting: the ideas that were given there."""

    def show(meeting: Meeting) -> Markup:
        forum = db.session().get_one(ForumSeries, meeting.forum_id)
        given = queries.ideas_given_at(db.session(), forum.path_to(meeting))
        return _shown("meeting", given=given) if given else Markup("")

    return show


PANELS: Mapping[str, Panel] = {
    "points.point": _point,
    "proposals.idea": _idea,
    "proposals.your-idea": _your_idea,
    "review.proposal-after": _project,
    "forums.meeting": _meeting,
}
