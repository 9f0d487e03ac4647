"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "letters.only_clerk": _l("A clerk of this place, round or forum prints and posts its letters."),
    "letters.none_waits": _l("No letter waits. Another clerk may have them in a batch."),
    "letters.nothing_to_print": _l("Nothing of this batch can be printed any more."),
    "letters.not_printed": _l("This letter is in no batch that waits to be posted."),
    "letters.all_posted": _l("No letter of this batch waits to be posted."),
    "letters.day_to_come": _l("Enter today, or a day before it"),
    "letters.day_before_batch": _l("Enter the day on which the batch was made, or a later one"),
    "letters.not_posted": _l("This letter is not marked as posted."),
    "letters.words_went": _l("The words of this letter went. It stays marked as posted."),
    "letters.not_back": _l("This letter is not marked as come back."),
    "letters.cannot_be_held": _l("Only a letter that is not posted can be held back."),
    "letters.not_held": _l("This letter is not held back."),
    "letters.no_address": _l("There is no address any more. Nothing is sent about this thing."),
}
