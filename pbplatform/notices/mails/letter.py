"""What every mail is made of. Source: docs/rules/notices.md section 1."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from pbplatform.core.local_paths import has_unseen
from pbplatform.web.presentation import long_date

LONGEST_SUBJECT = 200  # letters
LONGEST_QUOTE = 100
_JOINERS = "\u200c\u200d"  # several scripts are written with them
_LIKE_AN_ADDRESS = re.compile(r"://|@|\bwww\b|\w[.。．｡]\w{2,}|\d{6,}", re.IGNORECASE)


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

    def link(self, path: str) -> str:
        """The whole address of a path of this site."""
        return f"{self.public_url}/{path.lstrip('/')}"


class NoSuchMail(Exception):
    """There are no words for this kind, or nobody to send them to."""


Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """What one mail says.

    Attributes:
        subject: the news itself.
        parts: paragraphs of plain text, links on lines of their own.
        why: why the person got it.
    """

    subject: str
    parts: tuple[str, ...]
    why: str


Teller = Callable[[Payload, Letterhead], Words]


def letter(words: Words, head: Letterhead) -> str:
    """The text of a mail, with its foot."""
    parts = [*words.parts, "-- ", words.why]
    if head.help_line:
        parts.append(_("Do you need help? %(help_line)s", help_line=head.help_line))
    parts.append(f"{head.place}\n{head.public_url}")
    return "\n\n".join(parts) + "\n"


def subject_line(subject: str) -> str:
    """One line, since titles are people's own words, cut where it gets too long."""
    line = " ".join("".join(_seen(letter) for letter in subject).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def _seen(letter: str) -> str:
    """A letter of somebody's own words as a header may hold it: nothing invisible, no turning."""
    return " " if has_unseen(letter) and letter not in _JOINERS else letter


def quotable(words: str) -> str:
    """Words of somebody we do not know, to quote in a mail: one short line without a way elsewhere.

    Empty where they hold something like an address: the mail would carry it under our name.
    """
    line = subject_line(words)
    if _LIKE_AN_ADDRESS.search(line):
        return ""
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"


def day_in_words(day: str) -> str:
    """`Thursday 4 March 2027` from `2027-03-04`."""
    return long_date(date.fromisoformat(day))


def brought(payload: Payload, head: Letterhead, why: str) -> Words:
    """The lines that a fact brings along in its payload, with its link.

    Raises:
        NoSuchMail: it brings none.
    """
    subject, body = payload.get("subject_line"), payload.get("body_line")
    if not subject or not body:
        raise NoSuchMail("there are no words for it")
    parts = [str(body)]
    if path := payload.get("path"):
        parts.append(head.link(str(path)))
    return Words(str(subject), tuple(parts), why)
