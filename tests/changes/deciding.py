"""A decision that was changed, said and confirmed, for tests that only need one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from pbplatform.changes import queries, services
from pbplatform.changes.models import ChangedDecision, ChangeVersion
from pbplatform.core.confirmation import seal
from pbplatform.forums.models import ForumSeries
from pbplatform.places.models import Team
from pbplatform.points.models import Point
from pbplatform.points.queries.points import is_public_point
from tests.factories import make_person


def changed_decision(session: Session, *, now: datetime) -> int:
    """Una says it of the first public point of a place, Vera confirms it; its number."""
    point, forum = session.execute(
        select(Point, ForumSeries)
        .join(ForumSeries, ForumSeries.id == Point.forum_id)
        .where(is_public_point())
        .order_by(Point.id)
        .limit(1)
    ).one()
    team = session.scalars(select(Team).order_by(Team.id).limit(1)).one()
    una, vera = (
        make_person(session, name, role="official", scope=team.scope) for name in ("Una", "Vera")
    )
    change = services.say_change(
        session,
        actor=una,
        team=team,
        about=f"{forum.path}/points/{point.number}",
        facts=services.ChangeFacts(
            before="The lamp is mended next year.",
            now="The lamp is mended this year.",
            document="Order 3",
            day=now.date(),
            link="https://hackford.example.org/orders/3",
        ),
        now=now,
    )
    seen = seal(queries.change_view(session, change.id).newest.facts)
    services.confirm(session, actor=vera, change_id=change.id, seen=seen, now=now)
    return change.id


def more_decisions(session: Session, number: int) -> None:
    """So many more like the first one."""
    first = session.scalars(select(ChangedDecision).order_by(ChangedDecision.id).limit(1)).one()
    told = session.get_one(ChangeVersion, (first.id, 1))
    begin = 1 + (session.scalar(select(func.max(ChangedDecision.id))) or 0)
    for model, row, key in (
        (ChangedDecision, first, "id"),
        (ChangeVersion, told, "change_id"),
    ):
        same = {each.key: getattr(row, each.key) for each in inspect(model).column_attrs}
        session.execute(insert(model), [{**same, key: begin + n} for n in range(number)])
