"""Signing in and out, names, and giving roles. Source: docs/rules/accounts.md."""

from pbplatform.accounts.services.names import change_name
from pbplatform.accounts.services.roles import appoint, end_role, grant_role
from pbplatform.accounts.services.signing_in import (
    LINK_MINUTES,
    LINKS_PER_WINDOW,
    SESSION_DAYS,
    SIGN_IN_LINK,
    LinkAsked,
    close_all_sessions,
    close_session,
    ensure_account,
    forget_expired,
    goal_of_used_link,
    link_goes_out,
    look_up_link,
    open_session,
    request_link,
    use_link,
    waiting_of_link,
)

__all__ = [
    "LINKS_PER_WINDOW",
    "LINK_MINUTES",
    "SIGN_IN_LINK",
    "LinkAsked",
    "SESSION_DAYS",
    "appoint",
    "change_name",
    "close_all_sessions",
    "close_session",
    "end_role",
    "ensure_account",
    "forget_expired",
    "goal_of_used_link",
    "grant_role",
    "link_goes_out",
    "look_up_link",
    "open_session",
    "request_link",
    "use_link",
    "waiting_of_link",
]
