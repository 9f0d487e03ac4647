"""What waits for a facilitator, from every slice that has something for them to do."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.web.slices import all_slices
from pbplatform.web.to_do import AtDesk, ToDo


def waiting_for_facilitator(at: AtDesk) -> list[ToDo]:
    """Everything that waits for this person, what is late first, then by its day."""
    found = [to_do for each in all_slices() for tell in each.to_dos for to_do in tell(at)]
    return sorted(found, key=lambda to_do: (not to_do.late, to_do.by is not None, _day(to_do.by)))


def _day(by: date | datetime | None) -> date:
    if by is None:
        return date.min
    return by.date() if isinstance(by, datetime) else by
