"""Forgetting who put which envelope into the box. Source: docs/rules/voting.md section 7."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.models import Log
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_to_facilitate
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    RollAccount,
    RollEntry,
    RollProof,
    RollSpare,
    RollStrike,
    SupersededEnvelope,
    UrnEnvelope,
)


def one_version_for_all(session: Session, round_id: int) -> None:
    """Give all rows of an opened round that outlive its box one and the same row version.

    PostgreSQL keeps with each row which transaction wrote it: a mark on the roll and the hash of a
    replaced envelope would stay joined. Every row is written again as it is, in this transaction.

    Raises:
        Conflict: the box is not opened yet.
    """
    if session.get_one(Round, round_id).opened_at is None:
        raise Conflict("result.not_opened")
    for emptied in (UrnEnvelope, RollAccount):
        session.execute(delete(emptied).where(emptied.round_id == round_id))
    if log_id := session.scalar(
        select(Log.id).join(Round, Log.slug == "rounds/" + Round.slug).where(Round.id == round_id)
    ):
        audit.fold(session, log_id)
    for table in (RollEntry, RollProof, RollSpare, RollStrike, SupersededEnvelope):
        session.execute(
            update(table)
            .where(table.round_id == round_id)
            .values(round_id=table.round_id)
            .execution_options(synchronize_session=False)
        )


def record_rewritten(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> None:
    """Say in public that the storage of an opened box was rewritten; call after it was.

    Raises:
        NotAllowed: not the round's facilitator.
    """
    round_ = session.get_one(Round, round_id, with_for_update={"of": Round}, populate_existing=True)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    if round_.storage_rewritten_at is not None:
        return
    round_.storage_rewritten_at = now
    audit.record(session, VoteLog.STORAGE_REWRITTEN, actor=actor, subject=round_.path, now=now)
    session.flush()
