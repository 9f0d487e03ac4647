"""What a page shows of a point or a promise, and that it still holds when somebody confirms it.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.responses import queries
from pbplatform.responses.kinds import TurnKind
from pbplatform.responses.models import Commitment
from pbplatform.responses.queries import PointView, PromiseView
from pbplatform.responses.services.opening import locked_view


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
        "assigned": len(view.assignments),
        "offered_to": view.offered_to.name if view.offered_to else "",
        "due": standing.due.isoformat(),
        "answers": len(view.answers),
        "turns": sum(turn.kind != TurnKind.REMINDED for turn in view.turns),
    }


def facts_of_promise(view: PromiseView) -> Facts:
    """The promise as its desk shows it."""
    promise = view.promise
    return {
        "what": promise.what,
        "owner": promise.owner,
        "due": promise.due_current.isoformat(),
        "done_on": promise.done_on.isoformat() if promise.done_on else "",
        "done_note": promise.done_note,
        "given_up_on": promise.given_up_on.isoformat() if promise.given_up_on else "",
        "given_up_reason": promise.given_up_reason,
        "moves": len(view.moves),
        "taken_back": len(view.taken_back),
    }


def require_same_point(session: Session, *, point_id: int, seen: str, now: datetime) -> None:
    """Go on only when the point is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, facts_of_point(locked_view(session, point_id, now=now)))


def require_same_promise(session: Session, *, promise_id: int, seen: str, now: datetime) -> None:
    """Go on only when the promise is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    session.get_one(Commitment, promise_id, with_for_update=True, populate_existing=True)
    require_same(seen, facts_of_promise(queries.promise_by_id(session, promise_id, now=now)))
