"""Whole numbers that people type and addresses carry: never larger than a column can hold.

Source: docs/rules/text.md section 6.
"""

from __future__ import annotations

import re

from pbplatform.core.text_fold import ascii_digits

LARGEST = 2**31 - 1
_LONGEST = 40
# What stands between thousands somewhere: blank of any width, comma, point, apostrophe.
_GROUPED = re.compile(r"([+-]?)(\d{1,3})(?:([ ,.'])\d{2,3}(?:\3\d{2,3})*)?")
_PLAIN = re.compile(r"[+-]?\d+")
_PART = re.compile(r"[+-]?[\d ,.']*\d[.,]\d+")
_ALIKE = str.maketrans({"\N{MINUS SIGN}": "-", "’": "'", "٬": ",", "٫": "."})


class NotWhole(ValueError):
    """A number with a part after its point."""


def is_number(text: str) -> bool:
    """Whether this is digits and nothing else, of whatever alphabet."""
    return ascii_digits(text).isascii() and text.isdecimal()


def whole(text: str) -> int:
    """The number that was typed or sent: `1000`, `1,000`, `1 000`, `1.000`, in any digits.

    Raises:
        NotWhole: a part of one, such as `1,5`.
        ValueError: not a whole number, or one that no column holds.
    """
    words = " ".join(ascii_digits(text).translate(_ALIKE).split())
    if len(words) > _LONGEST:
        raise ValueError("larger than any number here")
    if not _PLAIN.fullmatch(words) and not _is_grouped(words):
        refusal = NotWhole if _PART.fullmatch(words) else ValueError
        raise refusal("invalid literal for a whole number")
    number = int(re.sub(r"[ ,.']", "", words))
    if abs(number) > LARGEST:
        raise ValueError("larger than any number here")
    return number


def _is_grouped(words: str) -> bool:
    """Thousands, the last group of three; those before it are of three, in India of two."""
    found = _GROUPED.fullmatch(words)
    if not found or not found[3]:
        return False
    first, *middle, last = words.lstrip("+-").split(found[3])
    sizes = {len(group) for group in middle}
    return len(last) == 3 and (sizes <= {3} or (sizes == {2} and len(first) <= 2))


def whole_or_none(text: str | None) -> int | None:
    """The number in a hidden field; None when it holds none."""
    try:
        return whole(text or "")
    except ValueError:
        return None
