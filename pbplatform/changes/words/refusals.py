"""Refusals of this slice as sentences."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "change.only_its_team": _l("Only an official or the elected person of the team can say this."),
    "change.not_your_role": _l(
        "Only another person of the team, a facilitator or an auditor can look at this."
    ),
    "change.not_waiting": _l("Nothing waits for a second person here now."),
    "change.take_it_back": _l("You said this yourself. You can take it back instead."),
    "change.not_confirmed": _l("A second person has not confirmed this."),
    "change.taken_back_already": _l("This was taken back before."),
    "change.before_needed": _l("Say what was decided before"),
    "change.now_needed": _l("Say what is decided now"),
    "change.nothing_changed": _l("This says the same as before. Say what is different"),
    "change.document_needed": _l("Say how the document is called"),
    "change.document_missing": _l("Give the link of the document, or the document as PDF"),
    "change.day_over": _l("Enter the day of the document, today or earlier"),
    "change.link_not_web": _l("Enter an address that begins with https:// or http://"),
}
