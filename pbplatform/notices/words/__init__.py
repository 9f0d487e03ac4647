"""An announced fact becomes a mail when it is sent: in its reader's language, by its template.

A kind is announced by the slice where it happens; that slice's `words/mails.py` names its template,
and its `slice.py` announces it. Source: docs/rules/notices.md sections 1 and 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import current_app
from jinja2 import Environment, StrictUndefined

from pbplatform.core.mails import MailKind, Payload, subject_line
from pbplatform.core.post import POST
from pbplatform.core.text import from_the_right
from pbplatform.letters.domain.words import LetterWords, of_mail
from pbplatform.notices.words.letter import Letterhead, Mail, NoSuchMail
from pbplatform.notices.words.news import one_click
from pbplatform.web.languages import in_language, page_direction, written_to
from pbplatform.web.slices import all_slices

__all__ = ["Letterhead", "Mail", "NoSuchMail", "letter_words", "mail_kinds", "render"]

_FOLDER = "mails/"
_LAYOUT = f"{_FOLDER}layout.txt"


def mail_kinds() -> dict[str, MailKind]:
    """How each kind of fact is told, as the slices announce it."""
    return {kind: mail for each in all_slices() for kind, mail in each.mails.items()}


def render(
    kind: str, payload: Payload, *, key16: bytes, head: Letterhead, reader: str | None = None
) -> Mail:
    """The mail for an announced fact.

    Args:
        reader: the language of the account that reads it, as a BCP 47 tag; None for the place's.

    Raises:
        NoSuchMail: no words for it, or no address in it.
        KeyError: the fact lacks what its mail says.
    """
    to = payload.get("to")
    if not isinstance(to, str) or "@" not in to:
        raise NoSuchMail(f"{kind} names no address")
    with in_language(written_to(reader, head.languages)):
        said = _said(kind, payload, head)
        if page_direction() == "rtl":
            said = from_the_right(said)
    subject, _line, body = said.partition("\n")
    stop = one_click(payload)
    return Mail(
        key16=key16,
        to=to,
        subject=subject,
        body=body.removeprefix("\n") + "\n",
        one_click=head.link(stop) if stop else "",
    )


def _said(kind: str, payload: Payload, head: Letterhead) -> str:
    template, shown = _template_of(kind, payload)
    return _templates().get_template(template).render(_of_every_mail(head, payload), **shown)


def letter_words(
    kind: str, payload: Payload, *, head: Letterhead, reader: str | None = None
) -> LetterWords:
    """What a letter says of an announced fact (docs/rules/letters.md section 1.2).

    Args, Raises: as `render`; no address is needed.
    """
    language = written_to(reader, head.languages)
    with in_language(language):
        subject, _line, body = _said(kind, payload, head).partition("\n")
    return LetterWords(subject.strip(), of_mail(body), language, tuple(_texts_in(payload)))


def _texts_in(told: object) -> Iterator[str]:
    """All texts of a payload, however deep, to see later whether one was taken away."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for value in told.values():
            yield from _texts_in(value)
    elif isinstance(told, list | tuple):
        for value in told:
            yield from _texts_in(value)


def _of_every_mail(head: Letterhead, payload: Payload) -> dict[str, object]:
    return {
        "stop": payload.get("stop", ""),
        "by_post": str(payload.get("to", "")).startswith(POST),
        "place": head.place,
        "public_url": head.public_url,
        "help_line": head.help_line,
        "link": head.link,
    }


def _template_of(kind: str, payload: Payload) -> tuple[str, Mapping[str, object]]:
    """The template of a fact, and what it shows beside the letterhead.

    Before mails were templates, ideas and costings brought their sentences along, in the language
    of whoever acted. Such rows may lie in the outbox still, and are sent as they are.
    """
    known = mail_kinds().get(kind)
    subject, body = payload.get("subject_line"), payload.get("body_line")
    if subject and body:
        like = _FOLDER + known.template if known else _LAYOUT
        said = {"subject_line": str(subject), "body_line": str(body)}
        return f"{_FOLDER}brought.txt", {**said, "path": payload.get("path"), "like": like}
    if known is None:
        raise NoSuchMail("there are no words for it")
    return _FOLDER + known.template, known.shows(payload)


def _templates() -> Environment:
    """Templates as pages have them, but a word that is missing is an error, never a hole."""
    made: Environment | None = current_app.extensions.get("mail_templates")
    if made is None:
        made = current_app.jinja_env.overlay(undefined=StrictUndefined)
        made.filters = {**made.filters, "subject_line": subject_line}
        current_app.extensions["mail_templates"] = made
    return made
