"""The instant of an act of the vote: freeze, close, lot, opening, result (ruling 16)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.core.errors import Conflict
from pbplatform.core.host_clock import MOST_SKEW
from pbplatform.web.clock import deciding_clock


def act_now(session: Session) -> datetime:
    """The deciding instant; call in the transaction that acts.

    Raises:
        Conflict: the clocks differ, or this one shows a time before the newest entry of the log.
    Source: docs/rules/voting.md section 8.
    """
    now = deciding_clock().decide(session)
    newest = log.newest_instant(session)
    if newest is not None and newest > now + MOST_SKEW:
        raise Conflict("clock.behind_log")
    return now
