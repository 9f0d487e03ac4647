"""Closing the box, and the lot. Source: docs/rules/voting.md sections 5 and 6."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting import queries
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import ON_PAPER, STRUCK_OFF, LotNumber, RollEntry, UrnEnvelope
from pbplatform.voting.policies import refuse_to_close, refuse_to_roll_lot
from pbplatform.voting.queries.checks import refuse_round
from pbplatform.voting.queries.objections import refuse_open_objections
from pbplatform.voting.queries.pairing import (
    first_of_lot,
    refuse_first_of_lot,
    refuse_second_of_lot,
    typed_by_person,
)


@dataclass(frozen=True)
class Reconciliation:
    """The counts that must agree before anything is opened (ruling 25).

    Attributes:
        roll: voters on it: not struck, or struck with a vote that stays.
        struck: voters who are struck and not counted on it.
    """

    roll: int
    marked: int
    envelopes: int
    paper: int
    struck: int = 0

    @property
    def agrees(self) -> bool:
        return self.marked == self.envelopes <= self.roll


def reconcile(session: Session, round_id: int) -> Reconciliation:
    """Count roll, marks and envelopes."""
    rolls = session.execute(
        select(RollEntry.state, RollEntry.marked, func.count())
        .where(RollEntry.round_id == round_id)
        .group_by(RollEntry.state, RollEntry.marked)
    ).all()
    envelopes = session.scalar(
        select(func.count()).select_from(UrnEnvelope).where(UrnEnvelope.round_id == round_id)
    )
    struck = sum(number for state, marked, number in rolls if state == STRUCK_OFF and not marked)
    return Reconciliation(
        roll=sum(number for _, _, number in rolls) - struck,
        marked=sum(number for _, marked, number in rolls if marked),
        envelopes=envelopes or 0,
        paper=sum(number for state, _, number in rolls if state == ON_PAPER),
        struck=struck,
    )


def close_urn(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> Reconciliation:
    """Take the round alone, put everything pending in the log, append the close entry.

    Raises:
        NotAllowed: not a facilitator of the round.
        Conflict: the window is still open, it is closed already, an objection to the roll is open,
            marks and envelopes differ, or a check of the round finds something.
    """
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    ).one()
    if refusal := refuse_to_close(actor, round_, now):
        raise refusal
    if refusal := refuse_open_objections(session, round_id):
        raise refusal
    counts = reconcile(session, round_id)
    if not counts.agrees:
        raise Conflict("urn.counts_differ", marked=counts.marked, envelopes=counts.envelopes)
    refuse_round(session, round_)
    round_.closed_at = now
    log_id = audit.ensure_log(session, round_.path)
    told = {
        "roll": counts.roll,
        "marked": counts.marked,
        "envelopes": counts.envelopes,
        "paper": counts.paper,
        **asdict(queries.roll_changes(session, round_id)),
    }
    audit.append_now(
        session, log_id, {"kind": str(VoteLog.URN_CLOSED), "closed_at": instant_text(now), **told}
    )
    audit.record(session, VoteLog.URN_CLOSED, actor=actor, subject=round_.path, now=now, **told)
    session.flush()
    return counts


class LotState(StrEnum):
    """What became of a typed lot number."""

    FIRST = "first"  # a second person must type the same
    STANDS = "stands"
    DIFFERS = "differs"  # both are forgotten and typed again


def _first_number(round_id: int, typed: str, actor: ActorRef) -> LotNumber:
    return LotNumber(
        round_id=round_id,
        digits=typed,
        first_by=actor.name or actor.role,
        first_key=f"{actor.kind}:{actor.key}",
        first_role=actor.role,
    )


def type_lot(
    session: Session, *, actor: ActorRef, round_id: int, digits: str, now: datetime
) -> LotState:
    """Type the dice number; the second person who types the same makes it count.

    Raises:
        NotAllowed: not staff of this round.
        Conflict: not 10 to 40 digits, the same person twice, or it stands already.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_roll_lot(actor, round_):
        raise refusal
    typed = "".join(digits.split())
    if not (typed.isdigit() and typed.isascii() and 10 <= len(typed) <= 40):
        raise Conflict("lot.ten_digits", field="digits")
    lot = session.get(LotNumber, round_id)
    if lot is not None and lot.confirmed:
        raise Conflict("lot.stands_already")
    first = first_of_lot(session, round_, lot, now) if lot else None
    # Nobody yet, or somebody whose role is over.
    if lot is None or (first is None and typed_by_person(lot)):
        if refusal := refuse_first_of_lot(session, round_, actor, now):
            raise refusal
        session.merge(_first_number(round_id, typed, actor))
        session.flush()
        return LotState.FIRST
    if lot.first_key == f"{actor.kind}:{actor.key}":
        raise Conflict("lot.second_person", field="digits")
    if refusal := refuse_second_of_lot(session, round_, lot, first, actor, now):
        raise refusal
    if lot.digits != typed:
        session.delete(lot)
        session.flush()
        return LotState.DIFFERS
    lot.confirmed = True
    round_.lot_at = now
    audit.record(
        session,
        VoteLog.LOT_SEEDED,
        actor=actor,
        subject=round_.path,
        now=now,
        digits=typed,
        first_by=lot.first_by,
        second_by=actor.name or actor.role,
        first_role=lot.first_role,
        second_role=actor.role,
    )
    return LotState.STANDS


def type_lot_for_two(
    session: Session, *, pair: Pair, round_id: int, digits: str, now: datetime
) -> None:
    """Type the dice number for two people by the command line; a number of one person goes.

    Raises:
        Conflict: not closed, opened already, not 10 to 40 digits, or it stands already.
    """
    lot = session.get(LotNumber, round_id)
    if lot is not None and not lot.confirmed:
        session.delete(lot)
        session.flush()
    for ref in (pair.first, pair.second):
        acting = ActorRef("command", ref.key, "operator", ref.scope, f"operator for {ref.name}")
        type_lot(session, actor=acting, round_id=round_id, digits=digits, now=now)
