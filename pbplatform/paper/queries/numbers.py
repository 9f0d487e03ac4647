"""Where all papers of a round are, in numbers that add up. Source: docs/rules/paper.md 2.4."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.orm import Session

from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.kinds import AsideOutcome
from pbplatform.paper.queries.batches import batch_numbers
from pbplatform.paper.queries.handing import decided_more, handed_numbers


def papers_of_round(session: Session, round_id: int) -> PaperNumbers:
    """Given out and set aside, what came back in batches, and what two people said of more."""
    found = handed_numbers(session, round_id) + batch_numbers(session, round_id)
    if not found.beyond:
        return found
    said = Counter[str]()
    for decision in decided_more(session, round_id):
        said[decision.outcome] += decision.sheets
    return found + PaperNumbers(
        said_to_count=said[AsideOutcome.COUNTS], said_not_to_count=said[AsideOutcome.REFUSED]
    )
