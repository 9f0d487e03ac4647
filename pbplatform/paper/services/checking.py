"""What is found of drawn sheets, and what is destroyed. Source: docs/rules/paper.md section 5."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import SYSTEM, ActorRef
from pbplatform.core.errors import NotFound
from pbplatform.paper.domain.drawing import Sheet
from pbplatform.paper.kinds import CheckOutcome, PaperLog
from pbplatform.paper.models.checking import PaperCheck, PaperCheckSheet
from pbplatform.paper.policies.checking import refuse_to_check
from pbplatform.paper.queries.checking import check_of, found_in_check, handled_a_drawn_batch
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round


def say_outcome(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    sheet: Sheet,
    outcome: CheckOutcome,
    now: datetime,
) -> None:
    """Keep what was found of a drawn sheet; it can be said anew until two people confirm all.

    Raises:
        NotAllowed: not theirs to check, or they had a part in entering it.
        Conflict: too early, or the check is over.
        NotFound: this sheet is not drawn.
    """
    round_ = lock_round(session, round_id)
    found = found_in_check(session, round_)
    handled = handled_a_drawn_batch(session, round_id, found.drawn, actor.account_id)
    if refusal := refuse_to_check(actor, round_, now, done=found.is_done, handled=handled):
        raise refusal
    if sheet not in found.drawn:
        raise NotFound("paper.no_such_sheet")
    key = (round_id, sheet.batch, sheet.sheet)
    row = session.get(PaperCheckSheet, key, populate_existing=True)
    if row is None:
        row = PaperCheckSheet(round_id=round_id, batch=sheet.batch, sheet=sheet.sheet)
        session.add(row)
    row.outcome = outcome
    session.flush()


def check_to_write(session: Session, round_id: int) -> PaperCheck:
    """The row of a round, made where there is none; the caller holds the round's lock."""
    found = check_of(session, round_id)
    if found is None:
        found = PaperCheck(round_id=round_id)
        session.add(found)
    return found


def record_batch_keys_destroyed(session: Session, *, slug: str, now: datetime) -> None:
    """Write down that the keys of batches are gone; once."""
    found = session.scalars(select(Round.id).where(Round.slug == slug)).one()
    round_ = lock_round(session, found)
    check = check_of(session, round_.id)
    if check is None or not check.is_settled or check.keys_destroyed_at is not None:
        return
    check.keys_destroyed_at = now
    session.flush()
    audit.record(session, PaperLog.KEYS_DESTROYED, actor=SYSTEM, subject=round_.path, now=now)
