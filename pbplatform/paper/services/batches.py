"""Batches are received, corrected and refused. Source: docs/rules/paper.md section 3."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.text import tidy_line, tidy_text
from pbplatform.core.undecided import paper_numbers
from pbplatform.paper.domain.closed_entry import MOST_SHEETS
from pbplatform.paper.kinds import BatchState, Hand, PaperLog
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.policies.batches import refuse_to_end_batch
from pbplatform.paper.policies.handing import refuse_to_log_return
from pbplatform.paper.queries.batches import batch_of, entries_of, facts_of
from pbplatform.paper.queries.handing import asides_to_batch, hand_of
from pbplatform.paper.services.aside import give_back, take_into_batch
from pbplatform.paper.services.hands import remember_hand
from pbplatform.places.queries import working_days
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of


def refuse_return(
    session: Session, actor: ActorRef, round_: Round, now: datetime
) -> DomainError | None:
    """Why this person may not log returned papers in this round now."""
    return refuse_to_log_return(
        actor,
        round_,
        now,
        takes_paper=exclusion_of(session, round_.id) is not Exclusion.NO_PAPER,
        gave=hand_of(session, round_.id, actor.account_id) is Hand.GAVE,
    )


def receive_batch(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    place: str,
    seal: str,
    sheets: int,
    with_asides: bool,
    beyond: bool = False,
    today: date,
    now: datetime,
) -> int:
    """Log a batch of returned papers; its number in the round.

    Args:
        sheets: counted by hand, those that had been set aside among them.
        with_asides: all papers set aside that count and wait for a batch lie in it.
        beyond: counted again, and there are more than papers are out (6.1).
    Raises:
        NotAllowed, Conflict: not theirs to do, not now; no 1 to 25 sheets; more sheets than papers
            are out, and nobody said so; nothing that was set aside waits.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_return(session, actor, round_, now):
        raise refusal
    if not 1 <= sheets <= MOST_SHEETS:
        raise Conflict("paper.batch_size", field="sheets")
    asides = asides_to_batch(session, round_id) if with_asides else []
    if with_asides and not 1 <= len(asides) <= _most_asides(round_, sheets, now):
        raise Conflict("paper.asides_hide", field="sheets", count=len(asides))
    _refuse_beyond(session, round_id, sheets - len(asides), beyond)
    batch = PaperBatch(
        round_id=round_id,
        n=_next_number(session, round_id),
        place=tidy_line(place),
        seal=tidy_line(seal),
        sheets=sheets,
        aside=len(asides),
        received_on=today,
        logged_by_id=actor.account_id,
    )
    session.add(batch)
    session.flush()
    if asides:
        take_into_batch(session, round_id=round_id, numbers=asides, batch=batch.n)
    remember_hand(session, round_id=round_id, actor=actor, did=Hand.LOGGED)
    told = {"sheets": sheets, **_told_beyond(session, round_id)}
    log_batch(session, PaperLog.BATCH_RECEIVED, actor, round_, batch, now, **told)
    return batch.n


def _next_number(session: Session, round_id: int) -> int:
    last = session.scalar(select(func.max(PaperBatch.n)).where(PaperBatch.round_id == round_id))
    return (last or 0) + 1


def _most_asides(round_: Round, sheets: int, now: datetime) -> int:
    """Papers set aside lie with others, so that they are nobody's; alone only after the vote,
    when no others come any more (4.3)."""
    return sheets if now >= round_.closes_at else sheets - 1


def _refuse_beyond(session: Session, round_id: int, more: int, beyond: bool) -> None:
    """So many more sheets: either they are out, or somebody counted again and says so (6.1)."""
    over = more - paper_numbers(session, round_id).not_returned
    if over > 0 and more > 0 and not beyond:
        raise Conflict("paper.more_sheets_than_out", field="beyond", count=over)


def _told_beyond(session: Session, round_id: int) -> dict[str, int]:
    session.flush()
    open_ = paper_numbers(session, round_id).more_open
    return {"beyond": open_} if open_ else {}


def correct_batch(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    n: int,
    sheets: int,
    beyond: bool = False,
    now: datetime,
) -> None:
    """The number of sheets was counted wrongly; until somebody begins to enter it.

    Raises:
        NotAllowed, Conflict: as `receive_batch`; it is being entered, or not that number.
    """
    round_ = lock_round(session, round_id)
    batch = batch_of(session, round_id, n, lock=True)
    if refusal := refuse_return(session, actor, round_, now):
        raise refusal
    if batch.state != BatchState.RECEIVED or entries_of(session, batch):
        raise Conflict("paper.being_entered")
    if not 1 <= sheets <= MOST_SHEETS:
        raise Conflict("paper.batch_size", field="sheets")
    if batch.aside > _most_asides(round_, sheets, now):
        raise Conflict("paper.asides_hide", field="sheets", count=batch.aside)
    _refuse_beyond(session, round_id, sheets - batch.sheets, beyond)
    was, batch.sheets = batch.sheets, sheets
    told = {"sheets": sheets, "was": was, **_told_beyond(session, round_id)}
    log_batch(session, PaperLog.BATCH_CORRECTED, actor, round_, batch, now, **told)


def refuse_batch(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    n: int,
    reason: str,
    seen: str | None,
    now: datetime,
) -> bool:
    """A batch does not count, for a public reason: one person asks, another one does it.

    Args:
        reason: asked of the first person; the second confirms the one that stands.
        seen: what the page showed of the batch.
    Returns:
        Whether it is refused now.
    Raises:
        NotAllowed, Conflict: not these two people, not in this state, no reason.
    """
    round_ = lock_round(session, round_id)
    batch = batch_of(session, round_id, n, lock=True)
    asked_by = batch.ready_by_id if batch.reason else None
    if refusal := refuse_to_end_batch(
        actor, round_, BatchState(batch.state), refused=True, asked_by=asked_by
    ):
        raise refusal
    require_same(seen, facts_of(batch))
    if not batch.reason:
        if not reason.strip():
            raise Conflict("paper.say_why", field="reason")
        batch.reason, batch.ready_by_id = tidy_text(reason), actor.account_id
        session.flush()
        return False
    batch.state, batch.ended_at = BatchState.REFUSED, now
    empty_entries(session, batch)
    today = working_days(session).day_of(now)
    back = give_back(session, round_id=round_id, batch=n, today=today)
    told = {"reason": batch.reason, **({"asides": back} if back else {})}
    log_batch(session, PaperLog.BATCH_REFUSED, actor, round_, batch, now, **told)
    return True


def take_back_asking(session: Session, *, actor: ActorRef, round_id: int, n: int) -> None:
    """Nobody asks any more to seal or refuse this batch.

    Raises:
        NotAllowed, Conflict: not theirs to do, or it has ended.
    """
    round_ = lock_round(session, round_id)
    batch = batch_of(session, round_id, n, lock=True)
    if refusal := refuse_to_end_batch(
        actor, round_, BatchState(batch.state), refused=True, asked_by=None
    ):
        raise refusal
    batch.ready_by_id, batch.reason = None, ""
    session.flush()


def empty_entries(session: Session, batch: PaperBatch) -> None:
    """What was entered of a batch is needed no more (3.6). Who entered it stays: they do not
    compare its sheets in the hand check (5.2)."""
    own = (PaperEntry.round_id == batch.round_id, PaperEntry.batch == batch.n)
    session.execute(update(PaperEntry).where(*own).values(closed=b""))
    session.expire_all()


def log_batch(
    session: Session,
    kind: PaperLog,
    actor: ActorRef,
    round_: Round,
    batch: PaperBatch,
    now: datetime,
    **told: object,
) -> None:
    audit.record(session, kind, actor=actor, subject=round_.path, now=now, number=batch.n, **told)
