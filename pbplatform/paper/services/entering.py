"""Two clerks enter a batch, blind; the program compares. Source: docs/rules/paper.md section 3."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.paper.domain.closed_entry import close_entry
from pbplatform.paper.domain.reading import to_look_at, unlike
from pbplatform.paper.kinds import BatchState, PaperLog
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.policies.batches import (
    refuse_to_confirm_look,
    refuse_to_drop_entry,
    refuse_to_enter,
    refuse_to_settle,
)
from pbplatform.paper.queries.batches import (
    batch_of,
    entries_of,
    facts_of_half,
    half_entered,
    lines_of,
)
from pbplatform.paper.services.batches import log_batch
from pbplatform.rounds.models import Round

ENTRY, LOOK = 1, 3
THIRD = 3


def own_entry(entries: dict[int, PaperEntry], account_id: int | None) -> PaperEntry | None:
    """What this person entered of a batch."""
    own = (each for hand, each in entries.items() if hand != THIRD)
    return next((each for each in own if each.account_id == account_id), None)


def save_entry(
    session: Session,
    *,
    actor: ActorRef,
    round_: Round,
    n: int,
    lines: list[str | None],
    seen: int,
    done: bool,
    key: bytes,
    now: datetime,
) -> None:
    """Keep what a clerk entered of a batch; when both are done, compare.

    Args:
        lines: one for each sheet of the slip, None for one that was not entered yet.
        seen: the revision that the page showed, 0 for none.
        done: they entered the whole batch; nothing of it is shown to them any more.
        key: of the batch, read before the transaction.
    Raises:
        NotAllowed, Conflict: two others enter it, they are done, another window saved meanwhile,
            or sheets are missing.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    entries = entries_of(session, batch)
    own = own_entry(entries, actor.account_id)
    taken = [hand for hand in entries if hand != THIRD]
    if refusal := refuse_to_enter(
        actor,
        round_,
        BatchState(batch.state),
        own_whole=own is not None and own.whole,
        two_others=own is None and len(taken) == 2,
    ):
        raise refusal
    if len(lines) != batch.sheets:
        raise Conflict("paper.batch_changed")
    if (own.revision if own else 0) != seen:
        raise Conflict("paper.other_window")
    if done:
        _refuse_missing(lines)
    if own is None:
        own = _new(batch, 2 if 1 in taken else 1, ENTRY, actor.account_id or 0)
        session.add(own)
    else:
        own.revision += 1
    _close(round_, own, lines, key, whole=done)
    session.flush()
    if done:
        _compare(session, actor, round_, batch, key, now)


def _refuse_missing(lines: list[str | None]) -> None:
    missing = [sheet for sheet, line in enumerate(lines, 1) if line is None]
    if missing:
        raise Conflict("paper.sheets_missing", field=f"sheet_{missing[0]}", count=len(missing))


def _new(batch: PaperBatch, hand: int, look: int, account_id: int) -> PaperEntry:
    return PaperEntry(
        round_id=batch.round_id,
        batch=batch.n,
        hand=hand,
        look=look,
        account_id=account_id,
        revision=1,
        whole=False,
    )


def _close(
    round_: Round, entry: PaperEntry, lines: list[str | None], key: bytes, *, whole: bool
) -> None:
    entry.whole = whole
    entry.closed = close_entry(
        key,
        lines,
        slug=round_.slug,
        batch=entry.batch,
        hand=entry.hand,
        revision=entry.revision,
    )


def _compare(
    session: Session,
    actor: ActorRef,
    round_: Round,
    batch: PaperBatch,
    key: bytes,
    now: datetime,
) -> None:
    """Both entries are whole: either they are the same, or somebody looks a third time."""
    entries = entries_of(session, batch)
    if len(entries) != 2 or not all(each.whole for each in entries.values()):
        return
    apart = unlike(*(lines_of(round_, each, key) for each in entries.values()))
    batch.differed = len(apart)
    batch.state = BatchState.DIFFERS if apart else BatchState.AGREED
    session.flush()
    kind = PaperLog.BATCH_DIFFERED if apart else PaperLog.BATCH_AGREED
    log_batch(session, kind, actor, round_, batch, now, sheets=len(apart) or batch.sheets)


def drop_half_entered(
    session: Session, *, actor: ActorRef, round_: Round, n: int, seen: str | None, now: datetime
) -> int:
    """Forget what others began and did not end, so that somebody else can begin; how many.

    Raises:
        NotAllowed, Conflict: not theirs to do, or nobody else has begun and is not done.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    half = half_entered(session, batch, actor.account_id)
    if refusal := refuse_to_drop_entry(
        actor, round_, BatchState(batch.state), half_entered=bool(half)
    ):
        raise refusal
    require_same(seen, facts_of_half(half))
    for each in half:
        session.delete(each)
    session.flush()
    log_batch(session, PaperLog.ENTRY_DROPPED, actor, round_, batch, now)
    return len(half)


def settle(
    session: Session,
    *,
    actor: ActorRef,
    round_: Round,
    n: int,
    found: dict[int, str],
    key: bytes,
) -> None:
    """Write down what a third look at the paper found; it waits for a second person.

    Args:
        found: a line for each sheet from the first that was read differently.
    Raises:
        NotAllowed, Conflict: not theirs to do, not in this state, or a sheet is missing.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    if refusal := refuse_to_settle(
        actor, round_, BatchState(batch.state), settled=batch.settled_by_id is not None
    ):
        raise refusal
    entries = entries_of(session, batch)
    one, other = (lines_of(round_, entries[hand], key) for hand in (1, 2))
    again = to_look_at(one, other)
    if missing := [sheet for sheet in again if sheet not in found]:
        raise Conflict("paper.sheets_missing", field=f"sheet_{missing[0]}", count=len(missing))
    lines = [found[sheet] if sheet in again else line for sheet, line in enumerate(one, 1)]
    look = _new(batch, THIRD, LOOK, actor.account_id or 0)
    _close(round_, look, lines, key, whole=True)
    session.add(look)
    batch.settled_by_id = actor.account_id
    session.flush()


def confirm_look(
    session: Session, *, actor: ActorRef, round_: Round, n: int, stands: bool, now: datetime
) -> None:
    """A second person looked at the papers too: it stands so, or the look is taken again.

    Raises:
        NotAllowed, Conflict: the same person, or nothing waits.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    if refusal := refuse_to_confirm_look(
        actor, round_, BatchState(batch.state), settled_by=batch.settled_by_id
    ):
        raise refusal
    if not stands:
        session.delete(entries_of(session, batch)[THIRD])
        batch.settled_by_id = None
        session.flush()
        return
    batch.state = BatchState.AGREED
    session.flush()
    differed = batch.differed or 0
    log_batch(session, PaperLog.BATCH_AGREED, actor, round_, batch, now, sheets=differed)


def take_look_back(session: Session, *, actor: ActorRef, round_: Round, n: int) -> None:
    """Whoever wrote a third look down takes it back, to write it anew.

    Raises:
        NotAllowed, Conflict: not theirs to do, or nothing waits.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    waits = None if batch.settled_by_id is None else 0  # theirs or not: they write it anew
    if refusal := refuse_to_confirm_look(actor, round_, BatchState(batch.state), settled_by=waits):
        raise refusal
    session.delete(entries_of(session, batch)[THIRD])
    batch.settled_by_id = None
    session.flush()
