"""The city's story, after the town's: people, rounds, forums and their points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select

from pbplatform.core.db import Base, db
from pbplatform.demo.city import forums, points, rounds
from pbplatform.demo.city.people import make_residents, make_wards
from pbplatform.demo.city.phases import city_rounds
from pbplatform.demo.city.size import CitySize
from pbplatform.demo.people import ON_ROLL
from pbplatform.demo.world import World, at
from pbplatform.forums.models import ForumSeries
from pbplatform.points.models import Point, PointSupport
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollEntry

SETTLED = at("2025-09-01 09:30")
# How much longer one row of a kind takes to make than a vote in a box, about: for the bar only.
_EFFORT = {
    "residents": 0.1,
    "ideas": 3.0,
    "supports": 0.1,
    "points": 6.0,
    "voters": 0.03,
    "ballots": 1.0,
}


@dataclass(frozen=True)
class Left:
    """What the city has to add to what is there."""

    rounds: int
    ideas: int
    supports: int
    forums: int
    points: int
    voters: int


def _left(size: CitySize) -> Left:
    def here(model: type[Base]) -> int:
        return db.session.scalar(select(func.count()).select_from(model)) or 0

    return Left(
        rounds=max(size.rounds - here(Round), 0),
        ideas=max(size.ideas - here(Idea), 0),
        supports=max(size.supports - here(IdeaSupport) - here(PointSupport), 0),
        forums=max(size.forums - here(ForumSeries), 1),
        points=max(size.points - here(Point), 0),
        voters=max(size.voters - here(RollEntry), 0),
    )


class _Bar:
    """Adds up what was made, in steps of about the same length."""

    def __init__(self, size: CitySize, left: Left, progress: Callable[[int, int], None]) -> None:
        self._progress, self._done = progress, 0.0
        made = {"residents": size.residents, "ballots": size.ballots, **asdict(left)}
        self._whole = sum(_EFFORT[what] * made[what] for what in _EFFORT)

    def told(self, what: str, count: int) -> None:
        self._done = min(self._done + _EFFORT[what] * count, self._whole)
        self._progress(int(self._done), int(self._whole))

    def end(self) -> None:
        self._progress(int(self._whole), int(self._whole))


def play(
    world: World, size: CitySize, code_key: bytes, progress: Callable[[int, int], None]
) -> None:
    """Make the city in a place where the town's story has been played.

    Args:
        progress: told how much of how much is done.
    """
    left = _left(size)
    bar = _Bar(size, left, progress)
    make_wards(world, SETTLED)
    residents = make_residents(world, size.residents)
    bar.told("residents", len(residents))
    keys = [f"resident:{place}" for place in range(6 * left.rounds)]
    made = city_rounds(size, left.rounds, keys)
    with_vote = sum(city.has_vote for city in made)
    ballots = size.ballots // max(with_vote, 1)
    # Delegates send no ideas of their own; about a fifth of supports goes to points.
    others = residents[len(keys) :]
    for place, city in enumerate(made):
        share = rounds.Share(
            ideas=_part(left.ideas, place, len(made)),
            supports=_part(left.supports * 4 // 5, place, len(made)),
            # Whoever can be visited has a place on each roll and has not voted yet.
            voters=max(left.voters // max(with_vote, 1), ballots * 2 + len(ON_ROLL)),
            ballots=ballots,
        )
        rounds.play(world, city, share, others, code_key, bar.told)
    _points(world, size, others, bar)
    bar.end()


def _part(whole: int, place: int, parts: int) -> int:
    """One of `parts` parts that add up."""
    return whole * (place + 1) // parts - whole * place // parts


def _points(world: World, size: CitySize, residents: list[int], bar: _Bar) -> None:
    desk = points.new_desk(world, residents)
    left = _left(size)
    called = forums.call_forums(world, left.forums)
    noted = 0
    for place, forum in enumerate(called):
        for starts in forums.meetings_of(place):
            said = forums.meet(world, forum, starts, residents, most=left.points // 2 - noted)
            noted += len(said)
            desk.take_up(said)
            bar.told("points", len(said))
    points.play(desk, called, left.points - noted, left.supports, bar.told)
