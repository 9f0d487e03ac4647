"""What of forums waits for a facilitator or a clerk."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.forums import queries as forums
from pbplatform.forums.domain.correcting import APPROVE_DAYS, decide_by
from pbplatform.forums.models import ForumSeries
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def _own_forums(at: AtDesk) -> dict[int, ForumSeries]:
    """The forums that this person looks after."""
    return {
        forum.id: forum
        for forum in forums.forums(at.session)
        if any(at.actor.holds(role, forum.scope) for role in (Role.FACILITATOR, Role.CLERK))
    }


def minutes_to_write(at: AtDesk) -> list[ToDo]:
    """Meetings that were held and whose minutes are not out."""
    session, today = at.session, at.today
    own = _own_forums(at)
    found = forums.meetings_without_minutes(session, list(own), today)
    clocks = places.clocks(session, {meeting.calendar_version for meeting in found})
    waiting = []
    for meeting in found:
        act = next_act_of_meeting(meeting, clocks[meeting.calendar_version], today)
        if act is not None:
            forum = own[meeting.forum_id]
            url = f"/desk/facilitator/{forum.path}/meetings/{meeting.slug}"
            text = _("Write the minutes of %(day)s and publish them.", day=long_date(meeting.day))
            waiting.append(ToDo(forum.name, text, act.by, url, _("Write the minutes"), act.late))
    return waiting


def corrections_to_decide(at: AtDesk) -> list[ToDo]:
    """What people say is wrong in minutes, one line for each meeting, the oldest due day."""
    session, today = at.session, at.today
    own = _own_forums(at)
    found = forums.undecided_corrections(session, list(own)) if own else []
    clocks = places.clocks(session, {meeting.calendar_version for _each, meeting in found})
    counts: dict[int, int] = {}
    for _correction, meeting in found:
        counts[meeting.id] = counts.get(meeting.id, 0) + 1
    waiting, told = [], set()
    for correction, meeting in found:
        if meeting.id in told:
            continue
        told.add(meeting.id)
        days = clocks[meeting.calendar_version]
        due = decide_by(days.day_of(correction.came_at), days)
        forum = own[meeting.forum_id]
        text = ngettext(
            "%(num)s correction of the minutes of %(day)s to decide on.",
            "%(num)s corrections of the minutes of %(day)s to decide on.",
            counts[meeting.id],
            day=long_date(meeting.day),
        )
        url = f"/desk/facilitator/{forum.path}/meetings/{meeting.slug}/corrections"
        waiting.append(ToDo(forum.name, text, due, url, _("Decide"), today > due))
    return waiting


def minutes_to_approve(at: AtDesk) -> list[ToDo]:
    """Minutes whose days for corrections are over and that wait for nothing else."""
    session, today = at.session, at.today
    own = _own_forums(at)
    found = forums.meetings_to_approve(session, list(own)) if own else []
    clocks = places.clocks(session, {meeting.calendar_version for meeting in found})
    standings = forums.standings(session, found, clocks)
    waiting = []
    for meeting in found:
        standing = standings.get(meeting.id)
        if standing is None or standing.undecided or standing.takes_corrections(today):
            continue
        if standing.is_approved and not standing.unmade:
            continue
        days, forum = clocks[meeting.calendar_version], own[meeting.forum_id]
        due = days.after(standing.corrections_until, APPROVE_DAYS)
        url = f"/desk/facilitator/{forum.path}/meetings/{meeting.slug}"
        day = long_date(meeting.day)
        if standing.is_approved:
            text = _("Put what was accepted into the minutes of %(day)s.", day=day)
            waiting.append(ToDo(forum.name, text, None, url, _("Write the minutes")))
            continue
        text = _("Approve the minutes of %(day)s.", day=day)
        waiting.append(ToDo(forum.name, text, due, url, _("Approve"), today > due))
    return waiting
