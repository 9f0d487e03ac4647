"""Signing in and out, names, and giving roles. Source: docs/rules/accounts.md."""

from pbplatform.accounts.services.names import change_name
from pbplatform.accounts.services.roles import (
    appoint,
    end_auditor,
    end_role,
    grant_auditor,
    grant_role,
)
from pbplatform.accounts.services.signing_in import (
    LINK_MINUTES,
    LINKS_PER_WINDOW,
    SESSION_DAYS,
    close_all_sessions,
    close_session,
    ensure_account,
    forget_expired,
    goal_of_used_link,
    is_local,
    look_up_link,
    open_session,
    request_link,
    use_link,
)
from pbplatform.accounts.services.two_people import (
    DAYS_TO_CONFIRM,
    ask,
    asked_of,
    confirm,
    pair_by_operator,
    take_back,
    turn_down,
)

__all__ = [
    "DAYS_TO_CONFIRM",
    "LINKS_PER_WINDOW",
    "LINK_MINUTES",
    "SESSION_DAYS",
    "appoint",
    "ask",
    "asked_of",
    "change_name",
    "close_all_sessions",
    "close_session",
    "confirm",
    "end_auditor",
    "end_role",
    "ensure_account",
    "forget_expired",
    "goal_of_used_link",
    "grant_auditor",
    "grant_role",
    "is_local",
    "look_up_link",
    "open_session",
    "pair_by_operator",
    "request_link",
    "take_back",
    "turn_down",
    "use_link",
]
