"""Promises as they stand on a day, checks by residents, and evidence."""

from pbplatform.promises.queries.checks import (
    CheckView,
    Said,
    Senior,
    calendar,
    check_view,
    checks_of,
    checks_owed,
    checks_to_ask,
    late_checks,
    owed_replies,
    senior_of,
    seniors_of,
    word_of,
)
from pbplatform.promises.queries.evidence import (
    attached_to,
    evidence_by_id,
    evidence_of,
    team_of,
)
from pbplatform.promises.queries.promises import (
    PromiseOnDay,
    corrected_of,
    moves_of,
    promised_day,
    taken_back_of,
)

__all__ = [
    "CheckView",
    "PromiseOnDay",
    "Said",
    "Senior",
    "attached_to",
    "calendar",
    "check_view",
    "checks_of",
    "checks_owed",
    "checks_to_ask",
    "corrected_of",
    "evidence_by_id",
    "evidence_of",
    "late_checks",
    "moves_of",
    "owed_replies",
    "promised_day",
    "senior_of",
    "seniors_of",
    "taken_back_of",
    "team_of",
    "word_of",
]
