"""Counting how many different codes were looked up. Source: docs/rules/voting.md section 15."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.domain.looks import Look, bit_of, codes_in, with_bit
from pbplatform.voting.models.checking import LookCount


def count_look(session: Session, *, round_id: int, look: Look, code: str) -> None:
    """Count a code that was found, once; nothing once the result is certified.

    Two at one instant wait for each other: neither loses the other's bit.
    """
    build = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    begun = build(LookCount).values(
        round_id=round_id, kind=look, secret=secrets.token_bytes(32), counted=0
    )
    if _is_over(session, round_id):
        return
    session.execute(begun.on_conflict_do_nothing())
    held = session.scalars(
        select(LookCount)
        .where(LookCount.round_id == round_id, LookCount.kind == look)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.secret is None:
        return
    bits = with_bit(held.bits, bit_of(bytes(held.secret), code))
    if bits != held.bits:
        held.bits, held.counted = bits, codes_in(bits)
        session.flush()


def _is_over(session: Session, round_id: int) -> bool:
    round_ = session.execute(
        select(Round.certified_at, Round.key_destroyed_at).where(Round.id == round_id)
    ).one()
    return round_.certified_at is not None or round_.key_destroyed_at is not None


def end_counts(session: Session, round_id: int) -> None:
    """From now on nobody can ask whether a code was among those that were looked up."""
    session.execute(
        update(LookCount)
        .where(LookCount.round_id == round_id)
        .values(secret=None, bits=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
