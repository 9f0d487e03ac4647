"""Sentences of the places slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "place.not_set_up": _l("This place is not set up yet."),
    "place.already_set_up": _l("This place is set up already."),
    "place.wrong_setup_code": _l(
        "This is not the code. Copy the newest one from the console of the server."
    ),
    "place.name_needed": _l("Enter the name of the place"),
    "place.no_such_timezone": _l("Choose a time zone from the list"),
    "place.no_such_currency": _l("Enter the three letters of a currency, like GBP"),
    "place.language_needed": _l("Choose at least one language"),
    "place.not_a_colour": _l("Enter a colour like #0b5a5e"),
    "place.colour_too_pale": _l("This colour is too pale for white text. Choose a darker one."),
    "place.only_its_facilitator": _l("Only the facilitator of the whole place can change this."),
    "place.no_calendar": _l("Freeze a holiday table first: answers are counted in working days."),
    "settings.days": _l("Enter whole working days, from %(least)s to %(most)s"),
    "settings.reads": _l("Choose one from the list"),
    "settings.reason_needed": _l("Say why. The reason is public."),
    "settings.nothing_changes": _l("Nothing here differs from what holds. Nothing was changed."),
    "name.needs_letters": _l("Enter a name with letters or digits"),
    "name.is_the_same": _l("This is its name already. Enter the right one."),
    "name.reason_needed": _l("Say why it changes"),
    "area.exists": _l("There is an area of this name already"),
    "area.not_found": _l("There is no such area."),
    "team.exists": _l("There is a team of this name already"),
    "team.not_found": _l("There is no such team."),
    "contact.no_site": _l(
        "Enter an address that begins with https://, like https://parks.example.org"
    ),
    "place.not_a_phone": _l("Enter a telephone number of 3 to 15 digits, like +44 20 7946 0123"),
    "place.hours_without_phone": _l("Enter the number that somebody answers, or leave out when"),
    "contact.no_number": _l("Enter a telephone number"),
    "contact.no_address": _l("Enter an e-mail address, like parks@example.org"),
    "contact.too_long": _l("Use %(most)s letters or fewer"),
    "contact.is_the_same": _l("Nothing differs from what stands there"),
    "calendar.years": _l("Enter a last year after the first one, at most 20 years later"),
    "calendar.weekend": _l("Leave at least one day of the week for work"),
    "calendar.no_such_region": _l(
        "We have no holiday table for this region. Use a code like GB-ENG."
    ),
}
