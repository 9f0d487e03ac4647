"""What pages say of meetings and minutes: where they stand and who acts next."""

from __future__ import annotations

from datetime import date

from pbplatform.core.next_act import NextAct
from pbplatform.forums.domain.correcting import APPROVE_DAYS, decide_by
from pbplatform.forums.domain.starting import minutes_due
from pbplatform.forums.kinds import CorrectionKind
from pbplatform.forums.models import Correction, Meeting
from pbplatform.forums.queries import MinutesStanding
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.words.tables import telling_of_table
from pbplatform.web.sentences import gettext


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


def next_act_of_minutes(
    standing: MinutesStanding | None, days: WorkingDays, today: date
) -> NextAct | None:
    """Who acts next on public minutes; None once they are approved and nobody asks for more."""
    if standing is None:
        return None
    if standing.oldest_open is not None:
        due = decide_by(days.day_of(standing.oldest_open), days)
        return NextAct(
            who=_keeper(),
            what=gettext("Decides on what people say is wrong, with a reason."),
            by=due,
            otherwise=_undecided(bool(standing.undecided)),
            late=today > due,
        )
    if standing.unmade:
        return NextAct(
            who=_keeper(),
            what=gettext("Puts the accepted corrections into a new version."),
            by=None,
            otherwise=gettext("Until then they stand beside the minutes as accepted."),
        )
    if standing.is_approved:
        return None
    if standing.takes_corrections(today):
        return NextAct(
            who=gettext("Everybody who was there"),
            what=gettext("Reads the minutes and says what is wrong."),
            by=standing.corrections_until,
            otherwise=gettext("After that day the minutes can be approved as they are."),
        )
    due = days.after(standing.corrections_until, APPROVE_DAYS)
    return NextAct(
        who=_keeper(),
        what=gettext("Approves the minutes."),
        by=due,
        otherwise=gettext("Until then the page says that they are not approved."),
        late=today > due,
    )


def next_act_of_correction(
    correction: Correction, days: WorkingDays, today: date
) -> NextAct | None:
    """Who acts next on a correction; None once it is done with."""
    if correction.is_open:
        due = decide_by(days.day_of(correction.came_at), days)
        return NextAct(
            who=_keeper(),
            what=gettext("Accepts it or declines it, with a reason."),
            by=due,
            otherwise=_undecided(correction.kind == CorrectionKind.CORRECTION),
            late=today > due,
        )
    if correction.waits_for_version:
        return NextAct(
            who=_keeper(),
            what=gettext("Puts it into a new version of the minutes."),
            by=None,
            otherwise=gettext("Until then it stands beside the minutes as accepted."),
        )
    return None


def _keeper() -> str:
    return str(gettext("The clerk or the facilitator of the forum"))


def _undecided(blocks: bool) -> str:
    if blocks:
        return str(gettext("Without a decision the minutes cannot be approved."))
    return str(gettext("It stays here as not decided, and late."))
