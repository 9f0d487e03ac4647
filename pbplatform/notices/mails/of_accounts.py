"""Mails about signing in and roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Waits
from pbplatform.accounts.words.goals import GOAL_WORDS
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import PLACE
from pbplatform.notices.mails.letter import (
    Letterhead,
    Payload,
    Teller,
    Words,
    day_in_words,
    quotable,
)
from pbplatform.web.presentation import clock_time, long_date, until


def _sign_in_link(payload: Payload, head: Letterhead) -> Words:
    if payload.get("waits") == Waits.IDEA:
        return _idea_waits(payload, head)
    on = [str(GOAL_WORDS[goal])] if (goal := payload.get("goal")) in GOAL_WORDS else []
    return Words(
        _("Your link to sign in to %(place)s", place=head.place),
        (
            _("Open this link to sign in:"),
            head.link(f"sign-in/{payload['token']}"),
            *on,
            _("It works once, for 15 minutes."),
            _("Did you not ask for it? Then do nothing. Nobody can sign in without this mail."),
        ),
        _(
            "You get this mail because somebody entered your address on the sign-in page of "
            "%(place)s.",
            place=head.place,
        ),
    )


def _idea_waits(payload: Payload, head: Letterhead) -> Words:
    """Whoever typed the title is not known yet: it is quoted, and nothing that leads elsewhere."""
    title, goes_to = quotable(payload.get("title", "")), payload.get("goes_to", "")
    return Words(
        _("One step left: confirm and send your idea to %(round)s", round=goes_to),
        (
            _("An idea was written for %(round)s with your address.", round=goes_to),
            *([_("Its title, as it was typed: “%(title)s”", title=title)] if title else []),
            _("It is kept, but not sent yet. Open this link, then press “Send my idea”:"),
            head.link(f"sign-in/{payload['token']}"),
            _("The link works once, for 15 minutes. Then its page gives you a new one."),
            *_sendable_until(payload),
            _("Did you not write it? Then do nothing: it is not sent, and we forget it."),
        ),
        _(
            "You get this mail because somebody wrote an idea on %(place)s and entered your "
            "address.",
            place=head.place,
        ),
    )


def _sendable_until(payload: Payload) -> tuple[str, ...]:
    if not payload.get("kept_until"):
        return ()
    end = until(datetime.fromisoformat(payload["kept_until"]))
    said = _("You can send it until %(day)s, %(time)s.", day=long_date(end), time=clock_time(end))
    return (said,)


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
    if where == PLACE:  # of the whole place, which has no name of its own in a list of scopes
        where = _("The whole place")
    return (
        *([_("It is for: %(where)s.", where=where)] if where else []),
        *([_("You hold it until %(day)s.", day=day_in_words(until))] if until else []),
    )


WORDS: Mapping[str, Teller] = {
    "accounts:sign_in_link": _sign_in_link,
    "accounts:role_granted": _role_granted,
}
