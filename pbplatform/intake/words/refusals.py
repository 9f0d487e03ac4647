"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "intake.only_staff": _l("Only facilitators and clerks of this round or forum write down."),
    "intake.wrote_it_down": _l(
        "You wrote this down for somebody. Another facilitator reads and decides it."
    ),
    "intake.own_support": _l("You wrote this down for somebody, so you cannot support it."),
    "intake.consent_needed": _l("Read the sentence out. Tick this when the person says yes."),
    "intake.too_long": _l("Use %(letters)s letters or fewer."),
    "intake.slip_number": _l("Enter the number that is printed on the slip."),
    "intake.email_needed": _l("Enter the e-mail address."),
    "intake.addressee_needed": _l("Enter the name for the envelope."),
    "intake.address_needed": _l("Enter the postal address."),
    "intake.no_such_code": _l(
        "There is no slip with this code. Check each letter. What was taken down at a stall can "
        "take 3 days to arrive."
    ),
    "intake.stall_broken": _l("The device did not send this whole. Write it down again."),
    "intake.stall_too_old": _l("This was taken down more than 3 days ago. Ask the person again."),
    "intake.too_many_codes": _l("That was too often. Try again at %(at)s."),
    "intake.claimed_before": _l("This slip was used before. A slip works once."),
    "intake.not_its_writer": _l("You wrote this down for somebody. Only they can use the slip."),
    "intake.has_somebody": _l("This has an author with an account already."),
    "intake.not_found": _l("Nothing was written down for somebody here."),
}
