"""Where a delegate works on a proposal, and a decision as the page takes it."""

from __future__ import annotations

from tests.factories_proposals import DECIDING

TASKS = "/desk/delegate/neighbour-fund/proposals/1"
DECISION = {
    "outcome": "ballot",
    "decided_on-day": str(DECIDING.day),
    "decided_on-month": str(DECIDING.month),
    "decided_on-year": str(DECIDING.year),
    "words": "The need is plain.",
    "vote_1": "for",
    "vote_2": "for",
}
