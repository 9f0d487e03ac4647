"""Batches of a round. Source: docs/rules/paper.md section 3."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

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


def batch_numbers(session: Session, round_id: int) -> PaperNumbers:
    """What batches say for the closing of the box: sheets that came back, batches that are open."""
    rows = session.execute(
        select(PaperBatch.state, func.count(), func.sum(PaperBatch.sheets))
        .where(PaperBatch.round_id == round_id)
        .group_by(PaperBatch.state)
    )
    returned = undecided = 0
    for state, count, sheets in rows:
        returned += sheets if state != BatchState.REFUSED else 0
        undecided += count if BatchState(state).is_open else 0
    return PaperNumbers(returned=returned, undecided=undecided)
