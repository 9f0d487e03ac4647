"""Where all papers of a round are, in numbers that add up. Source: docs/rules/paper.md 2.4."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.queries.batches import batch_numbers
from pbplatform.paper.queries.handing import handed_numbers


def papers_of_round(session: Session, round_id: int) -> PaperNumbers:
    """Given out and set aside, and what came back in batches."""
    return handed_numbers(session, round_id) + batch_numbers(session, round_id)
