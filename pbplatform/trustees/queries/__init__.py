"""Reading who holds the key of a box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.trustees.domain.public_file import fingerprint
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.models import (
    DestroyedShare,
    ListConfirmation,
    RoundTrustees,
    TrusteeAccount,
)


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


def standing_trustees(session: Session, round_: Round) -> Dealt | None:
    """Those of the frozen definition; before the freeze those who are named."""
    if round_.frozen_at is not None:
        return frozen_trustees(session, round_.id)
    return trustees_of(session, round_.id)


def trustee_accounts(session: Session, round_id: int) -> dict[int, TrusteeAccount]:
    """Who was asked to sign in for which share, by its number; accepted or not."""
    query = select(TrusteeAccount).where(TrusteeAccount.round_id == round_id)
    return {row.number: row for row in session.scalars(query.order_by(TrusteeAccount.number))}


def trustees_signed_in(session: Session, round_id: int) -> dict[int, int]:
    """Whose account stands for which share: the number by the account; accepted ones only."""
    rows = trustee_accounts(session, round_id).values()
    return {row.account_id: row.number for row in rows if row.accepted_at is not None}


# What desks ask is built once: to build a statement takes longer than to send it.
_AS_TRUSTEE = (
    select(Round, TrusteeAccount)
    .join(TrusteeAccount, TrusteeAccount.round_id == Round.id)
    .where(
        TrusteeAccount.account_id == bindparam("account"),
        Round.opened_at.is_(None),
        Round.called_off_at.is_(None),
    )
    .order_by(Round.results_at, Round.id)
)


def rounds_as_trustee(session: Session, account_id: int) -> list[tuple[Round, TrusteeAccount]]:
    """Rounds of which somebody is asked to be trustee, or is, until the box is open."""
    rows = session.execute(_AS_TRUSTEE, {"account": account_id})
    return [(round_, row) for round_, row in rows]


def confirmations(session: Session, round_id: int) -> dict[int, bytes]:
    """The hash that each trustee typed, by the number of their share."""
    query = select(ListConfirmation).where(ListConfirmation.round_id == round_id)
    rows = session.scalars(query.order_by(ListConfirmation.number))
    return {row.number: bytes(row.list_sha256) for row in rows}


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
