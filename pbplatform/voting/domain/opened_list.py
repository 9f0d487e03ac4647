"""The votes of an opened box in memory, in the order in which they are published.

A vote takes its tracker, its choices as the published list has them, and its place: some 60 bytes
in place of an object. Nothing of it is written here. Source: docs/rules/running.md section 8.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from pbplatform.rounds.domain.ballots import Ballot, listed_in
from pbplatform.voting.domain.sealing import TRACKER_LETTERS


@dataclass(frozen=True)
class OpenedBallot:
    """A ballot as it will be published; `invalid` names why it does not count."""

    tracker: str
    ballot: Ballot
    invalid: str = ""


class OpenedList(Sequence[OpenedBallot]):
    """Opened ballots of one round, in the order of the published list; never changed.

    Nothing tells when or by whom one was cast: they stand by tracker, then by choices, then by why
    they do not count, in whatever order they came.

    Attributes:
        invalid: how many do not count.
        came_in_order: whether they came as they stand now.
    """

    def __init__(self, ballots: Iterable[OpenedBallot] = ()) -> None:
        self._trackers, self._said = bytearray(), bytearray()
        self._ends, self._why = array("Q", [0]), bytearray()
        self._reasons = [""]
        self._kind: type[Ballot] | None = None
        for one in ballots:
            self._take(one)
        self._order = self._in_order()
        self.invalid = len(self._why) - self._why.count(0)
        self.came_in_order = bool((self._order == np.arange(len(self._order))).all())

    def _take(self, one: OpenedBallot) -> None:
        tracker = one.tracker.encode("ascii")
        if len(tracker) != TRACKER_LETTERS:
            raise ValueError("not a tracker")
        if self._kind is None:
            self._kind = type(one.ballot)
        if one.invalid not in self._reasons:
            self._reasons.append(one.invalid)
        self._trackers += tracker
        self._why.append(self._reasons.index(one.invalid))
        self._said += one.ballot.row().encode("ascii")
        self._ends.append(len(self._said))

    def _in_order(self) -> npt.NDArray[np.uint32]:
        """Places in the order of the list; equal trackers are rare, and looked at one by one."""
        trackers = np.frombuffer(self._trackers, dtype=f"S{TRACKER_LETTERS}")
        order = trackers.argsort(kind="stable").astype(np.uint32)
        done = 0
        for first in np.flatnonzero(trackers[order[1:]] == trackers[order[:-1]]).tolist():
            if first < done:
                continue
            done = first + 1
            while done < len(order) and trackers[order[done]] == trackers[order[first]]:
                done += 1
            order[first:done] = sorted(order[first:done].tolist(), key=self._choices_and_why)
        return order

    def _choices_and_why(self, place: int) -> tuple[list[Any], str]:
        _tracker, choices, why = self._texts(place)
        return listed_in(choices), why

    def _texts(self, place: int) -> tuple[str, str, str]:
        """Tracker, choices as a row has them, why it does not count."""
        at = place * TRACKER_LETTERS
        tracker = self._trackers[at : at + TRACKER_LETTERS].decode()
        choices = self._said[self._ends[place] : self._ends[place + 1]].decode()
        return tracker, choices, self._reasons[self._why[place]]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Tracker, choices as the table of the published list has them, why it does not count."""
        return map(self._texts, map(int, self._order))

    @property
    def rows(self) -> Rows:
        """As rows of the published list (decision 0010)."""
        return Rows(self)

    def _at(self, place: int) -> OpenedBallot:
        if self._kind is None:
            raise IndexError("no ballots")
        tracker, choices, why = self._texts(place)
        return OpenedBallot(tracker, self._kind.from_row(choices), why)

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[OpenedBallot]:
        return map(self._at, map(int, self._order))

    @overload
    def __getitem__(self, index: int) -> OpenedBallot: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[OpenedBallot]: ...
    def __getitem__(self, index: int | slice) -> OpenedBallot | Sequence[OpenedBallot]:
        if isinstance(index, slice):
            return [self._at(int(place)) for place in self._order[index]]
        return self._at(int(self._order[index]))


class Rows:
    """Opened ballots as rows of the published list, each made when it is asked for."""

    def __init__(self, ballots: OpenedList) -> None:
        self._ballots = ballots

    def __len__(self) -> int:
        return len(self._ballots)

    def __iter__(self) -> Iterator[list[Any]]:
        for tracker, choices, why in self._ballots.texts():
            yield [tracker, listed_in(choices), why]
