"""How roles are counted in their list: by scope, in the order of their ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

ROLES = "role_grant"
END_SHIFTS = (45, 40)  # about a year, about twelve days
_LONGEST = 60
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def cell_of(scope: str) -> str:
    """The cell of a scope; one that is too long is named by its hash."""
    return scope if len(scope) <= _LONGEST else sha256(scope.encode()).hexdigest()[:_LONGEST]


def place_at(instant: datetime) -> int:
    """Microseconds, which a role is over by."""
    return (instant - _BEGIN) // timedelta(microseconds=1)
