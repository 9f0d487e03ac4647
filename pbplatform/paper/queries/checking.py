"""The hand check: which sheets are drawn, what was found, what it keeps from happening.

Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.paper.domain.drawing import Sheet, draw, kept_until
from pbplatform.paper.kinds import DIFFER, OWED, BatchState, CheckOutcome
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.models.checking import PaperCheck, PaperCheckSheet
from pbplatform.places import queries as places
from pbplatform.rounds.models import Round
from pbplatform.venues.queries.ways import ways_of
from pbplatform.voting import queries as voting
from pbplatform.voting.models import PublishedBallot


@dataclass(frozen=True)
class Found:
    """How far the check of a round is.

    Attributes:
        batches: each batch in the box with the number of its sheets.
        drawn: the sheets to compare; none before the lot number stands.
        outcomes: what was found so far.
        check: what two people confirmed; None before.
    """

    batches: dict[int, int]
    drawn: list[Sheet]
    outcomes: dict[Sheet, CheckOutcome]
    check: PaperCheck | None

    @property
    def sheets(self) -> int:
        """Sheets in the box."""
        return sum(self.batches.values())

    @property
    def is_done(self) -> bool:
        """Whether two people confirmed it."""
        return self.check is not None and self.check.done_at is not None

    @property
    def is_settled(self) -> bool:
        """Whether the check keeps nothing from happening any more."""
        return not self.batches or (self.check is not None and self.check.is_settled)

    @property
    def open(self) -> list[Sheet]:
        """Drawn sheets of which nobody said anything yet."""
        return [sheet for sheet in self.drawn if sheet not in self.outcomes]

    def number(self, outcome: CheckOutcome) -> int:
        """How many drawn sheets were found so."""
        return sum(found is outcome for found in self.outcomes.values())

    @property
    def facts(self) -> dict[str, str | int]:
        """What two people confirm: the sums, and one hash over every outcome."""
        told = sorted([one.batch, one.sheet, str(each)] for one, each in self.outcomes.items())
        return {
            "sheets": self.sheets,
            **{str(outcome): self.number(outcome) for outcome in CheckOutcome},
            "outcomes_sha256": sha256(canonical_json({"outcomes": told})).hex(),
        }


def check_of(session: Session, round_id: int) -> PaperCheck | None:
    """What stands of the check of a round, and of the end of its papers."""
    return session.get(PaperCheck, round_id, populate_existing=True)


def batches_in_box(session: Session, round_id: int) -> dict[int, int]:
    """The sealed batches of a round, each with the number of its sheets."""
    rows = session.execute(
        select(PaperBatch.n, PaperBatch.sheets)
        .where(PaperBatch.round_id == round_id, PaperBatch.state == BatchState.SEALED)
        .order_by(PaperBatch.n)
    )
    return {row.n: row.sheets for row in rows}


def found_in_check(session: Session, round_: Round) -> Found:
    """How far the hand check of this round is."""
    batches = batches_in_box(session, round_.id)
    lot = voting.lot_number(session, round_.id) if batches else None
    drawn = draw(lot.digits, batches) if lot is not None and lot.confirmed else []
    rows = session.scalars(
        select(PaperCheckSheet)
        .where(PaperCheckSheet.round_id == round_.id)
        .execution_options(populate_existing=True)
    )
    outcomes = {Sheet(row.batch, row.sheet): CheckOutcome(row.outcome) for row in rows}
    return Found(batches, drawn, outcomes, check_of(session, round_.id))


def handled_a_drawn_batch(
    session: Session, round_id: int, drawn: list[Sheet], account_id: int | None
) -> bool:
    """Whether this person entered or settled a batch of which a sheet is drawn."""
    if account_id is None:
        return False
    numbers = {one.batch for one in drawn}
    entered = select(PaperEntry.batch).where(
        PaperEntry.round_id == round_id,
        PaperEntry.account_id == account_id,
        PaperEntry.batch.in_(numbers),
    )
    settled = select(PaperBatch.n).where(
        PaperBatch.round_id == round_id,
        PaperBatch.n.in_(numbers),
        PaperBatch.settled_by_id == account_id,
    )
    return session.scalar(entered.limit(1)) is not None or (
        session.scalar(settled.limit(1)) is not None
    )


def public_votes(session: Session, round_id: int, tracker: str) -> list[PublishedBallot]:
    """The votes of the public list with this tracker: one, or none."""
    own = (PublishedBallot.round_id == round_id, PublishedBallot.tracker == tracker)
    return list(session.scalars(select(PublishedBallot).where(*own).order_by("copy")))


def stops_certificate(session: Session, round_: Round) -> str:
    """What the hand check still wants before a certificate, `OWED` or `DIFFER`; empty: nothing."""
    found = found_in_check(session, round_)
    if found.is_settled:
        return ""
    return DIFFER if found.is_done else OWED


def told_of_check(session: Session, round_id: int) -> dict[str, int]:
    """What the entry of a certificate names of the hand check; nothing where there was none."""
    check = check_of(session, round_id)
    if check is None or check.done_at is None:
        return {}
    return {"papers_compared": check.compared, "papers_same": check.same}


def papers_kept_until(session: Session, round_: Round) -> date | None:
    """The last day on which the papers of a round are kept; None while it goes on."""
    ended = round_.certified_at or round_.called_off_at
    ways, day_of = ways_of(session, round_.id), places.working_days(session).day_of
    return kept_until(ways.papers_kept_until if ways else None, day_of(ended) if ended else None)


def rounds_with_sheets(session: Session) -> dict[int, int]:
    """Rounds that hold papers, each with the number of sheets of all its batches."""
    rows = session.execute(
        select(PaperBatch.round_id, func.sum(PaperBatch.sheets)).group_by(PaperBatch.round_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def keys_of_batches_to_destroy(session: Session) -> list[str]:
    """Slugs of rounds whose check is settled, and whose keys of batches are not known gone."""
    rows = session.execute(
        select(Round.slug, PaperCheck)
        .join(PaperCheck, PaperCheck.round_id == Round.id)
        .where(PaperCheck.done_at.is_not(None), PaperCheck.keys_destroyed_at.is_(None))
        .order_by(Round.slug)
    )
    return [row[0] for row in rows if row[1].is_settled]
