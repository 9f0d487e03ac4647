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
    LetterWish,
    RollAccount,
    RollEntry,
    RollProof,
    RollSpare,
    RollStrike,
    SupersededEnvelope,
    UrnEnvelope,
)


def one_version_for_all(session: Session, round_: Round) -> None:
    """Give all rows of a round that outlive its box one and the same row version.

    PostgreSQL keeps with each row which transaction wrote it: a mark on the roll and the hash of a
    replaced envelope would stay joined. Every row is written again as it is, in this transaction,
    and what is pending in the ballot log is put in order.
    """
    if log_id := session.scalar(select(Log.id).where(Log.slug == round_.path)):
        audit.fold(session, log_id)
    for table in (RollEntry, RollProof, RollSpare, RollStrike, SupersededEnvelope):
        session.execute(
            update(table)
            .where(table.round_id == round_.id)
            .values(round_id=table.round_id)
            .execution_options(synchronize_session=False)
        )


def forget_in_older_order(session: Session, round_id: int) -> None:
    """Empty what links voters and envelopes of a box that was opened before there was a separation.

    Raises:
        Conflict: the box is not opened.
    Source: docs/rules/ceremony.md section 8.
    """
    round_ = session.get_one(Round, round_id)
    if round_.opened_at is None:
        raise Conflict("result.not_opened")
    for emptied in (UrnEnvelope, RollAccount, LetterWish):
        session.execute(delete(emptied).where(emptied.round_id == round_id))
    one_version_for_all(session, round_)


def record_rewritten(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> None:
    """Say in public that the storage of a box of the older order was rewritten, after it was.

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
