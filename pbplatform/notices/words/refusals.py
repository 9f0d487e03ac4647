"""Refusals in sentences."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "notice.nothing_to_follow": _l("There is nothing here that can be followed."),
    "notice.no_such_choice": _l("Choose one from the list"),
    "notice.no_address": _l("This link does not work any more. The address was forgotten."),
    "notice.not_found": _l("There is no such notice."),
    "notice.only_its_facilitator": _l("Only its facilitators can write to those who follow it."),
    "notice.is_draft": _l("This round is a draft: nobody can follow it yet."),
    "notice.one_a_day": _l("One notice has gone out today. Write the next one tomorrow."),
    "notice.title_needed": _l("Give it a title"),
    "notice.words_needed": _l("Write what you want to say"),
    "notice.too_long": _l("This is too long"),
    "notice.taken_back_already": _l("This notice is taken back already."),
}
