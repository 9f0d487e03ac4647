"""Until when a holiday table lasts. Source: docs/rules/places.md section 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pbplatform.core.canonical import canonical_json, sha256


def last_day_of(last_year: int) -> date:
    """The last day that a table knows."""
    return date(last_year, 12, 31)


def table_told(
    *,
    version: int,
    region: str,
    years: tuple[int, int],
    weekend: Sequence[int],
    holidays: Mapping[date, tuple[str, bool]],
) -> dict[str, Any]:
    """A holiday table whole, as it is hashed and handed out. Source: docs/rules/audit.md 12.

    Args:
        holidays: the name of each, and whether it is a closure of the place.
    """
    return {
        "version": version,
        "region": region,
        "first_year": years[0],
        "last_year": years[1],
        "weekend": list(weekend),
        "holidays": [
            [day.isoformat(), holidays[day][0], int(holidays[day][1])] for day in sorted(holidays)
        ],
    }


def table_hash(told: Mapping[str, Any]) -> str:
    """The SHA-256 of a table, in hex."""
    return sha256(canonical_json(told)).hex()


def told_from(last_year: int) -> date:
    """The day from which it is told that a table runs out: half a year before its end."""
    return date(last_year, 7, 1)
