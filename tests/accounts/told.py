"""What the public log was told and has not put in order yet."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending


def told_of(session: Session, kind: str) -> dict[str, Any]:
    """The values of one entry of this kind."""
    bodies = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    return next(body["data"] for body in bodies if body["kind"] == kind)
