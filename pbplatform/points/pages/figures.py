"""How long answers take, by team: the figure of the dot strip and its table.

Source: docs/rules/points.md section 8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from pbplatform.points.queries.response_times import FEWEST, Strip, half_by, mark_order
from pbplatform.web import escaping
from pbplatform.web.figures import Cell, user_name


def to_draw(found: Sequence[Strip], *, together: str) -> list[Strip]:
    """Strips that are drawn: all teams in one, named `together`, then each with enough points.

    With one team alone its own strip says it all.
    """
    drawn = [strip for strip in found if strip.is_drawn]
    marks = sorted((mark for strip in found for mark in strip.marks), key=mark_order)
    if len(found) < 2 or sum(strip.number for strip in found) < FEWEST:
        return drawn
    return [Strip(team=together, marks=tuple(marks), half_by=half_by(marks)), *drawn]


def width_of(drawn: Sequence[Strip]) -> int:
    """The last working day of the scale: 30, or the next full ten after the longest wait."""
    longest = max((mark.days for strip in drawn for mark in strip.marks), default=0)
    return max(30, -(-longest // 10) * 10)


@dataclass(frozen=True)
class ResponseTimes:
    """The figure: strips that are drawn, and the same numbers of all teams as a table.

    Attributes:
        not_yet: what the table says where half of a team's points are not answered yet.
    """

    strips: Sequence[Strip]
    drawn: Sequence[Strip]
    not_yet: str

    @property
    def in_time(self) -> int:
        return sum(strip.in_time for strip in self.strips)

    @property
    def late(self) -> int:
        return sum(strip.late for strip in self.strips)

    @property
    def answered(self) -> int:
        return self.in_time + self.late

    @property
    def waiting(self) -> int:
        return sum(strip.waiting for strip in self.strips)

    @property
    def rows(self) -> list[list[Cell]]:
        """Team, answered in time, answered late, still waiting, half by day."""
        return [
            [
                user_name(strip.team),
                strip.in_time,
                strip.late,
                strip.waiting,
                self.not_yet if strip.half_by is None else strip.half_by,
            ]
            for strip in self.strips
        ]

    @cached_property
    def width(self) -> int:
        """The last working day of the scale."""
        return width_of(self.drawn)

    def marks(self, strip: Strip, middle: int, forms: Mapping[str, str]) -> Markup:
        """The marks of a strip: a forum has thousands, of four shapes.

        Args:
            middle: how far down the middle of the strip is.
            forms: by its shape, a mark with two gaps: how far across in per cent, how far down.
        """
        pieces, drawn = self._pieces, []
        for mark, downs in strip.placed(middle):
            place = mark[:3]
            if place not in pieces:
                first, between, last = str(forms[mark.shape]).split("%s")
                begins = f"{first}{self.across(mark.days)}{between}"
                pieces[place] = begins, last + begins, last
            begins, next_one, last = pieces[place]
            drawn.append(begins + next_one.join(map(str, downs)) + last)
        return escaping.mark("".join(drawn))

    @cached_property
    def _pieces(self) -> dict[tuple[int, bool, bool], tuple[str, str, str]]:
        """By the place of a mark what stands before, between and after how far down it is."""
        return {}

    def across(self, days: int) -> float:
        """Where a working day stands on the scale, in per cent."""
        return round(days / self.width * 100, 2)
