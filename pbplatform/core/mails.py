"""What a slice says of its mails: one line for each kind of fact it announces.

A service announces facts; `words/mails.py` of its slice names the template that tells each kind;
`notices` words it in its reader's language when it is sent.

Source: docs/rules/notices.md section 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pbplatform.core.local_paths import has_unseen

LONGEST_SUBJECT = 200  # letters
LONGEST_QUOTE = 100
_JOINERS = "\u200c\u200d"  # several scripts are written with them
_LIKE_AN_ADDRESS = re.compile(r"://|@|\bwww\b|\w[.。．｡]\w{2,}|\d{6,}", re.IGNORECASE)

Payload = Mapping[str, Any]
Shows = Callable[[Payload], Mapping[str, object]]


@dataclass(frozen=True)
class MailKind:
    """How one kind of fact becomes a mail.

    Attributes:
        template: file below `templates/mails/`, with the blocks `subject`, `text` and `why`.
        shows: turns the fact's payload into what the template shows: days into days, codes into
            words. It is called in the reader's language. Raises KeyError where a fact is missing.
    """

    template: str
    shows: Shows


def showing(*names: str, **read: Callable[[Any], object]) -> Shows:
    """Facts as the payload has them, and those given by keyword as their function reads them."""

    def shows(payload: Payload) -> dict[str, object]:
        read_out = {name: how(payload[name]) for name, how in read.items()}
        return {**{name: payload[name] for name in names}, **read_out}

    return shows


def day(text: str) -> date:
    """The day that a payload holds as `2027-03-04`."""
    return date.fromisoformat(text)


def instant(text: str) -> datetime:
    """The instant that a payload holds as `2027-05-31T23:00:00.000000Z`."""
    return datetime.fromisoformat(text)


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
