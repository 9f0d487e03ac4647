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
    "minutes.not_found": _l("There are no such minutes."),
    "minutes.not_public": _l("No minutes are public yet."),
    "minutes.text_too_long": _l("This is too long. Use 200,000 letters or fewer"),
    "minutes.nothing_changed": _l("These are the words that are public already. Change them first"),
    "minutes.makes_unknown": _l("One of these corrections is not accepted, or is made already"),
    "minutes.corrections_open": _l(
        "Everybody can send corrections until %(until)s. Approve the minutes after that day."
    ),
    "minutes.corrections_undecided": _l(
        "A correction is not decided yet. Decide on every one, then approve."
    ),
    "minutes.corrections_unmade": _l(
        "An accepted correction is not in the text yet. Put it in, tick it, then approve."
    ),
    "correction.not_found": _l("There is no such correction."),
    "correction.nothing": _l("Say which words are wrong, or what is missing"),
    "correction.same": _l("These are the same words. Say what should stand there"),
    "correction.too_long": _l("This is too long. Send the parts one by one"),
    "correction.passage_not_there": _l(
        "These words are not in the minutes. Copy them as they stand there"
    ),
    "correction.why_needed": _l("Say in a sentence why"),
    "correction.name_needed": _l("Enter a name"),
    "correction.only_its_author": _l("Only whoever sent this correction can withdraw it."),
    "correction.withdrawn": _l("This correction was withdrawn by whoever sent it."),
    "correction.decided": _l("This correction is decided. It can no longer be withdrawn."),
    "correction.own": _l("You sent this correction. Somebody else must decide on it."),
    "correction.carried_out": _l(
        "A version of the minutes makes this correction. Publish a new version instead."
    ),
    "correction.reason_needed": _l("Say why. The reason is public."),
    "correction.too_often": _l("That is a lot of corrections. You can send the next at %(at)s."),
    "attendance.number": _l("Enter a whole number from 0 to 100,000"),
    "attendance.not_a_name": _l(
        "Give each person a line that begins with a name: name, post, team"
    ),
    "attendance.official_too_long": _l("A name has at most 80 letters, post and team 120"),
    "attendance.officials_too_long": _l("Name 100 people or fewer"),
    "attendance.reason_needed": _l("Say why it changes. The reason is public."),
    "attendance.changed_by_somebody": _l(
        "Somebody wrote this down meanwhile. Look at it, then correct it."
    ),
    "transcript.too_large": _l("This file is larger than 2 MB. Send a shorter part of it"),
    "transcript.empty": _l("There is nothing in this file"),
    "transcript.no_text": _l("This file is not text. Send a .txt, .vtt or .srt file"),
    "transcript.nothing_said": _l("These captions hold no words"),
    "transcript.too_long": _l("What was said is longer than 200,000 letters. Send it in parts"),
    "transcript.nothing": _l("Choose a file, or paste the text"),
}
