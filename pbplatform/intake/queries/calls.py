"""Reads for whoever picks up the telephone: call backs that wait, and how many calls there were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.sealed_words import CannotBeOpened, unseal
from pbplatform.intake.models import CallBack, CallDay

_MOST = 50
# What many pages ask is built once: to build a statement takes longer than to send it.
_CALL_BACKS = select(CallBack).order_by(CallBack.due, CallBack.id)


@dataclass(frozen=True)
class CallBackView:
    """A call back that waits.

    Attributes:
        note: opened where one looks at it alone; None there when nobody can read it any more.
        late: its day is over.
    """

    id: int
    subject: str
    scope: str
    due: date
    late: bool
    note: str | None = None


def call_backs(
    session: Session, of_staff: Callable[[str], bool], today: date
) -> list[CallBackView]:
    """Call backs of the scopes that `of_staff` says yes to, the earliest day first; none opened."""
    own = [back for back in session.scalars(_CALL_BACKS) if of_staff(back.scope)]
    return [_view(back, today) for back in own[:_MOST]]


def call_back_at(session: Session, back_id: int, today: date) -> CallBackView | None:
    """One call back with its note; None when it was made, or is too old."""
    back = session.get(CallBack, back_id)
    if back is None:
        return None
    return replace(_view(back, today), note=_note(session, back))


def _view(back: CallBack, today: date) -> CallBackView:
    return CallBackView(back.id, back.subject, back.scope, back.due, back.due < today)


def _note(session: Session, back: CallBack) -> str | None:
    try:
        return str(unseal(session, back.sealed_note, key16=back.key16)["note"])
    except CannotBeOpened:
        return None


def calls_between(session: Session, first: date, last: date) -> dict[str, int]:
    """How many calls there were on these days, and how many were about what."""
    query = (
        select(CallDay.about, func.sum(CallDay.calls))
        .where(CallDay.day.between(first, last))
        .group_by(CallDay.about)
    )
    return {about: int(count) for about, count in session.execute(query)}
