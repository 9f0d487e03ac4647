"""Telling whoever raised a point, with an account or without one.

Source: docs/rules/points.md section 1.9 and 1.10.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.services import tell_contacts
from pbplatform.core.outbox import announce
from pbplatform.forums.models import ForumSeries
from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.points.models import Point


def path_of(forum: ForumSeries, point: Point) -> str:
    """The point's path in log and links: `forums/town-forum/points/31`."""
    return f"{forum.path}/points/{point.number}"


def tell_asker(
    session: Session, forum: ForumSeries, point: Point, fact: str, *, now: datetime, **more: str
) -> None:
    """Announce something for the person who raised the point, where they can be reached."""
    path = path_of(forum, point)
    told: dict[str, Any] = {
        "path": path,
        "number": point.number,
        "title": point.title,
        "forum": forum.name,
        **more,
    }
    asker = session.get(Account, point.raised_by_id) if point.raised_by_id else None
    if asker is not None and asker.email:
        announce(session, fact, now=now, to=asker.email, **told)
    else:
        tell_contacts(session, fact, purpose=ASKER_NEWS, about=path, now=now, **told)
