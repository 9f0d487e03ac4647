"""The place itself: made once, its facts changed in public."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from babel.numbers import list_currencies
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, raise_all
from pbplatform.core.local_time import time_zones
from pbplatform.core.phones import number_to_dial
from pbplatform.places import queries
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.models import ONLY, Place
from pbplatform.places.policies import refuse_to_change_place

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What a place says of itself."""

    name: str
    timezone: str
    currency_code: str
    currency_exponent: int
    languages: tuple[str, ...]
    brand: str = ""
    brand_dark: str = ""
    help_line: str = ""
    help_phone: str = ""
    help_hours: str = ""
    logo: bytes | None = None
    weekend: tuple[int, ...] = (5, 6)


def create_place(session: Session, *, actor: ActorRef, facts: PlaceFacts, now: datetime) -> Place:
    """Set up the place; only once.

    Raises:
        Conflict: it is set up already, or a fact makes no sense.
    """
    if queries.the_place(session) is not None:
        raise Conflict("place.already_set_up")
    _check(facts)
    place = Place(
        id=ONLY,
        name=facts.name.strip(),
        timezone=facts.timezone,
        currency_code=facts.currency_code,
        currency_exponent=facts.currency_exponent,
        languages=list(facts.languages),
        brand=facts.brand,
        brand_dark=_dark(facts),
        help_line=facts.help_line.strip(),
        help_phone=facts.help_phone.strip(),
        help_hours=facts.help_hours.strip(),
        logo=facts.logo,
        weekend=list(facts.weekend),
        created_at=now,
    )
    session.add(place)
    session.flush()
    told = {"name": place.name, "timezone": place.timezone}
    audit.record(session, PlaceLog.PLACE_CREATED, actor=actor, subject="place", now=now, **told)
    return place


def change_place(session: Session, *, actor: ActorRef, facts: PlaceFacts, now: datetime) -> None:
    """Change what the place says of itself; money and time zone stay once a round exists.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: a fact makes no sense.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    _check(facts)
    place = queries.require_place(session)
    place.name = facts.name.strip()
    place.languages = list(facts.languages)
    place.brand, place.brand_dark = facts.brand, _dark(facts)
    place.help_line = facts.help_line.strip()
    place.help_phone, place.help_hours = facts.help_phone.strip(), facts.help_hours.strip()
    place.logo = facts.logo or place.logo
    audit.record(
        session, PlaceLog.PLACE_CHANGED, actor=actor, subject="place", now=now, name=place.name
    )


def _check(facts: PlaceFacts) -> None:
    raise_all(facts_that_make_no_sense(facts))


def facts_that_make_no_sense(facts: PlaceFacts) -> list[Conflict]:
    """All that is wrong with the facts of a place, each beside its field."""
    found = []
    if not facts.name.strip():
        found.append(Conflict("place.name_needed", field="name"))
    if facts.timezone not in time_zones():
        found.append(Conflict("place.no_such_timezone", field="timezone"))
    if facts.currency_code not in list_currencies():
        found.append(Conflict("place.no_such_currency", field="currency"))
    if not facts.languages:
        found.append(Conflict("place.language_needed", field="languages"))
    if facts.help_phone.strip() and not number_to_dial(facts.help_phone):
        found.append(Conflict("place.not_a_phone", field="help_phone"))
    if facts.help_hours.strip() and not facts.help_phone.strip():
        found.append(Conflict("place.hours_without_phone", field="help_phone"))
    for field, colour in (("brand", facts.brand), ("brand_dark", facts.brand_dark)):
        if colour and not _COLOUR.fullmatch(colour):
            found.append(Conflict("place.not_a_colour", field=field))
        elif colour and field == "brand" and contrast_with_white(colour) < 4.5:
            found.append(Conflict("place.colour_too_pale", field="brand"))
    return found


def _dark(facts: PlaceFacts) -> str:
    return facts.brand_dark or (darker(facts.brand) if facts.brand else "")


def contrast_with_white(colour: str) -> float:
    """WCAG contrast of `#rrggbb` against white: 4.5 or more can carry text."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darker(colour: str) -> str:
    """`#rrggbb` with a third of its light taken away: the header and buttons under a finger."""
    parts = (int(colour[at : at + 2], 16) * 2 // 3 for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)
