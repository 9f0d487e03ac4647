"""What pages say of meetings and minutes: where they stand and who acts next."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from pbplatform.core.next_act import NextAct
from pbplatform.forums.domain.starting import minutes_due
from pbplatform.forums.models import Meeting
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.words.tables import telling_of_table


def next_act_of_meeting(meeting: Meeting, days: WorkingDays, today: date) -> NextAct | None:
    """Who acts next on a meeting; None once its minutes are out or it was cancelled."""
    if meeting.cancelled_at is not None or meeting.circulated_on is not None:
        return None
    due = minutes_due(meeting.day, meeting.minutes_days, days)
    if today < meeting.day:
        return NextAct(
            who=gettext("Everybody who wants to come"),
            what=gettext("Come, or raise a point before the meeting."),
            by=meeting.day,
            otherwise=gettext("You can still raise a point afterwards. Officials must answer it."),
        )
    act = NextAct(
        who=gettext("The facilitator of the forum"),
        what=gettext("Writes the minutes and sends them out."),
        by=due,
        otherwise=gettext("Without minutes the time for answers starts on that day all the same."),
        late=today > due,
    )
    return telling_of_table(act, days.counted_to)
