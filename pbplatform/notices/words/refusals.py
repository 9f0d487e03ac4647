"""Refusals in sentences."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "notice.nothing_to_follow": _l("There is nothing here that can be followed."),
    "notice.no_such_choice": _l("Choose one from the list"),
    "notice.no_address": _l("This link does not work any more. The address was forgotten."),
}
