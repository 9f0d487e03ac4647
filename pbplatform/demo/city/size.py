"""How large the city is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FEWEST = {
    "residents": 90,
    "rounds": 11,
    "proposals": 41,
    "ideas": 150,
    "supports": 500,
    "forums": 2,
    "points": 80,
    "ballots": 60,
}


@dataclass(frozen=True)
class CitySize:
    """Totals of the place; the town's own story is counted in.

    Attributes:
        residents: accounts.
        rounds: in every phase, the five of the town among them.
        proposals: of all rounds that have come so far, twelve for each of all; a few are turned
            down, so that about twelve stand on a ballot.
        ideas, supports, points: supports of ideas and of points together.
        forums: the Town Forum among them; one for each ward at most.
        voters: on the rolls of all rounds together.
        ballots: in the boxes of all rounds together, about.
    """

    residents: int
    rounds: int
    proposals: int
    ideas: int
    supports: int
    forums: int
    points: int
    voters: int
    ballots: int

    def scaled(self, fraction: float) -> CitySize:
        """A smaller city of the same kind: all phases stay, down to a few rounds and people."""
        return CitySize(
            **{
                name: max(round(number * fraction), FEWEST.get(name, 0))
                for name, number in asdict(self).items()
            }
        )


CITY = CitySize(
    residents=12_000,
    rounds=34,
    proposals=408,
    ideas=10_000,
    supports=100_000,
    forums=13,
    points=20_000,
    voters=300_000,
    ballots=40_000,
)
