"""Voter numbers as people write them: “17, 20-25”. Source: docs/rules/voting.md section 1.18."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pbplatform.core.errors import Conflict
from pbplatform.core.text_fold import ascii_digits

MOST_NUMBERS = 5_000
_PART = re.compile(r"([1-9]\d{0,8})(?:\s*[-–—‒]\s*([1-9]\d{0,8}))?")
# Is “1,200” one number or two? Nobody is struck by a guess.
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’]\d{3})+(?!\d)")


def read_numbers(typed: str) -> tuple[int, ...]:
    """The numbers that somebody typed or pasted, ascending, each once.

    Raises:
        Conflict: beside the field `numbers`: nothing, not to be read, backwards, or too many.
    """
    text = ascii_digits(typed)
    if found := _THOUSANDS.search(text):
        raise Conflict("roll.numbers_run_together", field="numbers", part=found[0])
    spaced = re.sub(r"\s*[-–—‒]\s*", "-", text.strip())
    parts = [part for part in re.split(r"[\s,;]+", spaced) if part]
    if not parts:
        raise Conflict("roll.no_numbers", field="numbers")
    numbers: set[int] = set()
    for part in parts:
        match = _PART.fullmatch(part)
        if match is None:
            raise Conflict("roll.numbers_unreadable", field="numbers", part=part[:20])
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise Conflict("roll.numbers_backwards", field="numbers", part=part)
        if last - first >= MOST_NUMBERS:
            raise Conflict("roll.too_many_numbers", field="numbers", most=MOST_NUMBERS)
        numbers.update(range(first, last + 1))
    if len(numbers) > MOST_NUMBERS:
        raise Conflict("roll.too_many_numbers", field="numbers", most=MOST_NUMBERS)
    return tuple(sorted(numbers))


def written(numbers: Iterable[int]) -> str:
    """Numbers in their one way of writing: ascending, three or more in a row as a range."""
    rows: list[list[int]] = []
    for number in sorted(set(numbers)):
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    parts = []
    for row in rows:
        if len(row) > 2:
            parts.append(f"{row[0]}-{row[-1]}")
        else:
            parts.extend(map(str, row))
    return ", ".join(parts)
