"""A batch that agrees is sealed into the box by two people. Source: docs/rules/paper.md 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict
from pbplatform.core.slow_work import slow
from pbplatform.paper.domain.closed_entry import nonce_of, tracker_of
from pbplatform.paper.domain.reading import to_seal
from pbplatform.paper.kinds import BatchState, PaperLog
from pbplatform.paper.models.batches import PaperBatch
from pbplatform.paper.policies.batches import refuse_to_end_batch
from pbplatform.paper.queries.batches import batch_of, entries_of, facts_of, lines_of
from pbplatform.paper.services.aside import forget_batch
from pbplatform.paper.services.batches import empty_entries, log_batch
from pbplatform.paper.services.entering import THIRD
from pbplatform.rounds.domain.ballots import Terms
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.domain.sealing import TRACKER_LETTERS, SealingKey, seal
from pbplatform.voting.services.cast import Cast
from pbplatform.voting.services.cast_paper import put_in_paper

SLOTS_OF_A_BATCH = 100


def settled_lines(session: Session, round_: Round, batch: PaperBatch, key: bytes) -> list[str]:
    """What is on each sheet of a batch that agrees.

    Raises:
        Conflict: it does not agree yet, has ended, or the key does not fit.
    """
    if batch.state != BatchState.AGREED:
        raise Conflict("paper.not_agreed")
    entries = entries_of(session, batch)
    lines = lines_of(round_, entries[THIRD] if THIRD in entries else entries[1], key)
    whole = [line for line in lines if line is not None]
    if len(whole) != batch.sheets:
        raise Conflict("paper.batch_changed")
    return whole


def outcomes(lines: Sequence[str], sealing: SealingKey, terms: Terms) -> list[tuple[str, int]]:
    """How many sheets count, and how many do not for which reason: ("", number) first."""
    found: Counter[str] = Counter()
    for line in lines:
        plain = to_seal(sealing, line, "0" * TRACKER_LETTERS)
        fault = next(plain.ballot.faults(terms), None)
        found[plain.cannot or (fault.reason if fault else "")] += 1
    return sorted(found.items())


def ask_to_seal(
    session: Session, *, actor: ActorRef, round_: Round, n: int, seen: str | None
) -> None:
    """One person asks to seal a batch; another one does it.

    Raises:
        NotAllowed, Conflict: not theirs to do, or not in this state.
    """
    batch = batch_of(session, round_.id, n, lock=True)
    asked_by = None if batch.reason else batch.ready_by_id
    if refusal := refuse_to_end_batch(
        actor, round_, BatchState(batch.state), refused=False, asked_by=asked_by
    ):
        raise refusal
    require_same(seen, facts_of(batch))
    batch.ready_by_id, batch.reason = actor.account_id, ""
    session.flush()


@slow
def seal_sheets(
    lines: Sequence[str], *, sealing: SealingKey, key: bytes, slug: str, n: int
) -> list[Cast]:
    """Closed votes of a batch, made in memory before the transaction."""
    return [
        Cast.of(
            n * SLOTS_OF_A_BATCH + sheet,
            seal(sealing, to_seal(sealing, line, tracker_of(key, slug, n, sheet))),
            nonce_of(key, slug, n, sheet),
        )
        for sheet, line in enumerate(lines, 1)
    ]


def seal_batch(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    n: int,
    lines: Sequence[str],
    sealed: Sequence[Cast],
    key: bytes,
    seen: str | None,
    now: datetime,
) -> None:
    """The second person seals a batch: all of it is in the box, or nothing.

    Args:
        lines: what was sealed; the batch must still say the same.
        sealed: made from them by `seal_sheets`.
    Raises:
        NotAllowed, Conflict: the same person, nobody asked, it changed, or the box takes none.
    """
    round_ = lock_round(session, round_id)
    batch = batch_of(session, round_id, n, lock=True)
    if refusal := refuse_to_end_batch(
        actor, round_, BatchState(batch.state), refused=False, asked_by=batch.ready_by_id
    ):
        raise refusal
    require_same(seen, facts_of(batch))
    if batch.ready_by_id is None or batch.reason:
        raise Conflict("paper.not_asked_to_seal")
    # Slip, entry and closed votes are the same number, or nothing is put in (3.3).
    if settled_lines(session, round_, batch, key) != list(lines) or len(sealed) != batch.sheets:
        raise Conflict("paper.batch_changed")
    put_in_paper(session, round_id=round_id, sealed=sealed, now=now)
    batch.state, batch.ended_at = BatchState.SEALED, now
    empty_entries(session, batch)
    forget_batch(session, round_id=round_id, batch=n)
    log_batch(session, PaperLog.BATCH_SEALED, actor, round_, batch, now, sheets=batch.sheets)


def trackers_of_slip(key: bytes, slug: str, batch: PaperBatch) -> list[tuple[int, str]]:
    """What is printed on the slip of a sealed batch: sheet and tracker; kept nowhere."""
    return [(sheet, tracker_of(key, slug, batch.n, sheet)) for sheet in range(1, batch.sheets + 1)]
