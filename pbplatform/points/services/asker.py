"""Telling whoever raised a point, with an account or without one.

Source: docs/rules/points.md section 1.9 and 1.10.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.models import Account
from pbplatform.accounts.services import tell_contacts
from pbplatform.core.actor import ActorRef
from pbplatform.core.facts import tell_fact
from pbplatform.core.outbox import announce
from pbplatform.core.post import post_address
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.places.models import Team
from pbplatform.points.kinds import ASKER_NEWS, PointState
from pbplatform.points.models import Point
from pbplatform.points.queries.audiences import ASKER, SUPPORTERS


def path_of(forum: ForumSeries, point: Point) -> str:
    """The point's path in log and links: `forums/town-forum/points/31`."""
    return f"{forum.path}/points/{point.number}"


def tell_asker(
    session: Session,
    forum: ForumSeries,
    point: Point,
    fact: str,
    *,
    whole: Any = None,
    now: datetime,
    **more: str,
) -> list[str]:
    """Announce something for whoever raised the point, where they can be reached; the addresses.

    Args:
        whole: what a letter says beside the mail, since its reader opens no page; a mapping.
    """
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
        return [asker.email]
    by_mail = tell_contacts(session, fact, purpose=ASKER_NEWS, about=path, now=now, **told)
    if not by_mail and (letter := post_address(session, path)):
        beside = {"whole": dict(whole)} if whole else {}
        announce(session, fact, now=now, to=letter, **told, **beside)
    return by_mail


def write_of_point(
    session: Session,
    fact: str,
    forum: ForumSeries,
    point: Point,
    facts: Mapping[str, Any],
    *,
    team: Team | None = None,
    told: Collection[str] = (),
    actor: ActorRef | None = None,
    once: str = "",
    now: datetime,
) -> bool:
    """Write a fact about a public point, for its asker, supporters and who follows it.

    Nothing is written of a point that nobody but its asker may read.

    Args:
        team: who answers for it; its followers are told too.
        told: addresses that have a mail of their own of it.
        actor: who did it, and is not told of it.
    """
    if point.decided_at is None or point.state == PointState.REFUSED:
        return False
    person = session.get(Account, actor.account_id) if actor and actor.account_id else None
    own = [person.email] if person and person.email else []
    meeting = session.get(Meeting, point.meeting_id) if point.meeting_id else None
    return tell_fact(
        session,
        f"points:{fact}",
        about=path_of(forum, point),
        title=point.title,
        within=[
            forum.path,
            *([team.path] if team else []),
            *([forum.path_to(meeting)] if meeting else []),
        ],
        audiences=[(ASKER, point.id), (SUPPORTERS, point.id)],
        told=[*told, *own],
        now=now,
        once=once,
        number=point.number,
        **facts,
    )
