"""The machine tells that a point went up, or came back. Source: docs/rules/points.md 4.5."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM
from pbplatform.core.outbox import announce
from pbplatform.points import queries
from pbplatform.points.kinds import PointLog, TurnKind
from pbplatform.points.queries import PointView
from pbplatform.points.services.asker import tell_asker
from pbplatform.points.services.opening import (
    add_turn,
    locked_view,
    write_of_view,
)


def points_to_tell(session: Session, *, now: datetime) -> list[int]:
    """Ids of points that went up or came back untold: a look without any lock, for the worker."""
    return [view.point.id for view in queries.gone_up(session, now=now)]


def tell_where_it_went(session: Session, *, point_id: int, now: datetime) -> bool:
    """Write down and tell where a point went, if that is not told yet; no day moves.

    Returns:
        Whether something was told.
    """
    view = locked_view(session, point_id, now=now)
    if not view.standing.is_open or not queries.must_be_told(view):
        return False
    if view.up.is_up:
        _went_up(session, view, now)
    else:
        add_turn(session, view, TurnKind.WENT_UP, actor=SYSTEM, now=now)
        audit.record(
            session,
            PointLog.POINT_CAME_BACK,
            actor=SYSTEM,
            subject=view.path,
            now=now,
            team=view.team.slug,
            due=view.standing.due.isoformat(),
        )
        write_of_view(session, "came_back", view, {}, now=now)
    return True


def tell_where_they_went(session: Session, views: Iterable[PointView], *, now: datetime) -> None:
    """The same of many points, of which the caller holds the rows."""
    for view in views:
        if view.standing.is_open and queries.must_be_told(view):
            tell_where_it_went(session, point_id=view.point.id, now=now)


def _went_up(session: Session, view: PointView, now: datetime) -> None:
    up, holder = view.up, view.up.holder
    name = holder.name if holder else ""
    add_turn(session, view, TurnKind.WENT_UP, actor=SYSTEM, now=now, mark=up.mark, text=name)
    audit.record(
        session,
        PointLog.POINT_WENT_UP,
        actor=SYSTEM,
        subject=view.path,
        now=now,
        team=view.team.slug,
        level=up.level,
        why=up.why or "",
        to=name,
        due=view.standing.due.isoformat(),
    )
    told = {"team": view.team.name, "due": view.standing.due.isoformat(), "why": str(up.why)}
    address = accounts.email_of(session, holder.account_id) if holder else ""
    if address:
        announce(
            session,
            "responses:went_up",
            now=now,
            to=address,
            path=view.path,
            number=view.point.number,
            title=view.point.title,
            forum=view.forum.name,
            level=up.level,
            **told,
        )
    mailed = tell_asker(
        session, view.forum, view.point, "responses:went_up_for_asker", now=now, name=name, **told
    )
    facts = {"level": str(up.level), "to_name": name}
    write_of_view(session, "went_up", view, facts, told=[*mailed, address], now=now)
