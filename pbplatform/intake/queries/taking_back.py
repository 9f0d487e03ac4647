"""What of a publication can be taken back. Source: docs/rules/intake.md section 5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts
from pbplatform.intake.kinds import ThingKind
from pbplatform.intake.models import SlipBatch, SlipRow, TakenBack, Written
from pbplatform.points.models import Point
from pbplatform.points.queries import touched as points
from pbplatform.proposals.models import Idea
from pbplatform.proposals.queries import touched as ideas


@dataclass(frozen=True)
class BackRow:
    """A published row.

    Attributes:
        written: how the thing is kept for the person; None of a slip that said something again.
        why_not: a code, where it cannot be taken back; empty where it can.
    """

    row: SlipRow
    written: Written | None
    why_not: str


@dataclass(frozen=True)
class Publication:
    """One publication, with its rows."""

    batch: SlipBatch
    rows: Sequence[BackRow]

    @property
    def open_rows(self) -> list[BackRow]:
        """Those that can be taken back."""
        return [each for each in self.rows if not each.why_not]

    @property
    def facts(self) -> Facts:
        """What the page shows: which rows, and what each became."""
        return {str(each.row.n): each.row.path for each in self.open_rows}


def batches_of(session: Session, meeting_id: int) -> list[SlipBatch]:
    """Publications of a meeting's table, the newest first."""
    query = select(SlipBatch).where(SlipBatch.meeting_id == meeting_id)
    return list(session.scalars(query.order_by(SlipBatch.batch.desc())))


def publication(session: Session, batch: SlipBatch, *, lock: bool = False) -> Publication:
    """A publication and what of it can be taken back: a fixed number of statements."""
    query = select(SlipRow).where(
        SlipRow.meeting_id == batch.meeting_id, SlipRow.batch == batch.batch
    )
    query = query.order_by(SlipRow.slip, SlipRow.n)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    rows = list(session.scalars(query))
    paths = {row.path for row in rows}
    kept = session.scalars(select(Written).where(Written.path.in_(paths)))
    written = {each.path: each for each in kept}
    free = _untouched(session, list(written.values()))
    again = select(SlipRow.path, SlipRow.batch).where(SlipRow.path.in_(paths), SlipRow.again)
    elsewhere = Counter(path for path, other in session.execute(again) if other != batch.batch)
    return Publication(
        batch,
        [
            BackRow(
                row,
                None if row.again else written.get(row.path),
                _why_not(row, written.get(row.path), free, elsewhere),
            )
            for row in rows
        ],
    )


def _why_not(row: SlipRow, written: Written | None, free: set[str], elsewhere: Counter[str]) -> str:
    if not row.sealed_row:
        return "table.too_late"
    if row.again:
        return ""
    if written is None or written.claimed_at is not None or row.path not in free:
        return "table.touched"
    return "table.said_again_since" if elsewhere[row.path] else ""


def _untouched(session: Session, written: Sequence[Written]) -> set[str]:
    """Paths of what nobody has done anything with."""
    by_kind = {
        kind: {each.thing_id: each.path for each in written if each.kind == kind}
        for kind in ThingKind
    }
    found: set[str] = set()
    if of_ideas := by_kind[ThingKind.IDEA]:
        read = session.scalars(select(Idea).where(Idea.id.in_(of_ideas)))
        free = ideas.is_untouched(session, list(read))
        found |= {of_ideas[each] for each, is_free in free.items() if is_free}
    if of_points := by_kind[ThingKind.POINT]:
        asked = session.scalars(select(Point).where(Point.id.in_(of_points)))
        free = points.is_untouched(session, list(asked))
        found |= {of_points[each] for each, is_free in free.items() if is_free}
    return found


def taken_back_at(session: Session, path: str) -> TakenBack | None:
    """When a thing was taken back into the table; None where it was not."""
    return session.get(TakenBack, path)
