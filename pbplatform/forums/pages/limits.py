"""How often one may send corrections. Source: docs/rules/forums.md section 5.10."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request

from pbplatform.core.errors import TooMany
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, count_try
from pbplatform.web.clock import request_now
from pbplatform.web.presentation import clock_time

WITH_ACCOUNT = Limit("correction:account", 20, timedelta(days=1))
WITHOUT = Limit("correction:address", 5, timedelta(days=1))


def correction_too_often(account_id: int | None) -> TooMany | None:
    """Count a correction that is about to be sent; the refusal when it is one too many."""
    limit = WITH_ACCOUNT if account_id is not None else WITHOUT
    who = str(account_id) if account_id is not None else request.remote_addr or ""
    secret = current_app.extensions["settings"].secret_key
    with transaction() as session:
        wait = count_try(session, limit, who=who, secret=secret, now=request_now())
    if wait is None:
        return None
    return TooMany("correction.too_often", at=clock_time(wait))
