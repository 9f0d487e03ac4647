"""Winners as they stand today: line, owner, step, dates, silence. All of it is computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.delivery.models import Project, ProjectStop
from pbplatform.delivery.queries.history import (
    Present,
    news_of,
    present_of,
    steps_taken,
)
from pbplatform.delivery.queries.standings import (
    COURSE,
    UPDATE_DAYS,
    OfRound,
    Standing,
    late_first,
    rounds_on,
    standings,
    stood,
    winners,
)
from pbplatform.places.models import Team
from pbplatform.promises.models import CitizenCheck
from pbplatform.promises.queries import Senior, seniors_of
from pbplatform.results.models import ResultRow
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import show_frozen

# History and standings are read through here too.
__all__ = [
    "UPDATE_DAYS",
    "Present",
    "Standing",
    "news_of",
    "present_of",
    "standings",
    "steps_taken",
]


def project_path(round_slug: str, number: int) -> str:
    """How the log and links name a project that won."""
    return f"rounds/{round_slug}/projects/{number}"


@dataclass(frozen=True)
class ProjectView(Standing):
    """A winner on one day, with all that pages show of it.

    Attributes:
        asked_on: when the team was last asked since its last news.
        check: what residents say since it was called open; None before, and where nobody asked.
        elected: public name of the elected person of the owning team, empty without one.
    """

    title: str
    drawing: str
    cost_minor: int
    votes: int
    project: Project | None
    check: CitizenCheck | None
    owner: str
    owner_slug: str
    asked_on: date | None
    elected: str
    team: Team | None

    @property
    def asks_now(self) -> bool:
        if self.asked_on is None:
            return self.is_silent
        return self.is_silent and (self.today - self.asked_on).days > UPDATE_DAYS


def project_views(
    session: Session,
    *,
    now: datetime,
    round_id: int | None = None,
    number: int | None = None,
    team_slugs: Collection[str] | None = None,
    at: Collection[tuple[str, int]] | None = None,
) -> list[ProjectView]:
    """Winners, the worst off first.

    Args:
        at: only these, as slugs of rounds with numbers; in the same few reads.
        team_slugs: only projects that one of these teams owns.
    """
    asked: dict[str, Any] = {}
    if round_id is not None:
        asked["round"] = round_id
    if number is not None:
        asked["number"] = number
    if team_slugs is not None:
        asked["teams"] = sorted(team_slugs)
    if at is not None:
        asked["slugs"] = sorted({slug for slug, _number in at})
        asked["numbers"] = sorted({number for _slug, number in at})
    rows = session.execute(_winners(frozenset(asked)), asked).all()
    of = rounds_on(session, {row.round_id for row in rows}, now=now)
    if at is not None:
        rows = [
            row for row in rows if (of[row.round_id].round_slug, row.BallotProject.number) in at
        ]
    return sorted(_views(session, rows, of, now), key=late_first)


def views_of(session: Session, page: Sequence[Standing], *, now: datetime) -> list[ProjectView]:
    """All that pages show of these winners, in their order; nothing is read of others."""
    if not page:
        return []
    of = {each.round_id: each.of for each in page}
    keys = [each.round_id << _KEY_BITS | each.number for each in page]
    asked = {"rounds": sorted(of), "keys": sorted(keys)}
    rows = session.execute(_winners(frozenset(asked)), asked).all()
    found = {(each.round_id, each.number): each for each in _views(session, rows, of, now)}
    wanted = ((each.round_id, each.number) for each in page)
    return [found[each] for each in wanted if each in found]


def _views(
    session: Session, rows: Sequence[Any], of: Mapping[int, OfRound], now: datetime
) -> list[ProjectView]:
    teams = {row.Team for row in rows if row.CitizenCheck is not None}
    seniors = seniors_of(session, teams, now=now) if teams else {}
    return [_view(row, of[row.round_id], seniors) for row in rows]


# A project that won, as one number: pairs in one list are looked for in no index of SQLite's.
_KEY_BITS = 32
_KEY = cast(ResultRow.round_id, BigInteger) * literal(1 << _KEY_BITS, BigInteger)
_KEY = _KEY + ResultRow.number


@cache
def _winners(
    asked: frozenset[str],
) -> Select[int, int, BallotProject, Project, Team, CitizenCheck]:
    """Winners narrowed by what is asked; built once for each way."""
    query = winners(
        select(ResultRow.round_id, ResultRow.votes, BallotProject, Project, Team, CitizenCheck)
        .select_from(ResultRow)
        .join(
            BallotProject,
            and_(
                BallotProject.round_id == ResultRow.round_id,
                BallotProject.number == ResultRow.number,
            ),
        )
    ).outerjoin(Team, Team.id == Project.team_id)
    narrowed = {
        "round": ResultRow.round_id == bindparam("round"),
        "number": ResultRow.number == bindparam("number"),
        "teams": Team.slug.in_(bindparam("teams", expanding=True)),
        "slugs": Round.slug.in_(bindparam("slugs", expanding=True)),
        "numbers": ResultRow.number.in_(bindparam("numbers", expanding=True)),
        "rounds": ResultRow.round_id.in_(bindparam("rounds", expanding=True)),
        "keys": _KEY.in_(bindparam("keys", expanding=True)),
    }
    return query.where(*(narrowed[name] for name in sorted(asked)))


def project_view(session: Session, round_id: int, number: int, *, now: datetime) -> ProjectView:
    """One winner; NotFound when it did not win."""
    found = project_views(session, now=now, round_id=round_id, number=number)
    if not found:
        raise NotFound("project.not_found")
    return found[0]


def _view(row: Any, of: OfRound, seniors: Mapping[int, Senior]) -> ProjectView:
    _round_id, votes, ballot, project, team, check = row
    show_frozen(of.told, ballot)
    asked_at = project.asked_at if project and _asked_since(project) else None
    return ProjectView(
        of,
        ballot.number,
        *stood(of, [getattr(project, name, None) for name in COURSE]),
        check.days if check is not None else None,
        title=ballot.title,
        drawing=ballot.drawing,
        cost_minor=ballot.cost_minor,
        votes=votes,
        project=project,
        owner=team.name if team else "",
        owner_slug=team.slug if team else "",
        asked_on=of.days.day_of(asked_at) if asked_at else None,
        check=check,
        elected=seniors[team.id].name if check is not None else "",
        team=team,
    )


def _asked_since(project: Project) -> bool:
    return project.asked_at is not None and project.asked_at > project.heard_at


def stop_of(session: Session, round_id: int, number: int) -> ProjectStop | None:
    """Why it was stopped, None when it was not."""
    return session.get(ProjectStop, (round_id, number))


def projects_asking_now(session: Session, *, now: datetime) -> list[ProjectView]:
    """Projects whose team is to be asked for an update now."""
    return [view for view in project_views(session, now=now) if view.asks_now]
