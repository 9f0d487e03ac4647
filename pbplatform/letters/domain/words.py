"""The words of a letter, out of those of a mail. Source: docs/rules/letters.md section 1.2."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"(?m)^-- ?$")
_ADDRESS = re.compile(r"https?://(\S+)")


@dataclass(frozen=True)
class LetterWords:
    """What a letter says.

    Attributes:
        language: a BCP 47 tag.
        told: the values of the fact, to see later whether any of them was taken away.
    """

    subject: str
    body: str
    language: str
    told: tuple[str, ...] = ()


def of_mail(body: str) -> str:
    """The text of a mail as a letter has it: up to the line about mails, addresses to be typed."""
    lines = list(_LINE.finditer(body))
    # The last one is ours; somebody's words can hold another.
    text = body[: lines[-1].start()] if lines else body
    return _ADDRESS.sub(r"\1", text).strip()
