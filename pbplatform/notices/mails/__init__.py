"""What each announced fact says as a mail: subject, plain text, and why the person got it.

A kind is announced by the slice where it happens; its words are here. A kind without words of its
own may bring `subject_line`, `body_line` and `path`. Source: docs/rules/notices.md section 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.notices.mails import of_accounts, of_forums, of_responses, of_rounds, of_teams
from pbplatform.notices.mails.letter import (
    Letterhead,
    Mail,
    NoSuchMail,
    Payload,
    Teller,
    Words,
    brought,
    letter,
    subject_line,
)

__all__ = ["KINDS", "Letterhead", "Mail", "NoSuchMail", "Payload", "Words", "render"]

KINDS: Mapping[str, Teller] = {
    **of_accounts.WORDS,
    **of_rounds.WORDS,
    **of_forums.WORDS,
    **of_responses.WORDS,
    **of_teams.WORDS,
}


def render(kind: str, payload: Payload, *, key16: bytes, head: Letterhead) -> Mail:
    """The mail for an announced fact, in the language in force.

    Raises:
        NoSuchMail: no words for it, or no address in it.
    """
    to = payload.get("to")
    if not isinstance(to, str) or "@" not in to:
        raise NoSuchMail(f"{kind} names no address")
    words = KINDS.get(kind, _generic)(payload, head)
    return Mail(key16=key16, to=to, subject=subject_line(words.subject), body=letter(words, head))


def _generic(payload: Payload, head: Letterhead) -> Words:
    why = _(
        "You get this mail because you take part in %(place)s and this concerns you.",
        place=head.place,
    )
    return brought(payload, head, why)
