"""The walk along a thread: all that belongs together, nothing hidden, few reads.

Source: docs/rules/thread.md section 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pbplatform.core import thread
from pbplatform.core.thread import (
    MOST_STATIONS,
    MOST_STEPS,
    Asked,
    Depth,
    Rank,
    Station,
    ThreadKind,
    home_of,
    tell,
    walk,
)

NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
FIRST = date(2027, 1, 1)
NOBODY = cast(Session, None)


@dataclass
class World:
    """Things `t/0`, `t/1` …; each tie is known at both ends, in a slice's tables or as a link.

    Attributes:
        parent: of each thing but the first of a tree; an earlier one.
        linked: things whose tie to their parent is a link.
        hidden, gathering: things that are so.
    """

    parent: list[int | None]
    linked: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    gathering: set[int] = field(default_factory=set)
    reads: int = 0

    def _read(self, _session: Session, asked: Asked) -> Mapping[str, Station]:
        self.reads += 1
        found = {}
        for path, named in asked.named.items():
            number = int(named["n"])
            if number in self.hidden:
                continue
            own = self.parent[number]
            found[path] = Station(
                path=path,
                rank=Rank.IDEA,
                what="Thing",
                title=f"title {number}",
                lead="So.",
                short="So",
                on=FIRST + timedelta(days=number),
                earlier=() if own is None or number in self.linked else (f"t/{own}",),
                later=tuple(
                    f"t/{child}"
                    for child, above in enumerate(self.parent)
                    if above == number and child not in self.linked
                ),
                gathers=number in self.gathering,
            )
        return found

    def _links(self, _session: Session, paths: Collection[str]) -> Iterable[tuple[str, str]]:
        self.reads += 1
        pairs = [(f"t/{self.parent[child]}", f"t/{child}") for child in sorted(self.linked)]
        return [each for each in pairs if set(each) & set(paths)]

    @contextmanager
    def announced(self) -> Iterator[None]:
        kinds, ties = thread._KINDS[:], thread._TIES[:]
        thread._KINDS[:], thread._TIES[:] = [ThreadKind(r"t/(?P<n>\d+)", self._read)], [self._links]
        home_of.cache_clear()
        try:
            yield
        finally:
            thread._KINDS[:], thread._TIES[:] = kinds, ties
            home_of.cache_clear()

    def belongs(self, number: int) -> set[int]:
        """What the rules say belongs to a thing."""
        reached, waiting = set(), [number]
        while waiting:
            here = waiting.pop()
            if here in reached or here in self.hidden:
                continue
            reached.add(here)
            if here in self.gathering and here != number:
                continue
            above = self.parent[here]
            waiting += [child for child, each in enumerate(self.parent) if each == here]
            waiting += [] if above is None else [above]
        return reached


@st.composite
def worlds(draw: Any, most: int = 12) -> World:
    size = draw(st.integers(1, most))
    parent: list[int | None] = [None]
    for number in range(1, size):
        parent.append(draw(st.one_of(st.none(), st.integers(0, number - 1))))
    some = st.sets(st.integers(0, size - 1))
    tied = {number for number in draw(some) if parent[number] is not None}
    return World(parent, tied, draw(some), draw(some))


@given(worlds())
@settings(max_examples=150)
def test_all_that_belongs_to_a_thing_is_reached_and_nothing_hidden(world: World) -> None:
    with world.announced():
        for number in range(len(world.parent)):
            found = walk(NOBODY, f"t/{number}", NOW)
            if number in world.hidden:
                assert found is None
                continue
            assert found is not None
            numbers = [int(one.title.split()[1]) for one in found.stations]
            assert numbers == sorted(world.belongs(number))
            assert found.more == 0
            told = repr(found)
            assert not any(f"title {each}'" in told for each in world.hidden)


@given(worlds())
@settings(max_examples=80)
def test_every_thing_of_a_thread_without_gatherings_has_the_same_thread(world: World) -> None:
    world.gathering = set()
    with world.announced():
        for number in range(len(world.parent)):
            here = walk(NOBODY, f"t/{number}", NOW)
            for other in here.stations if here else ():
                again = walk(NOBODY, other.path, NOW)
                assert here is not None
                assert again is not None
                assert [one.path for one in again.stations] == [one.path for one in here.stations]


@pytest.mark.parametrize("size", [10, MOST_STATIONS, MOST_STATIONS + 1, 500])
def test_a_thread_shows_so_many_and_reads_each_kind_once_a_step(size: int) -> None:
    world = World([None, *[0] * (size - 1)], linked=set(range(1, size, 2)))
    with world.announced():
        found = walk(NOBODY, "t/0", NOW)
    assert found is not None
    assert len(found.stations) == min(size, MOST_STATIONS)
    assert (found.more > 0) is (size > MOST_STATIONS)
    assert world.reads <= 6


def test_a_long_chain_ends_after_so_many_steps() -> None:
    world = World([None, *range(99)])
    with world.announced():
        found = walk(NOBODY, "t/0", NOW)
    assert found is not None
    assert len(found.stations) == MOST_STEPS
    assert found.more == 1
    assert world.reads <= 2 * MOST_STEPS + 1


def test_what_was_told_before_is_not_read_again() -> None:
    world = World([None, 0, 1])
    with world.announced():
        told = tell(NOBODY, ["t/0", "t/1", "t/2"], NOW, Depth.WHOLE)
        before = world.reads
        found = walk(NOBODY, "t/1", NOW, done=told)
    assert found is not None
    assert len(found.stations) == 3
    assert world.reads - before == 2  # the links of each step, and no thing


def test_what_stands_on_the_page_of_a_thing_leads_to_it() -> None:
    with World([None]).announced():
        assert home_of("t/5/answers/2") == "t/5"
        assert home_of("t/5") == "t/5"
        assert home_of("u/5/answers/2") == "u/5/answers/2"
        assert home_of("t/51") == "t/51"
