"""What of answers waits for a facilitator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.forums import queries as forums
from pbplatform.forums.models import ForumSeries
from pbplatform.points import queries as points
from pbplatform.points.kinds import WhyUp
from pbplatform.points.queries import PointView
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def points_nobody_can_answer(at: AtDesk) -> list[ToDo]:
    """Points that went up to a facilitator: nobody in the team, and nobody higher, can answer."""
    session, actor, now = at.session, at.actor, at.now
    own = [each.id for each in forums.forums(session) if actor.holds(Role.FACILITATOR, each.scope)]
    return [
        ToDo(
            _("Nobody can answer point %(number)s again", number=view.point.number)
            if view.answers
            else _("Nobody can answer point %(number)s", number=view.point.number),
            _who_is_needed(view),
            view.standing.due,
            "/desk/facilitator/roles#give"
            if actor.holds(Role.FACILITATOR, PLACE)
            else f"/desk/facilitator/{view.path}",
            _("Appoint one")
            if actor.holds(Role.FACILITATOR, PLACE)
            else _("Give it to another team"),
            view.standing.is_late,
        )
        for view in (points.stuck_points(session, own, now=now) if own else [])
    ]


def _who_is_needed(view: PointView) -> str:
    if view.up.why is WhyUp.NOBODY:
        told = _(
            "Nobody acts for %(team)s now. Give the point to another team, or have somebody "
            "appointed.",
            team=view.team.name,
        )
    elif view.standing.is_taken_higher:
        told = _("%(team)s needs an elected person.", team=view.team.name)
    else:
        told = _(
            "%(team)s needs an elected person, or an official with another post than the one "
            "who answered first.",
            team=view.team.name,
        )
    return str(told)


def points_to_read(at: AtDesk) -> list[ToDo]:
    """Points that residents raised and nobody has read yet."""
    session, actor = at.session, at.actor
    found = points.to_read_by_forum(session)
    waiting: list[ToDo] = []
    for forum in forums.forums(session) if found else ():
        to_read = found.get(forum.id)
        if to_read is None or not actor.holds(Role.FACILITATOR, forum.scope):
            continue
        if to_read.days:
            waiting.append(_public_already(forum, to_read.days, at))
        if raised := to_read.raised:
            text = ngettext("%(num)s point to read", "%(num)s points to read", raised)
            url = f"/desk/facilitator/{forum.path}"
            waiting.append(ToDo(forum.name, text, None, url, _("Go to the forum")))
    return waiting


def _public_already(forum: ForumSeries, days: Sequence[date], at: AtDesk) -> ToDo:
    """Points that everybody sees already, and nobody has read; `days` by which each is read."""
    by = min(days)
    text = ngettext("%(num)s public point to read", "%(num)s public points to read", len(days))
    return ToDo(
        forum.name,
        text,
        by,
        f"/desk/facilitator/{forum.path}",
        _("Go to the forum"),
        by < at.today,
    )
