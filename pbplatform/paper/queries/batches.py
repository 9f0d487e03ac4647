"""Batches of a round. Source: docs/rules/paper.md section 3."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.domain.closed_entry import KeyDoesNotFit, open_entry
from pbplatform.paper.kinds import BatchState
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.rounds.models import Round


def batches_of(session: Session, round_id: int) -> list[PaperBatch]:
    """All batches of a round, by number."""
    query = select(PaperBatch).where(PaperBatch.round_id == round_id).order_by(PaperBatch.n)
    return list(session.scalars(query))


def batch_of(session: Session, round_id: int, n: int, *, lock: bool = False) -> PaperBatch:
    """One batch; with `lock` nobody else changes it or its entries meanwhile.

    Raises:
        NotFound: there is none with this number.
    """
    key = (round_id, n)
    found = session.get(PaperBatch, key, populate_existing=True, with_for_update=lock or None)
    if found is None:
        raise NotFound("paper.no_such_batch")
    return found


def facts_of(batch: PaperBatch) -> Facts:
    """What a page showed of a batch before somebody confirmed an act."""
    return {
        "sheets": batch.sheets,
        "state": batch.state,
        "asked_by": batch.ready_by_id,
        "reason": batch.reason,
    }


def half_entered(session: Session, batch: PaperBatch, but: int | None) -> list[PaperEntry]:
    """What others than this person began and did not end."""
    entries = entries_of(session, batch).values()
    return [each for each in entries if not each.whole and each.account_id != but]


def facts_of_half(half: list[PaperEntry]) -> Facts:
    """What is dropped, as the page showed it; another saving is another fact."""
    return {f"hand {each.hand}": f"{each.account_id}/{each.revision}" for each in half}


def entries_of(session: Session, batch: PaperBatch) -> dict[int, PaperEntry]:
    """What was entered of a batch, by hand: 1, 2, and 3 for the third look."""
    rows = session.scalars(
        select(PaperEntry)
        .where(PaperEntry.round_id == batch.round_id, PaperEntry.batch == batch.n)
        .order_by(PaperEntry.hand)
        .execution_options(populate_existing=True)
    )
    return {row.hand: row for row in rows}


def lines_of(round_: Round, entry: PaperEntry, key: bytes) -> list[str | None]:
    """What a clerk entered, opened with the key of its batch.

    Raises:
        Conflict: the key does not fit.
    """
    try:
        return open_entry(
            key,
            entry.closed,
            slug=round_.slug,
            batch=entry.batch,
            hand=entry.hand,
            revision=entry.revision,
        )
    except KeyDoesNotFit as error:
        raise Conflict("paper.key_does_not_fit") from error


def open_batches(session: Session, round_ids: Sequence[int]) -> dict[int, int]:
    """How many batches of these rounds are neither sealed nor refused."""
    going = [str(state) for state in BatchState if state.is_open]
    rows = session.execute(
        select(PaperBatch.round_id, func.count())
        .where(PaperBatch.round_id.in_(round_ids), PaperBatch.state.in_(going))
        .group_by(PaperBatch.round_id)
    )
    return {row[0]: row[1] for row in rows}


# Built once: to build a statement takes longer than to send it.
_BATCHES = (
    select(PaperBatch.state, func.count(), func.sum(PaperBatch.sheets))
    .where(PaperBatch.round_id == bindparam("round"))
    .group_by(PaperBatch.state)
)


def batch_numbers(session: Session, round_id: int) -> PaperNumbers:
    """What batches say for the closing of the box: sheets that came back, batches that are open."""
    rows = session.execute(_BATCHES, {"round": round_id})
    returned = undecided = 0
    for state, count, sheets in rows:
        returned += sheets if state != BatchState.REFUSED else 0
        undecided += count if BatchState(state).is_open else 0
    return PaperNumbers(returned=returned, undecided=undecided)
