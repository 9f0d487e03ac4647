"""Days for corrections, and a text with one in it. Pure; docs/rules/forums.md section 5."""

from __future__ import annotations

import re
from datetime import date

from pbplatform.places.domain.working_days import WorkingDays

AGAIN_DAYS = 3  # working days that a later version leaves at least
DECIDE_DAYS = 5  # working days for a decision
APPROVE_DAYS = 5  # working days for approving, once corrections are over
LONGEST_PASSAGE = 2_000  # letters
LONGEST_WHY = 1_000


def last_day_for_corrections(
    circulated_on: date, newest_on: date, correction_days: int, days: WorkingDays
) -> date:
    """The last day on which the text can be corrected; the day itself counts.

    Args:
        circulated_on: when minutes were first sent out.
        newest_on: when the newest circulated version was.
        correction_days: working days from the first.
    """
    first = days.after(circulated_on, correction_days)
    if newest_on == circulated_on:
        return first
    return max(first, days.after(newest_on, AGAIN_DAYS))


def decide_by(came_on: date, days: WorkingDays) -> date:
    """The day by which a correction is decided."""
    return days.after(came_on, DECIDE_DAYS)


def _pattern(passage: str) -> re.Pattern[str]:
    """The words of a passage, however lines break between them."""
    return re.compile(r"\s+".join(re.escape(word) for word in passage.split()))


def stands_in(text: str, passage: str) -> int:
    """How often a passage stands in a text, line breaks aside; 0 for no passage."""
    return len(_pattern(passage).findall(text)) if passage.split() else 0


def corrected(text: str, passage: str, proposed: str) -> str | None:
    """The text with other words in place of the passage; None where a person must find the place.

    Without a passage the words stand at the end, as a paragraph.
    """
    if not passage.split():
        return f"{text.rstrip()}\n\n{proposed.strip()}"
    if stands_in(text, passage) != 1:
        return None
    changed = _pattern(passage).sub(lambda _found: proposed.strip(), text, count=1)
    return re.sub(r"\n{3,}", "\n\n", changed).strip()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, as pages show them."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]
