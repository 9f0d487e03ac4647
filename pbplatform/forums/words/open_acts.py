"""What of a forum stays with its facilitators. Source: docs/rules/accounts.md section 9."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.web.open_acts import OpenActs
from pbplatform.web.sentences import ngettext


def meetings_stay_with_forum(session: Session, scope: str, _now: datetime) -> list[str]:
    """Meetings whose minutes are not out: held or to come, all its facilitators can write them."""
    kind, _colon, slug = scope.partition(":")
    if kind != "forum":
        return []
    query = (
        select(func.count())
        .select_from(Meeting)
        .join(ForumSeries, ForumSeries.id == Meeting.forum_id)
        .where(
            ForumSeries.slug == slug,
            Meeting.cancelled_at.is_(None),
            Meeting.circulated_on.is_(None),
        )
    )
    number = session.scalar(query) or 0
    if not number:
        return []
    return [ngettext("%(num)s meeting without minutes", "%(num)s meetings without minutes", number)]


OPEN_ACTS = OpenActs("forums.meetings", staying=meetings_stay_with_forum)
