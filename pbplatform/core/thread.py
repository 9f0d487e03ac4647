"""One thread from the first word to the built thing: stations, who tells them, and the walk.

Each slice announces how stations of its own things are told, and what it adds to those of lower
slices (`Slice.threads`). Nothing here knows a thing by name. Source: docs/rules/thread.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from functools import lru_cache

from sqlalchemy.orm import Session

MOST_STATIONS = 40
MOST_STEPS = 12


class Rank(IntEnum):
    """What comes first on one day."""

    MEETING = 1
    POINT = 2
    IDEA = 3
    PROPOSAL = 4
    PROJECT = 5


class Outcome(StrEnum):
    """What the votes came to, for lists that are filtered by it."""

    NONE = ""
    WON = "won"
    LOST = "lost"


class Depth(IntEnum):
    """How much of a thing is wanted: what is not wanted is not read."""

    SHORT = 1  # the few words of tags and lists
    STATE = 2  # its sentences too
    WHOLE = 3  # its ties and moments too


@dataclass(frozen=True)
class Moment:
    """A step in the life of a thing, in one line.

    Attributes:
        on: the day, in the place.
        names: names of people and teams that stand inside `words`.
        url: where it is told; a path of this site, with a stroke and perhaps an anchor.
    """

    on: date
    words: str
    url: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Station:
    """A public thing as it stands today, in words of the reader's language.

    Attributes:
        path: of its page, without decoration and without a stroke before it.
        what: what it is called: `Idea 5`.
        lead: how it stands, in a few words with a full stop: `Won in 2026.`
        text: what there is to say beside it, in whole sentences; may be empty.
        short: the same for tags and lists, without a full stop: `Won, open`.
        mark: the shape beside the words: `waiting`, `paused`, `late`, `escalated` or `done`.
        on: the day since when there is such a thing, in the place.
        names: names and words of people that stand inside `text`, for their own direction.
        lang: the language of a title that a resident wrote; empty for the page's own.
        by: whose it is, as they chose to be shown; empty where nobody is named with it.
        counted: whether the votes that decide about it are counted.
        earlier, later: paths of what it is tied to.
        parts: paths of what stands on its page and can be tied to something: an answer.
        moments: its steps; told only where the whole thread is asked for.
        gathers: much that is tied to it has nothing to do with each other.
    """

    path: str
    rank: Rank
    what: str
    title: str
    lead: str
    short: str
    on: date
    text: str = ""
    mark: str = "done"
    names: tuple[str, ...] = ()
    lang: str = ""
    by: str = ""
    outcome: Outcome = Outcome.NONE
    counted: bool = False
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    gathers: bool = False

    @property
    def state(self) -> str:
        """How it stands, as one text."""
        return f"{self.lead} {self.text}".strip()

    @property
    def ties(self) -> tuple[str, ...]:
        return (*self.earlier, *self.later)

    @property
    def order(self) -> tuple[date, Rank, str]:
        return (self.on, self.rank, self.path)


@dataclass(frozen=True)
class Asked:
    """What a slice is asked about things of one kind, all of them at once.

    Attributes:
        named: the paths that fit its pattern, with what they name.
        told: what lower slices, and those who asked, told of any path already.
        depth: how much of each is wanted.
    """

    named: Mapping[str, re.Match[str]]
    now: datetime
    told: Mapping[str, Station] = field(default_factory=dict)
    depth: Depth = Depth.STATE

    @property
    def whole(self) -> bool:
        return self.depth is Depth.WHOLE

    def pairs(self, first: str, second: str) -> list[tuple[str, int]]:
        """Two groups of each path, the second as a number: `(“fund”, 5)`."""
        return [(named[first], int(named[second])) for named in self.named.values()]


Reader = Callable[[Session, Asked], Mapping[str, Station]]


@dataclass(frozen=True)
class ThreadKind:
    """How stations of one kind are told, or what a slice adds to those of a lower one.

    Attributes:
        path: pattern of the whole path; what stands behind it (`/answers/1`) leads to it.
        read: the stations of those that are public, by path; few reads, however many are asked.
            What it read of other things on its way, as `tell` told it, may stand there too.
    """

    path: str
    read: Reader


# Ties of these paths that stand in no slice's own tables, as (earlier, later) pairs; one read.
Ties = Callable[[Session, Collection[str]], Iterable[tuple[str, str]]]

_KINDS: list[ThreadKind] = []
_TIES: list[Ties] = []


def announce_ties(ties: Ties) -> None:
    """Make known who keeps ties between things of different slices."""
    if ties not in _TIES:
        _TIES.append(ties)


def announce_threads(kinds: Iterable[ThreadKind]) -> None:
    """Make the kinds of a slice known; lower slices first."""
    _KINDS.extend(kind for kind in kinds if kind not in _KINDS)
    home_of.cache_clear()


@lru_cache(maxsize=4096)
def home_of(path: str) -> str:
    """The path of the station that a path leads to; itself where no slice knows it."""
    for kind in _KINDS:
        found = re.match(f"(?P<home>{kind.path})(?:/.*)?$", path)
        if found:
            return found["home"]
    return path


def is_thing(path: str) -> bool:
    """Whether a path is that of a thing that has a station while it is public."""
    return any(re.fullmatch(kind.path, path) for kind in _KINDS)


def tell(
    session: Session,
    paths: Collection[str],
    now: datetime,
    depth: Depth = Depth.STATE,
    *,
    base: Mapping[str, Station] | None = None,
    done: Mapping[str, Station] | None = None,
) -> dict[str, Station]:
    """How these things stand today, by path; those that are not public are left out.

    Args:
        base: what the slice that owns them tells of some, so that only higher ones are asked.
        done: what all slices told of some before, in this request; nobody is asked again.
    """
    told = {**(done or {}), **(base or {})}
    settled = set(done or {})
    for kind in _KINDS:
        named = {
            path: match
            for path in paths
            if path not in settled and (match := re.fullmatch(kind.path, path))
        }
        if named:
            found = kind.read(session, Asked(named, now, told, depth))
            told.update(found)
            settled.update(set(found) - set(named))
    return told


@dataclass(frozen=True)
class Thread:
    """A thing and what is tied to it.

    Attributes:
        stations: in the order of their days.
        more: how many further things are tied to these, at least.
    """

    here: str
    stations: Sequence[Station]
    more: int = 0

    @property
    def is_alone(self) -> bool:
        return len(self.stations) < 2


def walk(
    session: Session,
    path: str,
    now: datetime,
    *,
    most: int = MOST_STATIONS,
    done: Mapping[str, Station] | None = None,
) -> Thread | None:
    """The thread of a thing, the nearest first until there are enough; None where it is not public.

    Args:
        done: what was told of some things as a whole before, in this request.
    Source: docs/rules/thread.md section 4.
    """
    start = home_of(path)
    found: dict[str, Station] = {}
    known = dict(done or {})
    seen = {start}
    wanted = [start]
    for _step in range(MOST_STEPS):
        room = most - len(found)
        now_read, left = wanted[:room], wanted[room:]
        known = tell(session, now_read, now, Depth.WHOLE, done=known)
        reached = {each: known[each] for each in now_read if each in known}
        found.update(reached)
        onward = [each for each, one in reached.items() if not one.gathers or each == start]
        wanted = left + _further(session, onward, reached, seen)
        if not wanted or len(found) >= most:
            break
    if start not in found:
        return None
    beyond = tell(session, wanted[:most], now, Depth.SHORT) if wanted else {}
    more = sum(each in beyond for each in wanted[:most])
    ordered = sorted(found.values(), key=lambda one: one.order)
    return Thread(start, ordered, more)


def _further(
    session: Session, onward: Sequence[str], reached: Mapping[str, Station], seen: set[str]
) -> list[str]:
    """What is tied to these and was not met yet, in the order in which they were met."""
    beside = _linked(session, onward, reached)
    found = []
    for each in onward:
        for other in (*reached[each].ties, *beside.get(each, ())):
            if other not in seen:
                seen.add(other)
                found.append(other)
    return found


def _linked(
    session: Session, onward: Sequence[str], reached: Mapping[str, Station]
) -> dict[str, list[str]]:
    """What links tie these stations and their parts to, by station."""
    ends = [end for each in onward for end in (each, *reached[each].parts)]
    beside: dict[str, list[str]] = {}
    for ties in _TIES if ends else ():
        for earlier, later in ties(session, ends):
            first, second = home_of(earlier), home_of(later)
            if first != second:
                beside.setdefault(first, []).append(second)
                beside.setdefault(second, []).append(first)
    return beside
