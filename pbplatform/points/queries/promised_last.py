"""The promises that changed last, without reading the others. Source: docs/rules/feeds.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.kept_lists import KeptRow
from pbplatform.points.domain.told import CHANGED, instant_at

_own = (KeptRow.list == CHANGED, KeptRow.scope == 0)


def promised_last(session: Session, *, most: int) -> dict[int, datetime]:
    """The promises that changed last, by id, each with when; all that changed with the last."""
    newest = select(KeptRow.place).where(*_own).order_by(KeptRow.place.desc()).limit(most)
    last = select(func.min(newest.subquery().c.place)).scalar_subquery()
    rows = session.execute(
        select(KeptRow.row_id, KeptRow.place).where(*_own, KeptRow.place >= last)
    )
    return {row_id: instant_at(place) for row_id, place in rows}
