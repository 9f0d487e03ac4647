"""Making the place and its parts. Source: docs/rules/places.md."""

from pbplatform.places.services.calendars import check_calendar, freeze_calendar, weekend_of
from pbplatform.places.services.contact import (
    ContactFacts,
    facts_of_contact,
    set_team_contact,
)
from pbplatform.places.services.first_run import (
    FirstFacilitator,
    check_setup_code,
    make_place,
    new_setup_code,
    refusals_of_first_run,
    set_up,
)
from pbplatform.places.services.names import (
    check_correction,
    correct_name,
    facts_of_name,
    part_by_slug,
)
from pbplatform.places.services.parts import add_area, add_team, make_slug
from pbplatform.places.services.place import (
    PlaceFacts,
    change_place,
    contrast_with_white,
    create_place,
)
from pbplatform.places.services.seeing import (
    facts_of_calendar,
    facts_of_place,
    require_same_calendar,
    require_same_place,
)
from pbplatform.places.services.settings import (
    Value,
    change_settings,
    facts_of_settings,
    settings_of,
    settings_that_make_no_sense,
)
from pbplatform.places.services.warning import warn_of_table

__all__ = [
    "ContactFacts",
    "facts_of_contact",
    "set_team_contact",
    "check_calendar",
    "warn_of_table",
    "Value",
    "change_settings",
    "facts_of_settings",
    "settings_of",
    "settings_that_make_no_sense",
    "facts_of_calendar",
    "facts_of_place",
    "require_same_calendar",
    "require_same_place",
    "refusals_of_first_run",
    "FirstFacilitator",
    "PlaceFacts",
    "add_area",
    "add_team",
    "check_correction",
    "correct_name",
    "facts_of_name",
    "part_by_slug",
    "change_place",
    "check_setup_code",
    "contrast_with_white",
    "create_place",
    "freeze_calendar",
    "make_place",
    "make_slug",
    "weekend_of",
    "new_setup_code",
    "set_up",
]
