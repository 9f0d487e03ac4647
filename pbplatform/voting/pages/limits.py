"""How often one may put in a vote or try a code. Source: docs/rules/voting.md section 9."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, request

from pbplatform.core.errors import TooMany
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, Try, count_try, one_try
from pbplatform.web.clock import request_now
from pbplatform.web.kiosk import at_kiosk
from pbplatform.web.presentation import clock_time

CASTS = Limit("vote:cast", 10, timedelta(minutes=10))
CODES = Limit("roll:code", 30, timedelta(minutes=10))


def one_cast(round_id: int, voter_no: int) -> Try:
    """A vote of this voter, which the cast counts with what it writes."""
    secret = current_app.extensions["settings"].secret_key
    return one_try(CASTS, who=f"{round_id}:{voter_no}", secret=secret, now=request_now())


def cast_too_often(until: datetime) -> TooMany:
    """The refusal of a vote that is one too many."""
    return TooMany("vote.too_often", most=CASTS.most, at=clock_time(until))


def wrong_code_too_often() -> TooMany | None:
    """Count a wrong code from this address; the refusal when it is one too many.

    At a kiosk none is counted: many share it, and its line (docs/rules/venues.md section 2.12).
    """
    if at_kiosk():
        return None
    wait = _count(CODES, request.remote_addr or "")
    if wait is None:
        return None
    return TooMany("roll.too_many_codes", field="code", at=clock_time(wait))


def _count(limit: Limit, who: str) -> datetime | None:
    secret = current_app.extensions["settings"].secret_key
    with transaction() as session:
        return count_try(session, limit, who=who, secret=secret, now=request_now())
