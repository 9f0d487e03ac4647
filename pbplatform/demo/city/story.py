"""The city's story: dated acts that are run with those of the town, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pbplatform.demo.city import forums, points, rounds
from pbplatform.demo.city.names import WARDS
from pbplatform.demo.city.people import make_residents, make_wards
from pbplatform.demo.city.phases import CityRound, city_rounds
from pbplatform.demo.city.size import CitySize
from pbplatform.demo.people import ON_ROLL
from pbplatform.demo.world import FIRST_START, Act, World, at

SETTLED = at("2025-09-01 09:30")


@dataclass(frozen=True)
class Town:
    """What the town's own story makes of what the city is measured by."""

    rounds: int = 5
    proposals: int = 26
    ideas: int = 35
    supports: int = 169
    forums: int = 1
    points: int = 12
    voters: int = 26_900


TOWN = Town()


def settle(world: World, size: CitySize) -> list[int]:
    """The city's wards, teams and residents; the accounts of these."""
    make_wards(world, SETTLED)
    return make_residents(world, size.residents)


def acts(
    world: World,
    size: CitySize,
    residents: Sequence[int],
    code_key: bytes,
    marks: Sequence[datetime],
) -> list[Act]:
    """Everything that happens in the city beside what happens in the town.

    Args:
        residents: as `settle` made them.
        marks: instants at which acts of the town put the log in order.
    """
    count = max(size.rounds - TOWN.rounds, 0)
    delegates = [f"resident:{place}" for place in range(6 * count)]
    made = city_rounds(size.proposals - TOWN.proposals, count, delegates)
    counted = [when for city in made if (when := rounds.count_at(city)) and when < FIRST_START]
    all_marks = sorted({*marks, *counted})
    others = residents[len(delegates) :]  # delegates send no ideas of their own
    found = _of_rounds(world, size, made, others, code_key, all_marks)
    return found + _of_forums(size, others, all_marks)


def _of_rounds(
    world: World,
    size: CitySize,
    made: Sequence[CityRound],
    residents: Sequence[int],
    code_key: bytes,
    marks: Sequence[datetime],
) -> list[Act]:
    """About a fifth of all supports goes to points, the rest to ideas."""
    with_vote = max(sum(city.has_vote for city in made), 1)
    ballots = size.ballots // with_vote
    found = []
    for place, city in enumerate(made):
        share = rounds.Share(
            ideas=_part(size.ideas - TOWN.ideas, place, len(made)),
            supports=_part((size.supports - TOWN.supports) * 4 // 5, place, len(made)),
            # Whoever can be visited has a place on each roll and has not voted yet.
            voters=max((size.voters - TOWN.voters) // with_vote, ballots * 2 + len(ON_ROLL)),
            ballots=ballots,
        )
        found += rounds.acts_of(world, city, share, residents, code_key, marks)
    return found


def _part(whole: int, place: int, parts: int) -> int:
    """One of `parts` parts that add up."""
    return whole * (place + 1) // parts - whole * place // parts


def _of_forums(size: CitySize, residents: Sequence[int], marks: Sequence[datetime]) -> list[Act]:
    wards = WARDS[: size.forums - TOWN.forums]
    whole = size.points - TOWN.points
    meetings = forums.meetings_of(wards, most=whole // 2)
    outside = whole - sum(each.points for each in meetings)
    desk = points.new_desk(residents, wards, outside, size.supports // 5)
    return [
        *forums.acts_of(wards, meetings, residents, desk.take_up),
        *points.acts_of(desk, outside, marks),
    ]
