"""Loading a point to change it, and writing down what happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import Account, RoleGrant
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.outbox import announce
from pbplatform.points import queries
from pbplatform.points.kinds import Level, TurnKind
from pbplatform.points.models import Point, PointSupport, PointTurn
from pbplatform.points.queries import PointView
from pbplatform.points.services.asker import write_of_point
from pbplatform.points.services.holding import points_by_id

_AT_ONCE = 500  # points in a reading


def locked_view(session: Session, point_id: int, *, now: datetime) -> PointView:
    """The point as it stands now; its row is locked, so what is worked out stays true.

    Raises:
        NotFound: no such point.
    """
    session.get(Point, point_id, with_for_update=True, populate_existing=True)
    return queries.view_of(session, point_id, now=now)


def locked_views(
    session: Session, point_ids: Collection[int], *, now: datetime
) -> dict[int, PointView]:
    """The points as they stand now, by id, their rows locked; each named once.

    Raises:
        NotFound: no such point.
        ValueError: one point twice, of which the second act would not see what the first did.
    """
    if len(set(point_ids)) != len(point_ids):
        raise ValueError("one call takes one act on each point")
    points_by_id(session, point_ids, lock=True)
    return views_by_id(session, point_ids, now=now)


def views_by_id(
    session: Session, point_ids: Collection[int], *, now: datetime
) -> dict[int, PointView]:
    """The points as they stand now, by id."""
    ids = sorted(point_ids)
    found: dict[int, PointView] = {}
    for at in range(0, len(ids), _AT_ONCE):
        some = Point.id.in_(ids[at : at + _AT_ONCE])
        views = queries.point_views(session, some, now=now)
        found.update((view.point.id, view) for view in views)
    return found


def add_turn(
    session: Session,
    view: PointView,
    kind: TurnKind,
    *,
    actor: ActorRef,
    now: datetime,
    text: str = "",
    days: int = 0,
    due: date | None = None,
    spent_extension: bool = False,
    spent_pause: bool = False,
    mark: str = "",
) -> PointTurn:
    """Write one turn behind the others of the point; the caller holds the point's row."""
    turn = PointTurn(
        point_id=view.point.id,
        n=len(view.turns) + 1,
        kind=kind,
        day=view.days.day_of(now),
        days=days,
        due=due,
        spent_extension=spent_extension,
        spent_pause=spent_pause,
        mark=mark,
        text=text.strip(),
        by_name=actor.name,
        at=now,
    )
    session.add(turn)
    session.flush()
    return turn


def tell_team(
    session: Session, view: PointView, scope: str, fact: str, *, now: datetime, **more: str
) -> list[str]:
    """Announce something to each person who acts for a team and has an address; the addresses."""
    found = addresses_of_teams(session, [scope], now=now).get(scope, [])
    return tell_people(session, view, found, fact, now=now, **more)


def tell_people(
    session: Session,
    view: PointView,
    addresses: Iterable[str],
    fact: str,
    *,
    now: datetime,
    **more: str,
) -> list[str]:
    """Announce something about a point to each of these; the addresses."""
    return _tell_each(session, view, addresses, fact, now, more)


def addresses_of_teams(
    session: Session, scopes: Collection[str], *, now: datetime
) -> dict[str, list[str]]:
    """Addresses of the people who act for each team, by its scope, in order."""
    asked = _who_acts(now).where(RoleGrant.scope.in_(scopes)).order_by(Account.email)
    found: dict[str, list[str]] = {}
    for email, scope in session.execute(asked):
        if email:
            found.setdefault(scope, []).append(email)
    return found


def tell_who_acts(
    session: Session, view: PointView, fact: str, *, now: datetime, **more: str
) -> list[str]:
    """Announce something to those who can act: the team, or whom it went up to; their addresses."""
    return tell_team(session, view, scope_that_acts(view), fact, now=now, **more)


def scope_that_acts(view: PointView) -> str:
    """The scope of those who can act: of the team, of the lead team, or the place."""
    return PLACE if view.up.level is Level.PLACE else view.acts.scope


def scopes_with_an_address(session: Session, *, now: datetime) -> frozenset[str]:
    """The scopes for which `tell_team` would tell somebody."""
    return frozenset(scope for _email, scope in session.execute(_who_acts(now)))


def _who_acts(now: datetime) -> Select[str | None, str]:
    """Address and scope of each person who acts for a team and has an address."""
    return (
        select(Account.email, RoleGrant.scope)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role.in_([Role.OFFICIAL, Role.ELECTED]),
            RoleGrant.holding_at(now),
            Account.email.is_not(None),
        )
        .distinct()
    )


def tell_supporters(
    session: Session, view: PointView, fact: str, *, now: datetime, **more: str
) -> list[str]:
    """Announce something to each supporter of a point who has an address; the addresses."""
    found = addresses_of_supporters(session, [view]).get(view.point.id, ())
    return tell_these_supporters(session, view, found, fact, now=now, **more)


def tell_these_supporters(
    session: Session,
    view: PointView,
    addresses: Iterable[str],
    fact: str,
    *,
    now: datetime,
    **more: str,
) -> list[str]:
    """The same for addresses that were read before, as `addresses_of_supporters` tells them."""
    return _tell_each(session, view, addresses, fact, now, {"part": "supporter", **more})


def addresses_of_supporters(session: Session, views: Iterable[PointView]) -> dict[int, list[str]]:
    """Addresses of the supporters of each of these points, by point, in order."""
    ids = [view.point.id for view in views if view.supporters]
    found: dict[int, list[str]] = {}
    for at in range(0, len(ids), _AT_ONCE):
        asked = _WHO_SUPPORTS, {"points": ids[at : at + _AT_ONCE]}
        for point_id, email in session.execute(*asked):
            found.setdefault(point_id, []).append(email or "")
    return found


_WHO_SUPPORTS = (
    select(PointSupport.point_id, Account.email)
    .join(Account, Account.id == PointSupport.account_id)
    .where(
        PointSupport.point_id.in_(bindparam("points", expanding=True)), Account.email.is_not(None)
    )
    .order_by(PointSupport.point_id, Account.email)
)


def _tell_each(
    session: Session,
    view: PointView,
    addresses: Iterable[str | None],
    fact: str,
    now: datetime,
    more: Mapping[str, str],
) -> list[str]:
    told: dict[str, str | int] = {
        "path": view.path,
        "number": view.point.number,
        "title": view.point.title,
        "forum": view.forum.name,
        "team": view.team.name,
        "due": view.standing.due.isoformat(),
        **more,
    }
    found = [address for address in addresses if address]
    for address in found:
        announce(session, fact, now=now, to=address, **told)
    return found


def write_of_view(
    session: Session,
    fact: str,
    view: PointView,
    facts: Mapping[str, Any],
    *,
    told: Collection[str] = (),
    actor: ActorRef | None = None,
    once: str = "",
    now: datetime,
) -> bool:
    """Write a fact about a point for all whom it concerns; its team and day are told with it."""
    standing = {"team_name": view.acts.name, "due": view.standing.due.isoformat()}
    return write_of_point(
        session,
        fact,
        view.forum,
        view.point,
        {**standing, **facts},
        team=view.acts,
        told=told,
        actor=actor,
        once=once,
        now=now,
    )
