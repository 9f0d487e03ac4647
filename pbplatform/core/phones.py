"""Telephone numbers: what is dialled. Source: docs/rules/venues.md section 6."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\+?[\d ()/.–-]+")
SHORTEST, LONGEST = 3, 15  # digits; the most of an international number (ITU-T E.164)
SHORTEST_IN_WORDS = 6  # digits; fewer in the middle of words may be a year or an hour


def number_to_dial(typed: str) -> str:
    """The digits of a number, with its plus sign; empty when it is no telephone number."""
    number = typed.strip()
    digits = "".join(sign for sign in number if sign in "0123456789")
    if not _NUMBER.fullmatch(number) or not SHORTEST <= len(digits) <= LONGEST:
        return ""
    return ("+" if number.startswith("+") else "") + digits
