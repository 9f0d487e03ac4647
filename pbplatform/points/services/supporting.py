"""Supporting points, one or many at once. Source: docs/rules/points.md section 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.inserting import insert_new
from pbplatform.core.written_for import refuse_writer_to_support
from pbplatform.points.models import PointSupport
from pbplatform.points.policies import refuse_to_support
from pbplatform.points.services.asker import path_of
from pbplatform.points.services.holding import points_by_id


@dataclass(frozen=True)
class PointSupported:
    """One person supports one point."""

    actor: ActorRef
    point_id: int
    now: datetime


def support(session: Session, *, actor: ActorRef, point_id: int, now: datetime) -> None:
    """Support a point; supporting it again changes nothing.

    Raises:
        NotAllowed: not signed in.
        Conflict: one's own point, or it is not open.
    """
    support_points(session, supports=[PointSupported(actor, point_id, now)])


def support_points(session: Session, *, supports: Sequence[PointSupported]) -> None:
    """Support many points, all or none; raises as `support`, for any of them."""
    held = points_by_id(session, {each.point_id for each in supports})
    for each in supports:
        if refusal := refuse_to_support(each.actor, held[each.point_id][0]):
            raise refusal
    paths = {id_: path_of(forum, point) for id_, (point, forum) in held.items()}
    written = [(each.actor, paths[each.point_id]) for each in supports]
    if refusal := refuse_writer_to_support(session, *written):
        raise refusal
    rows = [
        {"point_id": s.point_id, "account_id": s.actor.account_id, "since": s.now} for s in supports
    ]
    insert_new(session, PointSupport, rows)  # the key decides a double press
