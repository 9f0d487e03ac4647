"""A point that staff sent by mistake leaves again before anybody touched it.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.services import end_contacts
from pbplatform.core.errors import Conflict
from pbplatform.points.kinds import ASKER_NEWS, PointState
from pbplatform.points.queries.touched import is_untouched
from pbplatform.points.services.asker import path_of
from pbplatform.points.services.forgetting import empty_point
from pbplatform.points.services.holding import locked_point


def undo_entered_point(session: Session, *, point_id: int, now: datetime) -> None:
    """No word of it stays, no clock runs and nobody is told any more.

    The caller asks who may, and logs it.

    Raises:
        Conflict: somebody supported, read, answered or has it.
    """
    point, forum = locked_point(session, point_id)
    if not is_untouched(session, [point])[point.id]:
        raise Conflict("table.touched")
    point.move_to(PointState.WITHDRAWN)
    point.withdrawn_at, point.decided_at = now, None  # it counts as never published
    point.raised_as = ""
    empty_point(point)
    end_contacts(session, purpose=ASKER_NEWS, about=path_of(forum, point))
    session.flush()
