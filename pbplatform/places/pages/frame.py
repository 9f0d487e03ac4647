"""The place as every page shows it (registered with `core.frame`)."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from pbplatform.core.db import db
from pbplatform.core.money import Currency
from pbplatform.places import queries
from pbplatform.places.models import Place, PlaceTold
from pbplatform.web.frame import Frame


def load_frame() -> Frame:
    """One read; the default frame until the place is made."""
    place = queries.the_place(db.session())
    return Frame() if place is None else frame_of(place)


@lru_cache(maxsize=8)
def frame_told(place: PlaceTold) -> Frame:
    """The frame of a place that somebody read with what they needed."""
    return frame_of(place)


def frame_of(place: Place | PlaceTold) -> Frame:
    """The frame that follows from the row of the place."""
    language = place.languages[0]
    # A plain path, since the worker, which serves no request, reads the frame too.
    logo = f"/logo?v={place.logo.hex()[:8]}" if place.logo else ""
    return Frame(
        name=place.name,
        timezone=ZoneInfo(place.timezone),
        currency=Currency(place.currency_code, place.currency_exponent),
        locale="en_GB" if language == "en" else language,
        languages=tuple(place.languages),
        brand=place.brand,
        brand_dark=place.brand_dark,
        logo=logo,
        help_line=place.help_line,
        help_phone=place.help_phone,
        help_hours=place.help_hours,
        exists=True,
    )
