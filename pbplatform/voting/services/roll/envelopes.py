"""Taking an envelope out that is not the voter's. Source: docs/rules/voting.md section 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    PERSON,
    STRUCK_OFF,
    RollEntry,
    SupersededEnvelope,
    UrnEnvelope,
)
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
    entry = session.get_one(RollEntry, (round_id, voter), populate_existing=True)
    if entry.state == STRUCK_OFF:
        raise Conflict("roll.voter_struck", field="voter_no")
    if not entry.reissued:
        raise Conflict("urn.letter_not_replaced", field="voter_no")
    empty_places(session, round_, [voter], actor=pair.actor, told=pair.told, now=now)


def empty_places(
    session: Session,
    round_: Round,
    voters: Sequence[int],
    *,
    actor: ActorRef,
    told: Mapping[str, str | int],
    now: datetime,
) -> None:
    """Take the envelopes of these voters out of the box, each with its entries; unmark the voters.

    The caller holds the round's lock and has asked who may do it. Hashes stay, so that an old box
    code gets a true answer.

    Raises:
        Conflict: one of the voters is marked and has no envelope.
    """
    if not voters:
        return
    own = (UrnEnvelope.round_id == round_.id, UrnEnvelope.slot.in_(voters))
    # In the order of the hashes: that of the voters' numbers would say whose each one was.
    hashes = sorted(
        bytes(found)
        for found in session.scalars(
            select(UrnEnvelope.env_hash).where(*own, UrnEnvelope.kind == PERSON)
        )
    )
    if len(hashes) != len(voters):
        raise Conflict("check.marks_differ", count=abs(len(voters) - len(hashes)))
    session.execute(delete(UrnEnvelope).where(*own, UrnEnvelope.kind == PERSON))
    _unmark(session, round_, voters)
    gone = [{"round_id": round_.id, "env_hash": found, "taken_out": True} for found in hashes]
    session.execute(insert(SupersededEnvelope), gone)
    entries = [{"kind": str(VoteLog.ENVELOPE_TAKEN_OUT), "x": found.hex()} for found in hashes]
    log_id = audit.ensure_log(session, round_.path)
    session.execute(insert(LogPending), audit.pending_rows(log_id, entries))
    for found in hashes:
        audit.record(
            session,
            VoteLog.ENVELOPE_TAKEN_OUT,
            actor=actor,
            subject=round_.path,
            now=now,
            box_code=box_code(found),
            **told,
        )


def _unmark(session: Session, round_: Round, voters: Sequence[int]) -> None:
    session.execute(
        update(RollEntry)
        .where(RollEntry.round_id == round_.id, RollEntry.voter_no.in_(voters))
        .values(marked=False)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
