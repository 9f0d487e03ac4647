"""When it is told that a role ends. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

from datetime import datetime, timedelta

WARN_DAYS = (60, 14)
LAST_FACILITATOR_DAYS = 183  # half a year


def thresholds(*, is_last_facilitator: bool) -> tuple[int, ...]:
    """Days before the end, the longest first."""
    return (LAST_FACILITATOR_DAYS, *WARN_DAYS) if is_last_facilitator else WARN_DAYS


def warning_due(
    starts_at: datetime,
    expires_at: datetime,
    *,
    warned_days: int | None,
    is_last_facilitator: bool,
    now: datetime,
) -> int | None:
    """The warning that is due, as days before the end; None for none.

    Of several that have come only the nearest is due. A role that was given for a shorter time than
    a threshold is not told of at once.

    Args:
        warned_days: the last one that was mailed.
    """
    found = None
    for days in thresholds(is_last_facilitator=is_last_facilitator):
        begins = expires_at - timedelta(days=days)
        if starts_at < begins <= now < expires_at:
            found = days
    if found is None or (warned_days is not None and warned_days <= found):
        return None
    return found
