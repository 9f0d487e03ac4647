"""Sentences of the promises slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "point.only_its_team": _l("Only %(team)s can do this: the point is theirs to answer."),
    "promise.not_found": _l("There is no such promise."),
    "promise.ended": _l("This promise is ended already."),
    "promise.later_day": _l("Enter a day that is still to come"),
    "promise.done_day": _l("Enter the day it was done, today or earlier"),
    "promise.correct_what": _l("Choose what was typed wrong"),
    "promise.correct_same": _l("This is what stands there already"),
    "promise.owner_long": _l("Use 120 characters or fewer for who does it"),
    "check.not_found": _l("There is no such question to residents."),
    "check.not_asked_yet": _l("Residents are not asked yet. The page says when."),
    "check.over": _l("The time to say is over. What was said stays on the page."),
    "check.own_team": _l("Your team called it done. Now it is for others to say."),
    "check.verdict_needed": _l("Choose yes, partly or no"),
    "check.words_needed": _l("Say what is not as promised"),
    "check.reply_needed": _l("Write your reply"),
    "check.due_needed": _l("Enter the day by which you put it right"),
    "check.no_reply_due": _l("No reply is due here now."),
    "check.only_elected": _l(
        "The team has replied once. Now the elected person who answers for %(team)s replies."
    ),
    "check.only_facilitator": _l(
        "The team has replied once, and has no elected person. A facilitator of the place replies."
    ),
    "evidence.not_found": _l("There is no such photo or document."),
    "evidence.kind_needed": _l("Choose a photo, a document or a visit"),
    "evidence.no_such_moment": _l("Choose one from the list"),
    "evidence.caption_needed": _l("Say what it shows"),
    "evidence.alt_needed": _l("Describe the photo for people who cannot see it"),
    "evidence.day_over": _l("Enter a day that is not later than today"),
    "evidence.file_needed": _l("Choose a file"),
    "evidence.not_a_pdf": _l("Choose a PDF"),
    "evidence.pdf_too_large": _l("Choose a PDF of 5 MB or less"),
    "evidence.away_already": _l("It was taken away before."),
}
