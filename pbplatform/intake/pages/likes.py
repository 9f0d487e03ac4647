"""What slips are like, in words. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake.domain.table import ROW
from pbplatform.intake.models import SlipRow
from pbplatform.intake.queries.said_again import Like, likes
from pbplatform.intake.queries.table import TableView, rounds_of_meeting
from pbplatform.web.clock import request_now
from pbplatform.web.sentences import gettext as _


def likes_of(
    forum: ForumSeries,
    meeting: Meeting,
    acts: ActorRef,
    view: TableView,
    of: Sequence[SlipRow],
) -> Mapping[int, list[Like]]:
    """What rows of the table are like."""
    session, now = db.session(), request_now()
    rounds = rounds_of_meeting(session, acts, forum, meeting, now)
    return likes(session, forum, [each.row for each in view.waiting], rounds, of=of)


def same_in_words(view: TableView) -> dict[str, str]:
    """What rows say again, in words, by what they name."""
    slips = {f"{ROW}{each.row.n}": each.row.slip for each in view.waiting}
    slips |= {f"{ROW}{row.n}": row.slip for row in view.published}
    return {
        each.row.same: _told(each.row.same, slips.get(each.row.same))
        for each in view.waiting
        if each.row.same
    }


def _told(same: str, slip: int | None) -> str:
    number = same.rpartition("/")[2]
    if same.startswith("rounds/"):
        return str(_("Idea %(number)s", number=number))
    if same.startswith("forums/"):
        return str(_("Point %(number)s", number=number))
    return str(_("Slip %(number)s", number=slip or "–"))


def like_in_words(like: Like) -> str:
    """`Idea 203: A bench`."""
    if like.kind == "idea":
        return str(_("Idea %(number)s: %(title)s", number=like.number, title=like.title))
    if like.kind == "point":
        return str(_("Point %(number)s: %(title)s", number=like.number, title=like.title))
    return str(_("Slip %(number)s: %(title)s", number=like.number or "–", title=like.title))
