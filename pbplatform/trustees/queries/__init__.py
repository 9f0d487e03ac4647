"""Reading who holds the key of a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import RoundDefinition
from pbplatform.trustees.domain.public_file import fingerprint
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.models import DestroyedShare, RoundTrustees


def trustees_of(session: Session, round_id: int) -> Dealt | None:
    """The trustees that were named for a round; None where the server keeps the key."""
    row = session.get(RoundTrustees, round_id)
    return row.dealt if row else None


def frozen_trustees(session: Session, round_id: int) -> Dealt | None:
    """The trustees of the frozen definition; None where the server has the key or nothing is
    frozen. What was frozen decides, not the row (docs/rules/audit.md section 6.5)."""
    frozen = session.get(RoundDefinition, round_id)
    if frozen is None or (opening := frozen.told.opening) is None:
        return None
    return Dealt(opening.need, frozen.told.urn_key, opening.points, tuple(opening.names))


def opening_told(dealt: Dealt | None) -> Mapping[str, Any] | None:
    """What the definition says of an opening by trustees; None where the server has the key."""
    if dealt is None:
        return None
    return {
        "need": dealt.need,
        "names": list(dealt.names),
        "shares": [point.hex() for point in dealt.points],
        "file_sha256": fingerprint(dealt),
    }


def destroyed_shares(session: Session, round_id: int) -> list[DestroyedShare]:
    """What trustees said of their sheets, by number."""
    query = select(DestroyedShare).where(DestroyedShare.round_id == round_id)
    return list(session.scalars(query.order_by(DestroyedShare.number)))
