"""Things as they can be carried now. Source: docs/rules/thread.md section 7.6."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.carry.domain.origin import Origin
from pbplatform.carry.kinds import OriginKind, Stands
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.forums.models import ForumSeries
from pbplatform.points.kinds import PointKind, PointState
from pbplatform.points.models import Point
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.domain.paths import idea_path, proposal_path
from pbplatform.proposals.kinds import HouseRule, IdeaState, NameShown, ProposalState
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.proposals.queries import IdeaRow, byline, ideas_of_proposal, version_of
from pbplatform.results.models import ResultRow
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee_scope


def _is_over(round_: Round, now: datetime) -> bool:
    """Whether nothing comes of what is left in a round."""
    ended = round_.counted_at is not None or round_.called_off_at is not None
    return ended or round_.state(now) is State.NOT_HELD


def _point_stands(point: Point) -> Stands:
    if point.kind == PointKind.QUESTION:
        return Stands.QUESTION
    if point.state == PointState.JOINED:
        return Stands.JOINED
    if point.state == PointState.WITHDRAWN:
        return Stands.WITHDRAWN
    return Stands.FREE if point.state == PointState.PUBLISHED else Stands.NOT_PUBLIC


def origin_of_point(session: Session, point: Point) -> Origin:
    """A point, with the name that stands beside it."""
    forum = session.get_one(ForumSeries, point.forum_id)
    asker = point.raised_by_id
    return Origin(
        kind=OriginKind.POINT,
        id=point.id,
        path=f"{forum.path}/points/{point.number}",
        number=point.number,
        title=point.title,
        text=point.verbatim,
        area_id=point.area_id,
        photo=point.photo,
        photo_alt=point.photo_alt,
        owners=frozenset({asker} if asker else ()),
        owner=asker,
        credit=point.raised_as if asker is None else "",
        name_shown=NameShown.FULL if point.raised_as else NameShown.NONE,
        stands=_point_stands(point),
    )


def _idea_stands(idea: Idea, round_: Round, now: datetime) -> Stands:
    if idea.state == IdeaState.NOT_TAKEN:
        return Stands.FREE
    if idea.state == IdeaState.REFUSED:
        return Stands.FREE if idea.refusal_rule == HouseRule.TWICE else Stands.BROKE_A_RULE
    if idea.state == IdeaState.WITHDRAWN:
        return Stands.WITHDRAWN
    if idea.state == IdeaState.BECAME:
        return Stands.IS_A_PROPOSAL
    return Stands.FREE if _is_over(round_, now) else Stands.GOES_ON


def origin_of_idea(session: Session, idea: Idea, *, now: datetime) -> Origin:
    """An idea of an earlier round."""
    round_ = session.get_one(Round, idea.round_id)
    told = dict(idea.relations or {})
    people = str(told.pop("people", ""))
    return Origin(
        kind=OriginKind.IDEA,
        id=idea.id,
        path=idea_path(round_.slug, idea.number),
        number=idea.number,
        title=idea.title,
        text=idea.text,
        area_id=idea.area_id,
        spot=idea.spot,
        who_benefits=idea.who_benefits,
        photo=idea.photo,
        photo_alt=idea.photo_alt,
        relations=told,
        people=people,
        language=idea.language,
        owners=frozenset({idea.author_id} if idea.author_id else ()),
        owner=idea.author_id,
        credit=idea.credit,
        name_shown=idea.name_shown,
        round_id=idea.round_id,
        stands=_idea_stands(idea, round_, now),
    )


def project_stands(session: Session, proposal: Proposal, round_: Round, now: datetime) -> Stands:
    """Whether a project can be carried now; one read at most, once its round is counted."""
    if round_.called_off_at is not None or proposal.state == ProposalState.NOT_THIS_ROUND:
        return Stands.FREE
    if proposal.state == ProposalState.WRITING:
        return Stands.FREE if _is_over(round_, now) else Stands.GOES_ON
    if proposal.number in round_.withdrawn:
        return Stands.FREE
    if round_.counted_at is None:
        return Stands.FREE if _is_over(round_, now) else Stands.CAN_WIN
    key = (round_.id, round_.result_number, proposal.number)
    row = session.get(ResultRow, key)
    if row is None or not row.won:
        return Stands.FREE
    built = session.get(Project, (round_.id, proposal.number))
    stopped = built is not None and built.step == Step.STOPPED
    return Stands.FREE if stopped else Stands.WON


def origin_of_project(
    session: Session, proposal: Proposal, *, account_id: int | None, now: datetime
) -> Origin:
    """A project with its authors; told in the words of who asks, where one of its ideas is theirs.

    Args:
        account_id: who asks.
    """
    round_ = session.get_one(Round, proposal.round_id)
    text = version_of(session, proposal.id, proposal.version)
    rows = ideas_of_proposal(session, proposal.id)
    owned = [row.idea for row in rows if row.idea.author_id is not None]
    own = next((idea for idea in owned if idea.author_id == account_id), None)
    first = own or next(iter(owned), None) or next((row.idea for row in rows), None)
    told = dict(first.relations or {}) if first else {}
    people = str(told.pop("people", ""))
    names = [row.byline for row in rows if row.byline]
    committee = session.get_one(Committee, proposal.committee_id)
    owner = first.author_id if first else None
    return Origin(
        kind=OriginKind.PROJECT,
        id=proposal.id,
        path=proposal_path(round_.slug, proposal.number),
        number=proposal.number,
        title=text.title,
        text=own.text if own else text.summary or text.text,
        area_id=text.area_id,
        spot="" if text.area_id else text.spot[: LETTERS["spot"]],
        who_benefits=text.who_benefits[: LETTERS["who_benefits"]],
        photo=first.photo if first else None,
        photo_alt=first.photo_alt if first else "",
        relations=told,
        people=people,
        language=first.language if first else "en",
        owners=frozenset(idea.author_id for idea in owned if idea.author_id is not None),
        owner=owner,
        credit="" if owner else ", ".join(names)[: LETTERS["credit"]],
        name_shown=_shown(first, names),
        staff=committee_scope(round_, committee),
        round_id=round_.id,
        stands=project_stands(session, proposal, round_, now),
    )


def _shown(idea: Idea | None, names: list[str]) -> str:
    """As its author chose; names of people without an account stand as they stood."""
    if idea is not None and idea.author_id is not None:
        return idea.name_shown
    return NameShown.FULL if names else NameShown.NONE


def other_authors(rows: list[IdeaRow], author_id: int | None) -> list[str]:
    """The names of the authors of a project but for one, as they chose to be shown."""
    others = (row for row in rows if row.idea.author_id is None or row.idea.author_id != author_id)
    return list(dict.fromkeys(row.byline for row in others if row.byline))


def owner_shown(session: Session, origin: Origin, area: str) -> str:
    """The name under which the idea will stand where staff carries it."""
    name = session.scalar(select(Account.name).where(Account.id == (origin.owner or 0)))
    return byline(name or origin.credit, origin.name_shown, area)
