"""Votes on paper on their way into the box: the same box, no mark on the roll.

Source: docs/rules/paper.md section 3, docs/rules/ceremony.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict
from pbplatform.core.undecided import paper_numbers
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import PAPER, SupersededEnvelope, UrnEnvelope
from pbplatform.voting.policies import refuse_to_put_in_paper
from pbplatform.voting.queries.checks import refuse_changed_amendments, refuse_changed_definition
from pbplatform.voting.services.cast import Cast, InBox


def put_in_paper(
    session: Session, *, round_id: int, sealed: Sequence[Cast], now: datetime
) -> tuple[InBox, ...]:
    """Put the sheets of a batch into the box; all of them or none. Nobody is marked on the roll.

    The same sheet with the same nonce again writes nothing. A vote on paper is never replaced.

    Args:
        sealed: sealed before the transaction began; the slot is batch number * 100 + sheet.
        now: the deciding instant of the act, read in this transaction.
    Returns:
        What the box holds of each, in the order of the sheets.
    Raises:
        Conflict: the box takes no paper now, another vote has the slot, an envelope was used
            before, or more votes on paper would be in the box than papers are out.
        ValueError: two votes for one sheet in one call.
    """
    slots = [cast.slot for cast in sealed]
    if len(set(slots)) != len(slots):
        raise ValueError("one call takes one vote of each sheet")
    # Alone, as at the close: votes on paper, the numbers of papers and the close take turns.
    round_ = lock_round(session, round_id)
    first = log.entry(session, log=round_.path, idx=0)
    refusal = (
        refuse_to_put_in_paper(round_, now)
        or refuse_changed_definition(round_, first.body if first else None)
        or refuse_changed_amendments(session, round_)
    )
    if refusal is not None:
        raise refusal
    held = _held(session, round_id, slots)
    told, fresh = [], []
    for cast in sealed:
        there = held.get(cast.slot)
        if there is None:
            fresh.append(cast)
            told.append(InBox(cast.slot, cast.env_hash, replaced=None))
        elif bytes(there.nonce_hash) == cast.nonce_hash:
            told.append(InBox(cast.slot, bytes(there.env_hash), replaced=None, repeated=True))
        else:
            raise Conflict("urn.paper_slot_taken")
    if fresh:
        _put_in(session, round_id, fresh)
        _refuse_more_than_out(session, round_id)
        _log_casts(session, round_.path, fresh)
    return tuple(told)


def _log_casts(session: Session, path: str, fresh: Sequence[Cast]) -> None:
    """In the order of the hashes: that of the sheets would say which vote lay on which."""
    bodies = [
        {"kind": str(VoteLog.ENVELOPE_CAST), "h": cast.env_hash.hex()}
        for cast in sorted(fresh, key=lambda each: each.env_hash)
    ]
    session.execute(insert(LogPending), audit.pending_rows(audit.ensure_log(session, path), bodies))


def _held(session: Session, round_id: int, slots: Sequence[int]) -> dict[int, UrnEnvelope]:
    rows = session.scalars(
        select(UrnEnvelope)
        .where(
            UrnEnvelope.round_id == round_id,
            UrnEnvelope.kind == PAPER,
            UrnEnvelope.slot.in_(slots),
        )
        .execution_options(populate_existing=True)
    )
    return {row.slot: row for row in rows}


def _put_in(session: Session, round_id: int, fresh: Sequence[Cast]) -> None:
    casts = [replace(cast, kind=PAPER) for cast in fresh]
    used = select(SupersededEnvelope.env_hash).where(
        SupersededEnvelope.round_id == round_id,
        SupersededEnvelope.env_hash.in_([cast.env_hash for cast in casts]),
    )
    if session.scalar(used.limit(1)):
        raise Conflict("vote.envelope_used")
    rows = [cast.row(round_id) for cast in casts]
    try:
        with session.begin_nested():
            session.execute(insert(UrnEnvelope), rows)
    except IntegrityError as error:  # it is in the box already, under another slot
        raise Conflict("vote.envelope_used") from error


def _refuse_more_than_out(session: Session, round_id: int) -> None:
    own = (UrnEnvelope.round_id == round_id, UrnEnvelope.kind == PAPER)
    votes = session.scalar(select(func.count()).select_from(UrnEnvelope).where(*own)) or 0
    out = paper_numbers(session, round_id).out
    if votes > out:
        raise Conflict("urn.more_paper_than_out", votes=votes, out=out)
