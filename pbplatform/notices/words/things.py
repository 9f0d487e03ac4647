"""What people call a thing that can be followed."""

from __future__ import annotations

from datetime import date

from pbplatform.notices.queries.things import Thing
from pbplatform.web.presentation import day_month
from pbplatform.web.sentences import gettext as _


def name_of(thing: Thing) -> str:
    """`Town Forum, 4 March`; of all others their name alone."""
    if not thing.day:
        return thing.name
    held = date.fromisoformat(thing.day[:10])
    return str(_("%(forum)s, meeting on %(day)s", forum=thing.name, day=day_month(held)))
