"""Numbers that are more likely a slip than a town: asked again before anything is written.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_TIMES_THE_ROLL = 10
_TIMES_LAST_ROUND = 5
_PERCENT = 100


class Doubt(StrEnum):
    """Why a page asks again."""

    MANY_TIMES_LAST_ROUND = "many-times-last-round"
    A_PART_OF_LAST_ROUND = "a-part-of-last-round"
    TEN_TIMES_THE_ROLL = "ten-times-the-roll"
    NOT_AS_EXPECTED = "not-as-expected"
    HALF_IS_MISSING = "half-is-missing"
    SOME_FROM_NO_FILE = "some-from-no-file"


@dataclass(frozen=True)
class Numbers:
    """What an import would make of a roll.

    Attributes:
        in_file: voters in the file, each once.
        present: voters on the roll now who are not struck.
        new: of the file, not on the roll.
        missing: on the roll, from a file, and not in this one.
        from_no_file: on the roll and from no file.
        last_round: voters of the last round; None where there is none.
        expected: how many voters somebody said the file holds; None where nobody did.
    """

    in_file: int
    present: int
    new: int
    missing: int
    from_no_file: int
    last_round: int | None = None
    expected: int | None = None

    @property
    def after(self) -> int:
        return self.present + self.new

    @property
    def doubts(self) -> list[Doubt]:
        """Why the page asks again, in the order in which it says so."""
        found = []
        if self.last_round and self.after >= _TIMES_LAST_ROUND * self.last_round:
            found.append(Doubt.MANY_TIMES_LAST_ROUND)
        if self.last_round and self.after * _TIMES_LAST_ROUND <= self.last_round:
            found.append(Doubt.A_PART_OF_LAST_ROUND)
        if self.present and self.after >= _TIMES_THE_ROLL * self.present:
            found.append(Doubt.TEN_TIMES_THE_ROLL)
        if self.expected is not None:
            away = abs(self.in_file - self.expected)
            if away * _PERCENT > self.expected:
                found.append(Doubt.NOT_AS_EXPECTED)
        if self.missing * 2 > self.present - self.from_no_file:
            found.append(Doubt.HALF_IS_MISSING)
        if self.from_no_file and self.new:
            found.append(Doubt.SOME_FROM_NO_FILE)
        return found
