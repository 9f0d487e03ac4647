"""Staff of a table hear what waits for them. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.queries import email_of, standings
from pbplatform.core.outbox import announce
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.models import SlipHand, SlipRow


def waits_here(session: Session, meeting_id: int) -> int:
    """How many rows of the table are not published."""
    query = select(func.count()).where(
        SlipRow.meeting_id == meeting_id, SlipRow.published_at.is_(None)
    )
    return session.scalar(query) or 0


def tell_of_first_row(
    session: Session, forum: ForumSeries, meeting: Meeting, *, but: int | None, now: datetime
) -> None:
    """The other staff of the forum hear that slips are being typed; once until the table is empty.

    Args:
        but: whoever types, who does not publish these.
    """
    roles = (Role.FACILITATOR, Role.CLERK)
    found = {
        held.account_id for held, _name in standings(session, forum.scope, roles=roles, now=now)
    }
    for account_id in sorted(found - {but}):
        if address := email_of(session, account_id):
            announce(
                session,
                "intake:rows_wait",
                now=now,
                to=address,
                forum=forum.name,
                day=meeting.day.isoformat(),
                path=_desk(forum, meeting),
            )


def tell_typists(
    session: Session, forum: ForumSeries, meeting: Meeting, row: SlipRow, *, now: datetime
) -> None:
    """Whoever typed or changed a row hears that it was given back, and why."""
    hands = select(SlipHand.account_id).where(SlipHand.row_id == row.id)
    for account_id in sorted(session.scalars(hands)):
        if address := email_of(session, account_id):
            announce(
                session,
                "intake:row_given_back",
                now=now,
                to=address,
                forum=forum.name,
                day=meeting.day.isoformat(),
                slip=row.slip or 0,
                reason=row.returned_why,
                path=f"{_desk(forum, meeting)}?row={row.n}",
            )


def _desk(forum: ForumSeries, meeting: Meeting) -> str:
    return f"/desk/tables/{forum.slug}/{meeting.slug}"
