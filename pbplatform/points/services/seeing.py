"""What a page shows of a point, and that it still holds when somebody confirms it.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.points.kinds import TurnKind
from pbplatform.points.queries import PointView
from pbplatform.points.services.opening import locked_view

# The machine's own words: reminders, and that a point went up, which `acts` tells.
UNSEEN = (TurnKind.REMINDED, TurnKind.WENT_UP)


def facts_of_point(view: PointView) -> Facts:
    """All that decides what an act on the point means; reminders change nothing."""
    point, standing = view.point, view.standing
    return {
        "state": point.state,
        "kind": point.kind,
        "title": point.title,
        "verbatim": point.verbatim,
        "raised_as": point.raised_as,
        "team": view.team.name,
        "acts": view.up.name or view.acts.name,
        "assigned": len(view.assignments),
        "offered_to": view.offered_to.name if view.offered_to else "",
        "due": standing.due.isoformat(),
        "answers": len(view.answers),
        "turns": sum(turn.kind not in UNSEEN for turn in view.turns),
    }


def require_same_point(session: Session, *, point_id: int, seen: str, now: datetime) -> None:
    """Go on only when the point is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, facts_of_point(locked_view(session, point_id, now=now)))
