"""How changed decisions, promises of a year and its meetings are counted: their cells.

Source: docs/rules/changed.md sections 2 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pbplatform.promises.domain.kept import Turn

CHANGES, PROMISED, AWAITED, HELD = "change", "year_promise", "year_awaited", "year_meeting"


@dataclass(frozen=True)
class Promises:
    """Promises of a forum whose first day lies in a year, that are told together.

    Attributes:
        is_moved: whether they have another day now.
        in_time: whether their teams called them done by the first day.
    """

    forum_id: int
    year: int
    is_moved: bool
    in_time: bool
    turn: Turn

    @property
    def cell(self) -> str:
        told = (self.forum_id, self.year, int(self.is_moved), int(self.in_time), self.turn.cell)
        return "|".join(map(str, told))

    @staticmethod
    @lru_cache(maxsize=4096)
    def read(cell: str) -> Promises:
        """What a cell says; a page of what changed reads some hundred of them."""
        forum_id, year, is_moved, in_time, turn = cell.split("|")
        whose = (int(forum_id), int(year), is_moved == "1", in_time == "1")
        return Promises(*whose, Turn.read(turn))


def change_cell(forum_id: int | None, round_id: int | None, day: date) -> str:
    """The cell of a changed decision by what it hangs on and the day of its document."""
    return f"{_holder(forum_id, round_id)}|{day.year}"


def _holder(forum_id: int | None, round_id: int | None) -> str:
    return f"f{forum_id}" if forum_id is not None else f"r{round_id}"


def year_in(cell: str) -> int:
    return int(cell.partition("|")[2])


def is_of(cell: str, *, forum_id: int | None, round_id: int | None) -> bool:
    """Whether a cell is of this round and this forum; None for all."""
    mine = (_holder(forum_id, None), _holder(None, round_id))
    asked = (forum_id is not None, round_id is not None)
    return all(
        cell.partition("|")[0] == one for one, is_asked in zip(mine, asked, strict=True) if is_asked
    )
