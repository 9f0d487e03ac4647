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
    "minutes.draft_of_another_window": _l(
        "You saved other words in another window meanwhile. Both are kept: compare, then save."
    ),
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
