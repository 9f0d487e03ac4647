"""Tables with something to do for one person. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.models import SlipHand, SlipRow


@dataclass(frozen=True)
class WaitingTable:
    """A table as it waits for one person.

    Attributes:
        given_back: rows that they typed and that were given back.
        to_read: rows of others that are typed whole.
        oldest: when the first of those was changed last.
    """

    forum: ForumSeries
    meeting: Meeting
    given_back: int
    to_read: int
    oldest: datetime | None


# What desks ask is built once: to build a statement takes longer than to send it.
@cache
def _waiting() -> Select[ForumSeries, Meeting, int, int, datetime | None]:
    """Of one person, who is told as `account`."""
    typed_it = exists().where(
        SlipHand.row_id == SlipRow.id, SlipHand.account_id == bindparam("account")
    )
    words = and_(
        SlipRow.title != "",
        SlipRow.text != "",
        or_(SlipRow.round_id.is_not(None), SlipRow.sort != ""),
    )
    whole = and_(SlipRow.slip.is_not(None), SlipRow.consent, or_(SlipRow.same != "", words))
    back = and_(SlipRow.returned_why != "", typed_it)
    read = and_(SlipRow.returned_why == "", whole, ~typed_it)
    counted = (
        select(
            SlipRow.meeting_id,
            func.sum(case((back, 1), else_=0)).label("back"),
            func.sum(case((read, 1), else_=0)).label("read"),
            func.min(case((read, SlipRow.changed_at))).label("oldest"),
        )
        .where(SlipRow.published_at.is_(None))
        .group_by(SlipRow.meeting_id)
        .subquery()
    )
    return (
        select(ForumSeries, Meeting, counted.c.back, counted.c.read, counted.c.oldest)
        .join(Meeting, Meeting.forum_id == ForumSeries.id)
        .join(counted, counted.c.meeting_id == Meeting.id)
        .where(or_(counted.c.back > 0, counted.c.read > 0), Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at)
    )


def waiting_tables(session: Session, account_id: int) -> list[WaitingTable]:
    """Tables with rows that are not published, the earliest meeting first; one statement.

    What a page finds wrong only beside other rows, such as a number that stands twice, counts here.
    """
    return [WaitingTable(*row) for row in session.execute(_waiting(), {"account": account_id})]
