"""New connections are shared out among the web processes of a host: they take them in turn.

All processes listen at one socket, and the kernel wakes them all; left to that, one may take every
connection and the others idle. So each tells the others how many it took, in memory they share.
Source: docs/rules/running.md section 5.
"""

from __future__ import annotations

import mmap
from collections import deque

from config import MOST_PROCESSES

# So long a process with fewer may take no turn at all before the others stop leaving it anything.
STUCK_SECONDS = 0.05
# Takes no new connections: the place is empty, or whoever has it begins or ends.
_TAKES_NONE = -1
_CELL = 8
# When the server is told to begin anew, the old processes end beside the new ones.
_PLACES = 2 * MOST_PROCESSES


class Board:
    """A place for each web process, written by it and read by the others; made before they divide.

    A place is two numbers: how many connections the process took, and how many turns its loop took.
    Each has one writer and is written at once, so there is no lock which a process that dies could
    keep.
    """

    def __init__(self, places: int = _PLACES) -> None:
        self.taken = memoryview(mmap.mmap(-1, places * _CELL)).cast("q")
        self.turns = memoryview(mmap.mmap(-1, places * _CELL)).cast("q")
        self._free = deque(range(places))
        for place in self._free:
            self.taken[place] = _TAKES_NONE

    def seat(self) -> Seat:
        """A place for a process that is about to begin; beyond the last one, by itself."""
        if not self._free:
            return Board(1).seat()
        return Seat(self, self._free.popleft())

    def clear(self, place: int) -> None:
        """The process of this place has ended."""
        self.taken[place] = _TAKES_NONE
        self._free.append(place)


class Seat:
    """The place of one process, and what it saw of the others."""

    def __init__(self, board: Board, place: int) -> None:
        self._board, self._place = board, place
        # Of each other place: after how many turns it was seen, and since when there were no more.
        self._seen: dict[int, tuple[int, float]] = {}

    def turn(self, *, takes: bool) -> None:
        """Tell that the loop goes on, once in each turn of it, and whether it takes connections."""
        mine = self._board.taken[self._place]
        if not takes:
            self._board.taken[self._place] = _TAKES_NONE
        elif mine == _TAKES_NONE:
            self._board.taken[self._place] = self._most()
        self._board.turns[self._place] += 1

    def took_one(self) -> None:
        """Tell that this process took a connection.

        What others took while it stood still is forgiven: it does not take all that come next.
        """
        mine = self._board.taken[self._place]
        self._board.taken[self._place] = max(mine, self._most() - 1) + 1

    def _most(self) -> int:
        """How many connections the one that took most has taken."""
        return max(0, *self._board.taken)

    def leaves_it(self, now: float) -> bool:
        """Whether a connection that waits is left to a process which took fewer, and goes on.

        Those who took fewest never leave one; whoever stands still is left nothing for long.
        """
        mine = self._board.taken[self._place]
        moving = [
            self._moves(place, now)
            for place, taken in enumerate(self._board.taken)
            if _TAKES_NONE < taken < mine
        ]
        return any(moving)  # after every one of them was looked at

    def _moves(self, place: int, now: float) -> bool:
        turns = self._board.turns[place]
        seen, since = self._seen.get(place, (-1, now))
        if turns != seen:
            self._seen[place] = turns, now
            return True
        return now - since < STUCK_SECONDS

    def clear(self) -> None:
        """Give the place back, in the process that divides."""
        self._board.clear(self._place)
