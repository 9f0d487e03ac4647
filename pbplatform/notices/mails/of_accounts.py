"""Mails about signing in and roles."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.accounts.wording import ROLE_NAMES
from pbplatform.notices.mails.letter import Letterhead, Payload, Teller, Words, day_in_words


def _sign_in_link(payload: Payload, head: Letterhead) -> Words:
    return Words(
        _("Your link to sign in to %(place)s", place=head.place),
        (
            _("Open this link to sign in:"),
            head.link(f"sign-in/{payload['token']}"),
            _("It works once, for 15 minutes."),
            _("Did you not ask for it? Then do nothing. Nobody can sign in without this mail."),
        ),
        _(
            "You get this mail because somebody entered your address on the sign-in page of "
            "%(place)s.",
            place=head.place,
        ),
    )


def _role_granted(payload: Payload, head: Letterhead) -> Words:
    role = ROLE_NAMES.get(payload["role"])
    return Words(
        _("Your role in %(place)s", place=head.place),
        (
            _("You were given a role in %(place)s: %(role)s.", place=head.place, role=role)
            if role
            else _("You were given a role in %(place)s.", place=head.place),
            *_where_and_until(payload),
            _("Sign in with this address. Your desk shows what waits for you:"),
            head.link("desk"),
            _("The public log says so to everybody."),
        ),
        _(
            "You get this mail because a facilitator of %(place)s gave you a role.",
            place=head.place,
        ),
    )


def _where_and_until(payload: Payload) -> tuple[str, ...]:
    where, until = payload.get("where", ""), payload.get("until", "")
    return (
        *([_("It is for: %(where)s.", where=where)] if where else []),
        *([_("You hold it until %(day)s.", day=day_in_words(until))] if until else []),
    )


WORDS: Mapping[str, Teller] = {
    "accounts:sign_in_link": _sign_in_link,
    "accounts:role_granted": _role_granted,
}
