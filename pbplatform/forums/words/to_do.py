"""What of forums waits for a facilitator."""

from __future__ import annotations

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.forums import queries as forums
from pbplatform.forums.words.next_act import next_act_of_meeting
from pbplatform.places import queries as places
from pbplatform.web.presentation import long_date
from pbplatform.web.to_do import AtDesk, ToDo


def minutes_to_write(at: AtDesk) -> list[ToDo]:
    """Meetings that were held and whose minutes are not out."""
    session, actor, today = at.session, at.actor, at.today
    own = {
        forum.id: forum
        for forum in forums.forums(session)
        if actor.holds(Role.FACILITATOR, forum.scope)
    }
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
