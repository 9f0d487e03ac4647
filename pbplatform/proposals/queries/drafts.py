"""Pictures of ideas that are still being written."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.proposals.models import IdeaDraft

_HASH = re.compile(r"[0-9a-f]{64}")


def pictures_of_drafts(session: Session) -> set[bytes]:
    """Hashes of uploads that a draft names."""
    drafts = session.scalars(select(IdeaDraft.typed))
    keys = {str(key) for typed in drafts for key in _listed(typed.get("photo_key"))}
    return {bytes.fromhex(key) for key in keys if _HASH.fullmatch(key)}


def _listed(value: object) -> list[object]:
    """A draft keeps each field as a list; older ones kept some as a text."""
    return list(value) if isinstance(value, list | tuple) else [value]
