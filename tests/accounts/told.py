"""What the public log was told and has not put in order yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.logged import waiting_entries


def told_of(session: Session, kind: str) -> dict[str, Any]:
    """The values of one entry of this kind, with the words beside it."""
    told: dict[str, Any] = next(
        each["data"] for each in waiting_entries(session) if each["kind"] == kind
    )
    return told
