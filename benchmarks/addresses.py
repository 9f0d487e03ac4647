"""Which pages of a place are measured: found in its database, so that a city has its own.

Of each kind of page it is the largest one: the round with most ideas, the forum with most points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import RoleGrant
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.accounts.services import open_session
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point
from pbplatform.proposals.models import Idea, Proposal
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import all_rounds
from pbplatform.voting.models import PublishedBallot


@dataclass(frozen=True)
class Largest:
    """Slugs of the rounds and the forum whose pages show most; empty where there is none."""

    voting: str
    ideas: str
    proposals: str
    results: str
    forum: str


def _most(session: Session, column: Any, among: list[int]) -> int:
    """The one of `among` to which most rows belong; 0 where none has any."""
    counted = (
        select(column, func.count())
        .where(column.in_(among))
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    first = session.execute(counted).first()
    return int(first[0]) if first else 0


def largest(session: Session, now: datetime) -> Largest:
    """The rounds and the forum to measure; of ideas, a round that takes some, if there is one."""
    rounds = [one for one in all_rounds(session) if one.published_at is not None]
    every = [one.id for one in rounds]
    at = {state: [one.id for one in rounds if one.state(now) is state] for state in State}
    slugs = {one.id: one.slug for one in rounds}
    voting = at[State.VOTING]
    by_size = _most(session, Proposal.round_id, voting) or (voting[0] if voting else 0)
    forum = _most(session, Point.forum_id, list(session.scalars(select(ForumSeries.id))))
    return Largest(
        voting=slugs.get(by_size, ""),
        ideas=slugs.get(
            _most(session, Idea.round_id, at[State.IDEAS]) or _most(session, Idea.round_id, every),
            "",
        ),
        proposals=slugs.get(_most(session, Proposal.round_id, every), ""),
        results=slugs.get(_most(session, PublishedBallot.round_id, every), ""),
        forum=session.scalar(select(ForumSeries.slug).where(ForumSeries.id == forum)) or "",
    )


def public_pages(of: Largest) -> list[str]:
    """Addresses that everybody may read."""
    named = [
        (of.voting, f"/rounds/{of.voting}"),
        (of.ideas, f"/rounds/{of.ideas}/ideas"),
        (of.proposals, f"/rounds/{of.proposals}/proposals"),
        (of.results, f"/rounds/{of.results}/results"),
        (of.results, f"/rounds/{of.results}/results/ballots"),
        (of.forum, f"/forums/{of.forum}"),
        (of.forum, f"/forums/{of.forum}/points"),
    ]
    return [
        *("/", "/about", "/rounds"),
        *(address for slug, address in named if slug),
        *("/promises", "/promises/late", "/projects", "/changed", "/moderation"),
        *("/log", "/log?family=vote", "/data"),
    ]


def desks(of: Largest) -> list[tuple[str, str]]:
    """Roles, and addresses that only who holds the role may read."""
    return [
        ("official", "/desk/official"),
        ("facilitator", "/desk/facilitator"),
        ("facilitator", "/desk/facilitator/rounds"),
        *([("facilitator", f"/desk/facilitator/forums/{of.forum}")] if of.forum else []),
        ("delegate", "/desk/delegate"),
        ("clerk", "/desk/clerk"),
        ("auditor", "/desk/auditor"),
        ("", "/me"),
    ]


def sign_in(role: str, now: datetime) -> str:
    """The cookie of somebody who holds this role now, or any role; empty where nobody does.

    Of a role of the place and of one of a team or a round, it is the one of the place. Call in an
    application context.
    """
    with transaction() as session:
        held = select(RoleGrant).where(
            RoleGrant.starts_at <= now, RoleGrant.expires_at > now, RoleGrant.ended_at.is_(None)
        )
        held = held.order_by(RoleGrant.scope != "place", RoleGrant.id)
        grant = session.scalars(held.where(RoleGrant.role == role) if role else held).first()
        if grant is None:
            return ""
        return f"{COOKIE}={open_session(session, account_id=grant.account_id, now=now)}"


def size_of(session: Session) -> str:
    """How large the place is, in words for a table's head."""
    models = {"rounds": Round, "ideas": Idea, "proposals": Proposal, "points": Point}
    counted = {
        what: session.scalar(select(func.count()).select_from(model)) or 0
        for what, model in models.items()
    }
    return ", ".join(f"{many:,} {what}" for what, many in counted.items())
