"""How ideas and proposals are counted in lists: their cells, their places.

Source: docs/rules/proposals.md section 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pbplatform.proposals.kinds import SUPPORTABLE_STATES

IDEAS, BY_SUPPORT, PROPOSALS = "idea", "idea_support", "proposal"
IN_COMMITTEE = "idea_committee"
SUPPORT_BITS = 32
SUPPORT_SHIFTS = (SUPPORT_BITS + 6, SUPPORT_BITS, 12, 6)
_NUMBERS, _DAYS = 32, 22  # bits of a number, and of a day
LOOK_SHIFTS = (_NUMBERS + 6, _NUMBERS, 12, 6)


def cell_of(state: str, whose: int | None) -> str:
    """The cell of an idea of an area, or of a proposal of a committee."""
    return f"{state}|{whose or 0}"


def state_in(cell: str) -> str:
    return cell.partition("|")[0]


def whose_in(cell: str) -> int:
    """Area or committee of a cell, by id; 0 for none."""
    return int(cell.split("|")[1])


def committee_cell(state: str, committee_id: int | None, area_id: int | None) -> str:
    """The cell of an idea among those that a committee can have: also by its area."""
    return f"{cell_of(state, committee_id)}|{area_id or 0}"


def area_at_committee(cell: str) -> int:
    """The area in such a cell, by id; 0 for none."""
    return int(cell.split("|")[2])


def look_place(look_by: date | None, number: int, *, is_settled: bool) -> int:
    """What is settled waits for nobody, so it stands last; then by the day, then by number."""
    day = look_by.toordinal() if look_by else 0
    return (is_settled << _DAYS | day) << _NUMBERS | number


def that(cells: Mapping[str, int], test: Callable[[str, int], bool]) -> dict[str, int]:
    """Those cells whose state and area, or committee, are as asked."""
    return {cell: n for cell, n in cells.items() if test(state_in(cell), whose_in(cell))}


def support_place(supporters: int, number: int) -> int:
    """By supporters, then by number."""
    return supporters << SUPPORT_BITS | number


def supporters_at(place: int) -> int:
    """How many people support the idea that stands there."""
    return place >> SUPPORT_BITS


def can_be_supported(cell: str) -> bool:
    return state_in(cell) in SUPPORTABLE_STATES
