"""The rounds of the city: which there are, in which phase each stands, and what is on its list."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random

from pbplatform.counting.rulebook import Family, Rule
from pbplatform.demo.city.names import TEAMS, WARDS, dice_of
from pbplatform.demo.city.wishes import Wished, said, wished
from pbplatform.demo.plot.projects import Plot
from pbplatform.demo.round_plots import Committee, RoundPlot
from pbplatform.demo.world import at
from pbplatform.places.services import make_slug
from pbplatform.proposals.kinds import NotTaken
from pbplatform.rounds.services import RoundDates

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Phase(StrEnum):
    """How far a round has come on the first morning."""

    IDEAS = "ideas"
    REVIEW = "review"
    VOTING = "voting"
    PROVISIONAL = "provisional"
    CERTIFIED = "certified"
    BUILT = "built"


# In this order rounds are made, again and again: a few rounds already show every phase.
_ORDER = (
    Phase.BUILT,
    Phase.VOTING,
    Phase.IDEAS,
    Phase.CERTIFIED,
    Phase.REVIEW,
    Phase.PROVISIONAL,
    Phase.BUILT,
    Phase.VOTING,
    Phase.BUILT,
    Phase.REVIEW,
    Phase.BUILT,
    Phase.CERTIFIED,
    Phase.REVIEW,
)
# The first day of voting of the first round of a phase, and the days to that of the next one.
_VOTES = {
    Phase.BUILT: ("2026-01-31 08:00", 14),
    Phase.CERTIFIED: ("2026-10-03 08:00", 21),
    Phase.PROVISIONAL: ("2027-02-18 08:00", 1),
    Phase.VOTING: ("2027-03-04 08:00", 1),
    Phase.REVIEW: ("2027-05-01 08:00", 4),  # so that all of them have their proposals
    Phase.IDEAS: ("2027-06-12 08:00", 5),
}
_FUNDS = ("Ward Fund", "Parks Fund", "Young People’s Fund", "Streets Fund", "Climate Fund")
_FEWEST = 3  # projects of a round
TurnedDown = tuple[NotTaken, str]
_REASONS: tuple[TurnedDown, ...] = (
    (NotTaken.CANNOT, "Pipes and cables lie in the ground there. The team showed us the plan."),
    (NotTaken.PLANNED, "The city pays for it next year in any case. It needs no vote."),
    (NotTaken.NOT_OURS, "The ground is not the city’s, and its owner does not want it."),
    (NotTaken.NOT_SAFE, "Cars pass too fast there. First the crossing has to be made safe."),
    (NotTaken.OTHER, "Few people asked for it, and another proposal does the same nearby."),
)
_COMMITTEES = ("Streets and green space", "People and learning")


@dataclass(frozen=True)
class CityRound:
    """A round of the city.

    Attributes:
        ward: its projects lie there.
        wishes: of each project, in the order of the plot; further ideas are drawn beside them.
        also: ideas that are joined to a project, by the project's key.
        turned_down: why a committee will not put a proposal on the ballot, by the project's key.
    """

    plot: RoundPlot
    phase: Phase
    ward: str
    wishes: tuple[Wished, ...]
    also: dict[str, str]
    turned_down: dict[str, TurnedDown]

    @property
    def on_ballot(self) -> RoundPlot:
        """The round with those projects alone that people can vote for."""
        stays = (each for each in self.plot.projects if each.key not in self.turned_down)
        return replace(self.plot, projects=tuple(stays))

    @property
    def has_vote(self) -> bool:
        return self.phase not in (Phase.IDEAS, Phase.REVIEW)


def city_rounds(proposals: int, count: int, delegates: list[str]) -> list[CityRound]:
    """So many rounds, in all phases.

    Args:
        proposals: of all of them that have come so far together.
        delegates: keys of residents who are delegates, six of each round.
    """
    phases = [_ORDER[place % len(_ORDER)] for place in range(count)]
    shares = deque(_shares(proposals, sum(phase is not Phase.IDEAS for phase in phases)))
    found = []
    made: dict[Phase, int] = dict.fromkeys(Phase, 0)
    for place, phase in enumerate(phases):
        own = delegates[place * 6 : place * 6 + 6]
        projects = _FEWEST if phase is Phase.IDEAS else shares.popleft()
        found.append(_round(projects, place, phase, made[phase], own))
        made[phase] += 1
    return found


def _shares(whole: int, parts: int) -> list[int]:
    """So many proposals over rounds: of two in a row one has a little more than the other."""
    found = [whole * (n + 1) // parts - whole * n // parts for n in range(parts)]
    for n in range(1, parts, 2):
        found[n - 1], found[n] = found[n - 1] + 1, found[n] - 1
    return [max(each, _FEWEST) for each in found]


def _dates(phase: Phase, before: int) -> RoundDates:
    first, days = _VOTES[phase]
    opens = at(first) + DAY * days * before
    return RoundDates(
        ideas_open_at=opens - DAY * 126 + HOUR,
        ideas_close_at=opens - DAY * 90 + HOUR * 12,
        review_close_at=opens - DAY * 16 + HOUR * 10,
        opens_at=opens,
        closes_at=opens + DAY * 8 + HOUR * 12,
        results_at=opens + DAY * 11 + HOUR * 4,
    )


def _round(count: int, place: int, phase: Phase, before: int, delegates: list[str]) -> CityRound:
    dates = _dates(phase, before)
    ward = WARDS[place % len(WARDS)]
    fund = _FUNDS[place % len(_FUNDS)]
    name = f"{ward} {fund} {dates.opens_at.year}"
    dice = dice_of(name)
    committees = tuple(
        Committee(make_slug(title), title, tuple(delegates[number * 3 : number * 3 + 3]))
        for number, title in enumerate(_COMMITTEES)
    )
    wishes = _different(count, dice)
    projects = tuple(
        _project(number, each, ward, committees, dice) for number, each in enumerate(wishes)
    )
    prices = [project.price for project in projects]
    # About half of what is wished for; the dearest project alone is never more than that.
    money = max(sum(prices) * dice.randint(35, 55) // 100_000 * 1000, max(prices))
    plot = RoundPlot(
        slug=make_slug(name),
        name=name,
        summary=f"£{money:,} for what the people of {ward} want.",
        money=money,
        max_choices=dice.choice((3, 4, 5)),
        dates=dates,
        begins=dates.ideas_open_at - DAY * 12,
        claims=dates.ideas_close_at + DAY * 5,
        decides=dates.review_close_at - DAY * 9,
        committees=committees,
        projects=projects,
        rule=Rule(Family.VOTES_GREEDY),
    )
    also = {p.key: said(w.wish, w.where, dice) for p, w in zip(projects, wishes, strict=True)}
    kept = {key: text for key, text in also.items() if dice.random() < 0.5}
    joined = tuple(_with_also(p, kept.get(p.key)) for p in projects)
    return CityRound(
        replace(plot, projects=joined), phase, ward, wishes, kept, _turned_down(projects, dice)
    )


def _different(count: int, dice: Random) -> tuple[Wished, ...]:
    """So many wishes, no two of one name."""
    found: dict[str, Wished] = {}
    while len(found) < count:
        one = wished(dice)
        found.setdefault(one.title, one)
    return tuple(found.values())


def _turned_down(projects: tuple[Plot, ...], dice: Random) -> dict[str, TurnedDown]:
    """A few of many proposals, each for a reason of its own."""
    number = min(dice.randint(2, 4), len(projects) // 4)
    chosen, reasons = dice.sample(projects, number), dice.sample(_REASONS, number)
    return {each.key: reason for each, reason in zip(chosen, reasons, strict=True)}


def _project(
    number: int, wish: Wished, ward: str, committees: tuple[Committee, ...], dice: Random
) -> Plot:
    kind = wish.wish
    low, high = kind.price
    price = dice.randint(low // 500, high // 500) * 500
    return Plot(
        key=f"p{number}",
        author="",
        title=wish.title,
        idea=wish.text,
        summary=kind.summary.format(where=wish.where),
        text=kind.text.format(where=wish.where, few="some"),
        area=ward,
        committee=committees[number % len(committees)].slug,
        team=kind.team,
        price=price,
        share=dice.uniform(8, 46),
        benefits=kind.benefits,
        months=dice.randint(2, 10),
        yearly=dice.choice((0, 0, price // 40)),
        sure=dice.choice(("rough", "measured", "quoted")),
    )


def _with_also(project: Plot, text: str | None) -> Plot:
    """A project into which another idea is joined, where there is one."""
    if text is None:
        return project
    return replace(project, also=(("", f"{project.title}, please", text),))


def lead_teams() -> list[str]:
    """Slugs of teams that lead a forum of the city."""
    return [make_slug(name) for name, _post in TEAMS]
