"""Sentences of the forums slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "forum.not_found": _l("There is no such forum."),
    "forum.exists": _l("There is a forum of this name already"),
    "forum.promise_needed": _l("Say in one sentence what officials promise"),
    "forum.only_its_facilitator": _l("Only this forum’s facilitator can do this."),
    "forum.only_its_facilitator_or_clerk": _l(
        "Only a facilitator or a clerk of this forum can do this."
    ),
    "meeting.not_found": _l("There is no such meeting."),
    "meeting.exists": _l("This forum has another meeting at this time already"),
    "meeting.link_not_web": _l("Enter a link that begins with https://"),
    "meeting.too_long": _l("This is too long"),
    "meeting.capacity_negative": _l("Enter a number from 1 to 100,000, or nothing"),
    "meeting.same": _l("Nothing is different. Change something, or go back."),
    "meeting.change_reason_needed": _l("Say why the meeting changes. The reason is public."),
    "meeting.restore_reason_needed": _l("Say why it takes place after all. The reason is public."),
    "meeting.day_stays": _l("A meeting that has begun stays on its day: clocks run from it"),
    "meeting.began_already": _l("The meeting has begun. Enter when it began"),
    "meeting.not_cancelled": _l("This meeting is not cancelled."),
    "meeting.too_late_to_restore": _l("Its time has come. Call another meeting in its place."),
    "meeting.called_again": _l("This meeting was called again already. That one stands for it."),
    "meeting.venue_needed": _l("Say where the meeting is"),
    "meeting.in_the_past": _l("Enter a day that is still to come"),
    "meeting.ends_too_early": _l("The end must come after the beginning, and within 12 hours"),
    "meeting.reason_needed": _l("Say why the meeting is cancelled. The reason is public."),
    "meeting.cancelled": _l("This meeting was cancelled."),
    "meeting.has_begun": _l("This meeting has begun. It can no longer be cancelled."),
    "meeting.not_begun": _l("This meeting has not begun yet."),
    "agenda.not_found": _l("There is no such item or paper."),
    "agenda.meeting_has_begun": _l("The meeting has begun. Its agenda stays as it was."),
    "agenda.changed_meanwhile": _l("Somebody changed the agenda meanwhile. Look at it again."),
    "agenda.title_needed": _l("Say what it is about"),
    "agenda.too_many": _l("An agenda has at most 50 items. Take one off first"),
    "agenda.paper_title_needed": _l("Give the paper a name"),
    "agenda.paper_too_long": _l("The file must be under 10 MB"),
    "agenda.not_a_pdf": _l("This is no PDF. Save the paper as PDF, then choose it again"),
    "agenda.too_many_papers": _l("An item has at most 20 papers. Take one away first"),
    "registration.closed": _l("The meeting has begun. Nobody registers any more: just come."),
    "registration.how_many": _l("Enter a number from 1 to 20"),
    "registration.no_such_room": _l("There is not room for so many. Come in smaller groups"),
    "registration.needs_too_long": _l("Use 1,000 letters or fewer"),
    "registration.not_found": _l(
        "We know no registration by this link. It was cancelled, or the meeting is long over."
    ),
    "minutes.text_needed": _l("Write the minutes"),
    "minutes.reason_needed": _l("Say why the minutes change. The reason is public."),
    "minutes.not_after_this": _l("Minutes of this kind cannot follow the last ones."),
    "minutes.changed_by_somebody": _l(
        "Somebody wrote a newer version meanwhile. Your text is kept. Compare, then save."
    ),
}
