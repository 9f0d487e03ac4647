"""Separating the closed votes from their voters: copied, forgotten, and only then said in public.

Three steps that may be cut off between any two: the copies, the storage that is written anew
(`services/rewriting.py`), the entry. Source: docs/rules/ceremony.md section 6.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Parts, Progress, nobody, telling, untold
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    LetterWish,
    LotNumber,
    RollAccount,
    SeparatedEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.policies import refuse_to_separate
from pbplatform.voting.queries.box import close_entry, hashes, is_apart, reconcile
from pbplatform.voting.queries.checks import refuse_round
from pbplatform.voting.queries.work import Part, rows_to_check
from pbplatform.voting.services.forget import one_version_for_all


def separate_envelopes(
    session: Session, *, actor: ActorRef, round_id: int, parts: Parts = nobody
) -> None:
    """Copy the closed votes without voters, empty the box, and give what stays one row version.

    Called again after it was done it copies nothing and gives the rows a version anew.

    Args:
        parts: told that the round is checked, and then that its votes are separated.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not closed, no lot, separated or opened already, or a check finds something.
    """
    round_ = _locked(session, actor, round_id)
    refuse_round(session, round_, parts(Part.CHECKING, rows_to_check(session, round_)))
    tell = parts(Part.SEPARATING, reconcile(session, round_id).envelopes)
    if not is_apart(session, round_id):
        own = select(UrnEnvelope.round_id, UrnEnvelope.env_hash, UrnEnvelope.envelope)
        ordered = own.where(UrnEnvelope.round_id == round_id).order_by(UrnEnvelope.env_hash)
        columns = ["round_id", "env_hash", "envelope"]
        session.execute(insert(SeparatedEnvelope).from_select(columns, ordered))
    _refuse_other_votes(session, round_, tell)
    for emptied in (UrnEnvelope, RollAccount, LetterWish):
        session.execute(delete(emptied).where(emptied.round_id == round_id))
    one_version_for_all(session, round_)
    session.flush()


def record_separation(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> None:
    """Say in public that voters and closed votes lie apart; call after the storage was rewritten.

    The entry has the number of closed votes and one hash over theirs, in both logs.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: as `separate_envelopes`, or nothing was separated.
    """
    round_ = _locked(session, actor, round_id)
    if not is_apart(session, round_id):
        raise Conflict("urn.not_separated")
    told = _refuse_other_votes(session, round_)
    round_.separated_at = round_.storage_rewritten_at = now
    audit.append_now(
        session,
        audit.ensure_log(session, round_.path),
        {"kind": str(VoteLog.URN_SEPARATED), **told},
    )
    audit.record(session, VoteLog.URN_SEPARATED, actor=actor, subject=round_.path, now=now, **told)
    session.flush()


def _locked(session: Session, actor: ActorRef, round_id: int) -> Round:
    round_ = lock_round(session, round_id)
    lot = session.get(LotNumber, round_id)
    confirmed = lot is not None and lot.confirmed
    if refusal := refuse_to_separate(actor, round_, lot_confirmed=confirmed):
        raise refusal
    return round_


def _refuse_other_votes(
    session: Session, round_: Round, tell: Progress = untold
) -> dict[str, int | str]:
    """Number and hash of the copies; they are those of the close entry, or nothing goes on."""
    held = Digests(telling(hashes(session, round_.id, separated=True), tell))
    digest = held.sha256.hex()
    closed = close_entry(session, round_)
    # An entry of the older order has no hash; the checks compare each closed vote with the log.
    if len(held) != closed["envelopes"] or closed.get("envelopes_sha256", digest) != digest:
        raise Conflict("urn.separation_differs")
    return {"envelopes": len(held), "envelopes_sha256": digest}
