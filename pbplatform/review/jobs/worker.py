"""Decisions stand when the days to object are over; who leaves hands over.

Source: docs/rules/review.md sections 4 and 8.
"""

from __future__ import annotations

from contextlib import suppress

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.review.queries.records import records_past
from pbplatform.review.queries.scores import scorings_past
from pbplatform.review.services import committees_left, hand_over, let_stand, publish_scores
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

COMMITTEES_SECONDS = 60.0


def let_decisions_stand(_settings: Settings) -> None:
    """Let records stand that nobody objected to in time; what cannot stand stays open.

    Looked for outside the turn to write, for which people who vote wait on SQLite.
    """
    at = now()
    for proposal_id in records_past(db.session(), at):
        with suppress(Conflict), transaction() as session:
            let_stand(session, proposal_id=proposal_id, now=at)


def hand_over_to_committees(_settings: Settings) -> None:
    """Give committees what delegates who left looked after."""
    at = now()
    for committee_id in committees_left(db.session(), now=at):
        with transaction() as session:
            hand_over(session, committee_id=committee_id, now=at)


def publish_due_scores(_settings: Settings) -> None:
    """Say in the log that the days to score are over."""
    at = now()
    for proposal_id in scorings_past(db.session(), at):
        with transaction() as session:
            publish_scores(session, proposal_id=proposal_id, now=at)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("delegates who left", COMMITTEES_SECONDS, hand_over_to_committees),
        WorkerStep("decisions to stand", COMMITTEES_SECONDS, let_decisions_stand),
        WorkerStep("scores to publish", COMMITTEES_SECONDS, publish_due_scores),
    ]
