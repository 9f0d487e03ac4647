"""Taking an envelope out that is not the voter's. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import PERSON, RollEntry, SupersededEnvelope, UrnEnvelope
from pbplatform.voting.policies import refuse_to_change_roll_by_two


def take_out_envelope(
    session: Session, *, pair: Pair, round_id: int, env_hash: bytes, now: datetime
) -> None:
    """Take one envelope out before the close; its place is free again, and the voter unmarked.

    Only where the voter's letter was replaced by a spare one: then whoever had the old letter can
    put in no other, and the voter puts in a first one.

    Raises:
        Conflict: the box is closed, the envelope is not in it, or the letter was not replaced.
    """
    # Alone, as at the close: no cast is under way while marks and envelopes change together.
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    ).one()
    if refusal := refuse_to_change_roll_by_two(round_):
        raise refusal
    voter = queries.voter_of_envelope(session, round_id=round_id, env_hash=env_hash)
    if voter is None:
        raise Conflict("urn.no_such_envelope", field="voter_no")
    own = (RollEntry.round_id == round_id, RollEntry.voter_no == voter)
    freed = session.execute(
        update(RollEntry)
        .where(*own, RollEntry.reissued)
        .values(marked=False)
        .execution_options(synchronize_session=False)
    )
    if freed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("urn.letter_not_replaced", field="voter_no")
    _move_out(session, round_, voter, env_hash)
    audit.record(
        session,
        VoteLog.ENVELOPE_TAKEN_OUT,
        actor=pair.actor,
        subject=round_.path,
        now=now,
        box_code=box_code(env_hash),
        **pair.told,
    )


def _move_out(session: Session, round_: Round, voter: int, env_hash: bytes) -> None:
    """The envelope is gone; its hash stays, and the ballot log says that it is no longer live."""
    session.execute(
        delete(UrnEnvelope).where(
            UrnEnvelope.round_id == round_.id, UrnEnvelope.kind == PERSON, UrnEnvelope.slot == voter
        )
    )
    session.execute(
        insert(SupersededEnvelope).values(round_id=round_.id, env_hash=env_hash, taken_out=True)
    )
    session.expire_all()
    entry = {"kind": str(VoteLog.ENVELOPE_TAKEN_OUT), "x": env_hash.hex()}
    log_id = audit.ensure_log(session, round_.path)
    session.execute(insert(LogPending), audit.pending_rows(log_id, [entry]))
