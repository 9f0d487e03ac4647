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
    "meeting.exists": _l("This forum has a meeting on this day already"),
    "meeting.venue_needed": _l("Say where the meeting is"),
    "meeting.in_the_past": _l("Enter a day that is still to come"),
    "meeting.ends_too_early": _l("The end must come after the beginning"),
    "meeting.reason_needed": _l("Say why the meeting is cancelled. The reason is public."),
    "meeting.cancelled": _l("This meeting was cancelled."),
    "meeting.has_begun": _l("This meeting has begun. It can no longer be cancelled."),
    "meeting.not_begun": _l("This meeting has not begun yet."),
    "minutes.text_needed": _l("Write the minutes"),
    "minutes.reason_needed": _l("Say why the minutes change. The reason is public."),
    "minutes.not_after_this": _l("Minutes of this kind cannot follow the last ones."),
    "minutes.changed_by_somebody": _l(
        "Somebody wrote a newer version meanwhile. Your text is kept. Compare, then save."
    ),
}
