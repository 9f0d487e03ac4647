"""Notices by facilitators, and how many follow. Source: docs/rules/notices.md section 10."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.models import Contact
from pbplatform.core.errors import NotFound
from pbplatform.forums.models import ForumSeries
from pbplatform.forums.queries import forum_by_slug
from pbplatform.notices.kinds import FOLLOW
from pbplatform.notices.models import Notice
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import round_by_slug

Holder = Round | ForumSeries


def holder_at(session: Session, kind: str, slug: str) -> Holder:
    """The round or forum, drafts too.

    Args:
        kind: `rounds` or `forums`.
    Raises:
        NotFound: there is none.
    """
    return round_by_slug(session, slug) if kind == "rounds" else forum_by_slug(session, slug)


def is_public(holder: Holder) -> bool:
    """Whether everybody may see it; only a round can be a draft."""
    return isinstance(holder, ForumSeries) or holder.published_at is not None


def notice_path(holder: Holder, number: int) -> str:
    """`rounds/fund-2027/notices/2`."""
    return f"{holder.path}/notices/{number}"


def notice_at(session: Session, holder: Holder, number: int) -> Notice:
    """One notice.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(select(Notice).where(_of(holder), Notice.number == number))
    if found is None:
        raise NotFound("notice.not_found")
    return found


def newest_notices(session: Session, holder: Holder, most: int) -> list[Notice]:
    """The newest first."""
    asked = _newest(isinstance(holder, ForumSeries))
    return list(session.scalars(asked, {"holder": holder.id, "most": most}))


# Built once: to build a statement takes longer than to send it.
@cache
def _newest(of_forum: bool) -> Select[Notice]:
    column = Notice.forum_id if of_forum else Notice.round_id
    query = select(Notice).where(column == bindparam("holder"))
    return query.order_by(Notice.number.desc()).limit(bindparam("most"))


def count_followers(session: Session, holder: Holder, *, now: datetime) -> int:
    """How many addresses follow it; for its facilitator, never whose they are."""
    query = select(func.count()).select_from(Contact)
    mine = (Contact.purpose == FOLLOW, Contact.about == holder.path, Contact.told_at(now))
    return session.scalar(query.where(*mine)) or 0


def _of(holder: Holder) -> ColumnElement[bool]:
    column = Notice.forum_id if isinstance(holder, ForumSeries) else Notice.round_id
    return column == holder.id
