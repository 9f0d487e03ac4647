"""Sentences of the accounts slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "account.sign_in_first": _l("Sign in first. What you typed is kept."),
    "account.link_no_longer_works": _l(
        "This link was used before or is older than 15 minutes. Ask for a new one."
    ),
    "account.name_needed": _l("Enter the name we should use"),
    "account.name_of_somebody_public": _l(
        "Somebody who acts for the public has this name, or one that looks the same. "
        "Add something that tells you apart, like a second name."
    ),
    "account.name_too_long": _l("Use 80 letters or fewer"),
    "role.only_facilitators_grant": _l("Only a facilitator can give or end roles."),
    "role.outside_your_scope": _l("This role is outside what you look after."),
    "role.not_narrower": _l("You can give and end roles narrower than your own, not the same one."),
    "role.expiry_in_the_past": _l("Enter a date that is still to come"),
    "role.held_already": _l(
        "This person holds this role there until that day or longer. Check the list above"
    ),
    "role.not_found": _l("There is no such role."),
    "role.reason_needed": _l("Say why the role ends. The reason is public."),
    "role.ended_already": _l("This role has ended already."),
}
