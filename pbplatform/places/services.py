"""Making the place and its parts. Source: docs/rules/places.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import available_timezones

import holidays
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.places import queries
from pbplatform.places.models import ONLY, Area, CalendarHoliday, CalendarVersion, Place, Team
from pbplatform.places.policies import refuse_to_change_place

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
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
        brand_dark=facts.brand_dark,
        help_line=facts.help_line.strip(),
        logo=facts.logo,
        weekend=list(facts.weekend),
        created_at=now,
    )
    session.add(place)
    session.flush()
    audit.record(
        session, Kind.PLACE_CREATED, actor=actor, subject="place", now=now, name=place.name
    )
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
    place.brand, place.brand_dark = facts.brand, facts.brand_dark
    place.help_line = facts.help_line.strip()
    place.logo = facts.logo or place.logo
    audit.record(
        session, Kind.PLACE_CHANGED, actor=actor, subject="place", now=now, name=place.name
    )


def _check(facts: PlaceFacts) -> None:
    if not facts.name.strip():
        raise Conflict("place.name_needed", field="name")
    if facts.timezone not in available_timezones():
        raise Conflict("place.no_such_timezone", field="timezone")
    if not facts.languages:
        raise Conflict("place.language_needed", field="languages")
    for field, colour in (("brand", facts.brand), ("brand_dark", facts.brand_dark)):
        if colour and not _COLOUR.fullmatch(colour):
            raise Conflict("place.not_a_colour", field=field)
    if facts.brand and contrast_with_white(facts.brand) < 4.5:
        raise Conflict("place.colour_too_pale", field="brand")


def contrast_with_white(colour: str) -> float:
    """WCAG contrast of `#rrggbb` against white: 4.5 or more can carry text."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def make_slug(name: str) -> str:
    """`Fenn & Mill Lane` as `fenn-mill-lane`.

    Raises:
        Conflict: nothing is left of the name.
    """
    kept = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    if not _SLUG.fullmatch(kept):
        raise Conflict("name.needs_letters", field="name")
    return kept


def add_area(session: Session, *, actor: ActorRef, name: str, now: datetime) -> Area:
    """Add an area; its slug never changes.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: no name, or there is one of this name.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    area = Area(slug=make_slug(name), name=name.strip())
    if session.scalar(select(Area.id).where(Area.slug == area.slug)) is not None:
        raise Conflict("area.exists", field="name")
    session.add(area)
    session.flush()
    audit.record(
        session,
        Kind.AREA_ADDED,
        actor=actor,
        subject=f"areas/{area.slug}",
        now=now,
        name=area.name,
    )
    return area


def add_team(session: Session, *, actor: ActorRef, name: str, now: datetime) -> Team:
    """Add a team; its slug never changes.

    Raises:
        NotAllowed: not the place's facilitator.
        Conflict: no name, or there is one of this name.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    team = Team(slug=make_slug(name), name=name.strip())
    if session.scalar(select(Team.id).where(Team.slug == team.slug)) is not None:
        raise Conflict("team.exists", field="name")
    session.add(team)
    session.flush()
    audit.record(
        session,
        Kind.TEAM_ADDED,
        actor=actor,
        subject=f"teams/{team.slug}",
        now=now,
        name=team.name,
    )
    return team


def freeze_calendar(
    session: Session,
    *,
    actor: ActorRef,
    region: str,
    first_year: int,
    last_year: int,
    closures: Sequence[tuple[date, str]] = (),
    now: datetime,
) -> int:
    """Freeze a holiday table as a new version; promises made by an older one keep it.

    Args:
        region: ISO country, with a subdivision where it matters: `GB-ENG`, `PL`.
        closures: the place's own days without work, with their names.
    Returns:
        The new version.
    Raises:
        Conflict: the region is not known, or the years make no sense.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    if not first_year <= last_year <= first_year + 20:
        raise Conflict("calendar.years", field="last_year")
    country, _, part = region.partition("-")
    try:
        table = holidays.country_holidays(
            country, subdiv=part or None, years=range(first_year, last_year + 1)
        )
    except (NotImplementedError, KeyError) as error:
        raise Conflict("calendar.no_such_region", field="region") from error
    version = (session.scalar(select(func.max(CalendarVersion.version))) or 0) + 1
    days = dict(table.items()) | dict(closures)
    session.add(
        CalendarVersion(
            version=version,
            region=region,
            frozen_at=now,
            first_year=first_year,
            last_year=last_year,
        )
    )
    session.flush()
    session.add_all(CalendarHoliday(version=version, day=d, name=n) for d, n in days.items())
    session.flush()
    audit.record(
        session,
        Kind.CALENDAR_FROZEN,
        actor=actor,
        subject=f"calendars/{version}",
        now=now,
        region=region,
        days=len(days),
    )
    return version
