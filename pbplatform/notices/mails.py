"""What each announced fact says as a mail: subject, plain text, and why the person got it.

A kind is announced by the slice where it happens; its words are here. A kind without words of its
own may bring `subject_line`, `body_line` and `path`. Source: docs/rules/notices.md section 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from pbplatform.accounts.wording import ROLE_NAMES
from pbplatform.notices import forum_mails


@dataclass(frozen=True)
class Mail:
    """One mail, ready for any mail server.

    Attributes:
        key16: the outbox row it comes from; the same mail sent twice has the same Message-ID.
    """

    key16: bytes
    to: str
    subject: str
    body: str


@dataclass(frozen=True)
class Letterhead:
    """What every mail says of its place."""

    place: str
    public_url: str
    help_line: str = ""


class NoSuchMail(Exception):
    """There are no words for this kind, or nobody to send them to."""


Payload = Mapping[str, Any]
Words = tuple[str, str, str]  # subject, text, why the person got it


def render(kind: str, payload: Payload, *, key16: bytes, head: Letterhead) -> Mail:
    """The mail for an announced fact, in the language in force.

    Raises:
        NoSuchMail: no words for it, or no address in it.
    """
    to = payload.get("to")
    if not isinstance(to, str) or "@" not in to:
        raise NoSuchMail(f"{kind} names no address")
    words = _KINDS.get(kind, _generic)
    subject, text, why = words(kind, payload, head)
    return Mail(key16=key16, to=to, subject=subject, body=_letter(text, why, head))


def _letter(text: str, why: str, head: Letterhead) -> str:
    parts = [text, "-- ", why]
    if head.help_line:
        parts.append(_("Do you need help? %(help_line)s", help_line=head.help_line))
    parts.append(f"{head.place}\n{head.public_url}")
    return "\n\n".join(parts) + "\n"


def _sign_in_link(kind: str, payload: Payload, head: Letterhead) -> Words:
    link = f"{head.public_url}/sign-in/{payload['token']}"
    text = "\n\n".join(
        (
            _("Open this link to sign in:"),
            link,
            _("It works once, for 15 minutes."),
            _("Did you not ask for it? Then do nothing. Nobody can sign in without this mail."),
        )
    )
    why = _(
        "You get this mail because somebody entered your address on the sign-in page of %(place)s.",
        place=head.place,
    )
    return _("Your link to sign in to %(place)s", place=head.place), text, why


def _role_granted(kind: str, payload: Payload, head: Letterhead) -> Words:
    role = ROLE_NAMES.get(payload["role"])
    text = "\n\n".join(
        (
            _("You were given a role in %(place)s: %(role)s.", place=head.place, role=role)
            if role
            else _("You were given a role in %(place)s.", place=head.place),
            _("Sign in with this address. Your desk shows what waits for you:"),
            f"{head.public_url}/desk",
            _("The public log says that you hold this role, and until when."),
        )
    )
    why = _(
        "You get this mail because a facilitator of %(place)s gave you a role.", place=head.place
    )
    return _("Your role in %(place)s", place=head.place), text, why


def _generic(kind: str, payload: Payload, head: Letterhead) -> Words:
    subject, body = payload.get("subject_line"), payload.get("body_line")
    if not subject or not body:
        raise NoSuchMail(f"there are no words for {kind}")
    parts = [str(body)]
    if path := payload.get("path"):
        parts.append(f"{head.public_url}/{str(path).lstrip('/')}")
    why = _(
        "You get this mail because you take part in %(place)s and this concerns you.",
        place=head.place,
    )
    return str(subject), "\n\n".join(parts), why


def _update_asked(kind: str, payload: Payload, head: Letterhead) -> Words:
    project, days = payload["project"], payload["days"]
    text = "\n\n".join(
        (
            _(
                "Residents have heard nothing of “%(project)s” for %(days)s days.",
                project=project,
                days=days,
            ),
            _("Please write an update. A few sentences are enough:"),
            f"{head.public_url}/{payload['path']}",
            _("The public page of the project says that we have asked you."),
        )
    )
    why = _("You get this mail because your team owns this project in %(place)s.", place=head.place)
    return _("Please write an update on “%(project)s”", project=project), text, why


def _of_a_point(kind: str, payload: Payload, head: Letterhead) -> Words:
    return forum_mails.words_of(kind, payload, head.public_url, head.place)


_KINDS: dict[str, Callable[[str, Payload, Letterhead], Words]] = {
    "accounts:sign_in_link": _sign_in_link,
    "delivery:update_asked": _update_asked,
    "accounts:role_granted": _role_granted,
    **dict.fromkeys(forum_mails.KINDS, _of_a_point),
}
