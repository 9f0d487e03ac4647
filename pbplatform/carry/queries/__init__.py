"""Reading what can be carried where, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.carry.kinds import OriginKind
from pbplatform.carry.models import Carried
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.links.kinds import LinkKind
from pbplatform.links.models import Link
from pbplatform.places.models import Team
from pbplatform.points.models import Point, PointSupport
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.models import Idea, IdeaSupport, Proposal
from pbplatform.proposals.queries import IdeaRow, idea_rows, ideas_of_proposal, supporters_of
from pbplatform.review.models import Costing
from pbplatform.review.queries import latest_answer
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import published_rounds

PAST_MEETINGS = 20


def rounds_taking_ideas(session: Session, now: datetime) -> list[Round]:
    """Public rounds that take ideas now."""
    return [round_ for round_ in published_rounds(session) if round_.takes_ideas(now)]


def next_to_take_ideas(session: Session, now: datetime) -> Round | None:
    """The public round that takes ideas next; None where none is planned."""
    coming = [
        round_
        for round_ in published_rounds(session)
        if now < round_.ideas_open_at and round_.called_off_at is None and round_.paused_at is None
    ]
    return min(coming, key=lambda round_: (round_.ideas_open_at, round_.id), default=None)


class Became(NamedTuple):
    """An idea that something became, and its round."""

    carried: Carried
    idea: Idea
    round: Round


def became(session: Session, path: str) -> list[Became]:
    """The ideas that a thing became, the oldest first."""
    query = (
        select(Carried, Idea, Round)
        .join(Idea, Idea.id == Carried.idea_id)
        .join(Round, Round.id == Carried.round_id)
        .where(Carried.from_path == path)
        .order_by(Carried.carried_at, Carried.round_id)
    )
    return [Became(*row) for row in session.execute(query)]


def came_from(session: Session, idea_id: int) -> Carried | None:
    """What an idea was carried from."""
    return session.scalar(select(Carried).where(Carried.idea_id == idea_id))


def to_tell(session: Session) -> list[tuple[str, int]]:
    """Keys of what is public now, and whose old supporters were not told yet."""
    query = (
        select(Carried.from_path, Carried.round_id)
        .join(Idea, Idea.id == Carried.idea_id)
        .where(Carried.told_at.is_(None), Idea.state.in_(PUBLIC_STATES))
    )
    return [(path, round_id) for path, round_id in session.execute(query)]


class Old(NamedTuple):
    """The thing that an idea came from, as its row.

    Attributes:
        rows: the ideas that it was made of; none for a point.
    """

    point: Point | None = None
    forum: ForumSeries | None = None
    proposal: Proposal | None = None
    round: Round | None = None
    rows: tuple[IdeaRow, ...] = ()

    @property
    def idea_ids(self) -> list[int]:
        return [row.idea.id for row in self.rows]


def old_thing(session: Session, carried: Carried) -> Old:
    """What stands behind a path that something was carried from; empty where it is gone."""
    _head, slug, _list, number = carried.from_path.split("/")
    if carried.kind == OriginKind.POINT:
        found = session.execute(
            select(Point, ForumSeries)
            .join(ForumSeries, ForumSeries.id == Point.forum_id)
            .where(ForumSeries.slug == slug, Point.number == int(number))
        ).first()
        return Old(point=found[0], forum=found[1]) if found else Old()
    round_ = session.scalar(select(Round).where(Round.slug == slug))
    if round_ is None:
        return Old()
    own = Idea.round_id == round_.id, Idea.number == int(number)
    if carried.kind == OriginKind.IDEA:
        return Old(round=round_, rows=tuple(idea_rows(session, select(Idea).where(*own))))
    proposal = session.scalar(
        select(Proposal).where(Proposal.round_id == round_.id, Proposal.number == int(number))
    )
    rows = ideas_of_proposal(session, proposal.id) if proposal else []
    return Old(proposal=proposal, round=round_, rows=tuple(rows))


def supporters_to_tell(session: Session, old: Old, *, but: int | None) -> list[str]:
    """Addresses of those who supported the old thing, each once, sorted.

    Args:
        but: the author of the new idea.
    """
    if old.point is not None:
        who = select(PointSupport.account_id).where(PointSupport.point_id == old.point.id)
    else:
        who = select(IdeaSupport.account_id).where(IdeaSupport.idea_id.in_(old.idea_ids))
    query = select(Account.email).where(
        Account.id.in_(who), Account.email.is_not(None), Account.id != (but or 0)
    )
    return sorted(email for email in session.scalars(query) if email)


def cost_said(session: Session, proposal_id: int) -> tuple[Costing, Team] | None:
    """What a team said last that a project costs, with the team; None where nothing was said."""
    costing = latest_answer(session, proposal_id)
    if costing is None or costing.price_minor is None or costing.answered_at is None:
        return None
    return costing, session.get_one(Team, costing.team_id)


def past_meetings(session: Session, before: datetime) -> list[tuple[Meeting, ForumSeries]]:
    """Meetings that were held before an instant, the newest first, and their forums."""
    query = (
        select(Meeting, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .where(Meeting.starts_at < before, Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at.desc(), Meeting.id)
        .limit(PAST_MEETINGS)
    )
    return [(meeting, forum) for meeting, forum in session.execute(query)]


def meeting_of_idea(session: Session, idea_path: str) -> tuple[Meeting, ForumSeries] | None:
    """The meeting at which an idea was given."""
    path = session.scalar(
        select(Link.from_path).where(Link.kind == LinkKind.GIVEN_AT, Link.to_path == idea_path)
    )
    if path is None:
        return None
    _head, slug, _list, day = path.split("/")
    query = (
        select(Meeting, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .where(ForumSeries.slug == slug, Meeting.slug == day)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def ideas_given_at(session: Session, meeting_path: str) -> Sequence[tuple[IdeaRow, Round]]:
    """The public ideas that were given at a meeting, by round and number."""
    links = select(Link.to_path).where(
        Link.kind == LinkKind.GIVEN_AT, Link.from_path == meeting_path
    )
    wanted: dict[str, list[int]] = {}
    for path in session.scalars(links):
        _head, slug, _list, number = path.split("/")
        wanted.setdefault(slug, []).append(int(number))
    found: list[tuple[IdeaRow, Round]] = []
    for slug, numbers in sorted(wanted.items()):
        round_ = session.scalar(select(Round).where(Round.slug == slug))
        if round_ is None or round_.published_at is None:
            continue
        query = select(Idea).where(
            Idea.round_id == round_.id, Idea.number.in_(numbers), Idea.state.in_(PUBLIC_STATES)
        )
        found += [(row, round_) for row in idea_rows(session, query.order_by(Idea.number))]
    return found


def supporters_then(session: Session, old: Old) -> int:
    """How many different people supported the old thing."""
    if old.point is not None:
        query = select(func.count()).where(PointSupport.point_id == old.point.id)
        return session.scalar(query) or 0
    return supporters_of(session, old.idea_ids) if old.rows else 0


def is_public(old: Old) -> bool:
    """Whether everybody may see the page of the old thing."""
    if old.point is not None:
        return old.point.is_public
    return old.proposal is not None or any(row.idea.is_public for row in old.rows)
