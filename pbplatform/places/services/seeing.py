"""What a page shows of the place and its holiday table, and that it still holds on confirmation.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.places import queries
from pbplatform.places.models import ONLY, Place


def facts_of_place(place: Place) -> Facts:
    """What the place says of itself."""
    return {
        "name": place.name,
        "help_line": place.help_line,
        "help_phone": place.help_phone,
        "help_hours": place.help_hours,
        "languages": ", ".join(place.languages),
        "brand": place.brand,
        "logo": place.logo.hex() if place.logo else "",
    }


def facts_of_calendar(session: Session) -> Facts:
    """The newest holiday table, from which the next one is made."""
    tables = queries.calendars(session)
    if not tables:
        return {"version": 0}
    newest = tables[0]
    own = queries.closures(session, newest.version)
    return {
        "version": newest.version,
        "region": newest.region,
        "years": f"{newest.first_year}-{newest.last_year}",
        "weekend": ", ".join(str(day) for day in newest.weekend),
        "closures": "; ".join(f"{each.day.isoformat()} {each.name}" for each in own),
    }


def _lock(session: Session) -> Place:
    """The place's one row, which is the lock of all its facts."""
    return session.get_one(Place, ONLY, with_for_update=True, populate_existing=True)


def require_same_place(session: Session, *, seen: str) -> None:
    """Go on only when the place is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    require_same(seen, facts_of_place(_lock(session)))


def require_same_calendar(session: Session, *, seen: str) -> None:
    """Go on only when the newest holiday table is what the page showed.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    _lock(session)
    require_same(seen, facts_of_calendar(session))
