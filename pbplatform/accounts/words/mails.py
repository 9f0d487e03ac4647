"""Mails about signing in and roles."""

from __future__ import annotations

from pbplatform.accounts.kinds import Waits
from pbplatform.accounts.words.goals import GOAL_WORDS
from pbplatform.accounts.words.news import news_words
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.accounts.words.scopes import scope_words
from pbplatform.core.mails import MailKind, Payload, day, instant, quotable, showing


def _link(payload: Payload) -> dict[str, object]:
    kept_until = payload.get("kept_until")
    return {
        "token": payload["token"],
        "goal": GOAL_WORDS.get(payload.get("goal", ""), ""),
        "idea_waits": payload.get("waits") == Waits.IDEA,
        "title": quotable(payload.get("title", "")),
        "round": payload.get("goes_to", ""),
        "end": instant(kept_until) if kept_until else None,
    }


def _role(payload: Payload) -> dict[str, object]:
    where, last_day = payload.get("where", ""), payload.get("until")
    return {
        "role": ROLE_NAMES.get(payload["role"], ""),
        # Rows from before mails were templates hold the scope in words.
        "where": where if isinstance(where, str) else scope_words(where),
        "last_day": day(last_day) if last_day else None,
    }


def _token(payload: Payload) -> dict[str, object]:
    return {"token": payload["token"]}


def _offer(payload: Payload) -> dict[str, object]:
    return {
        **_role(payload),
        "name": payload["name"],
        "path": payload["path"],
        "lapses": instant(payload["lapses"]),
    }


def _answered(payload: Payload) -> dict[str, object]:
    return {"role": ROLE_NAMES.get(payload["role"], ""), "name": payload["name"]}


def _ends(payload: Payload) -> dict[str, object]:
    return {
        **_role(payload),
        "is_last": payload["is_last"],
        "is_last_facilitator": payload["is_last_facilitator"],
        "waits": payload["waits"],
        "path": payload["path"],
    }


def _some_end(payload: Payload) -> dict[str, object]:
    return {
        "rows": [
            {"name": each["name"], **_role(each), "is_last": each["is_last"]}
            for each in payload["roles"]
        ],
        "is_last_facilitator": payload["is_last_facilitator"],
    }


def _contact(payload: Payload) -> dict[str, object]:
    return {
        "news": news_words(payload["purpose"]),
        "about": payload["about"],
        "token": payload["token"],
    }


MAILS: dict[str, MailKind] = {
    "accounts:sign_in_link": MailKind("accounts/sign_in_link.txt", _link),
    "accounts:new_address": MailKind("accounts/new_address.txt", _token),
    "accounts:address_changed": MailKind("accounts/address_changed.txt", showing("path")),
    "accounts:erase_link": MailKind("accounts/erase_link.txt", _token),
    "accounts:contact_asked": MailKind("accounts/contact_asked.txt", _contact),
    "accounts:role_granted": MailKind("accounts/role_granted.txt", _role),
    "accounts:role_offered": MailKind("accounts/role_offered.txt", _offer),
    "accounts:offer_accepted": MailKind("accounts/offer_accepted.txt", _answered),
    "accounts:offer_declined": MailKind("accounts/offer_declined.txt", _answered),
    "accounts:offer_taken_back": MailKind("accounts/offer_taken_back.txt", _answered),
    "accounts:role_ends": MailKind("accounts/role_ends.txt", _ends),
    "accounts:roles_end": MailKind("accounts/roles_end.txt", _some_end),
    "accounts:acts_received": MailKind(
        "accounts/acts_received.txt", showing("name", "count", "path")
    ),
}
