"""How much there is to do before a box is closed, separated, opened and counted, for bars.

Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.queries.box import entries_of_log, reconcile
from pbplatform.voting.queries.roll_root import rows_below_root, rows_to_root


class Part(StrEnum):
    """What takes its time where a box is large, as whoever waits at a command is told."""

    CLOSING = "closing"
    CHECKING = "checking"
    SEPARATING = "separating"
    REWRITING = "rewriting the storage"
    READING = "reading the list"
    OPENING = "opening"
    PUBLISHING = "publishing"
    COUNTING = "counting"


def rows_to_check(session: Session, round_: Round) -> int:
    """How many rows `refuse_round` looks at: the log, the roll below its root, the closed votes.

    Until the opening; then the list comes on top.
    """
    held = reconcile(session, round_.id).envelopes
    return entries_of_log(session, round_) + rows_below_root(session, round_.id) + held


def rows_to_close(session: Session, round_: Round) -> int:
    """How many rows a close looks at: those of the checks, and the roll that gets a root."""
    return rows_to_check(session, round_) + rows_to_root(session, round_.id)


def rows_to_count(session: Session, round_: Round) -> int:
    """How many rows are looked at before a count: the log, the list, the closed votes."""
    return entries_of_log(session, round_) + 2 * reconcile(session, round_.id).envelopes
