"""The rounds of the city: which there are, in which phase each stands, and what is on its list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from random import Random

from pbplatform.counting.rulebook import Family, Rule
from pbplatform.demo.city.names import TEAMS, WARDS, dice_of
from pbplatform.demo.city.size import CitySize
from pbplatform.demo.city.wishes import Wished, said, wished
from pbplatform.demo.plot.projects import Plot
from pbplatform.demo.round_plots import Committee, RoundPlot
from pbplatform.demo.world import at
from pbplatform.places.services import make_slug
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
    Phase.IDEAS,
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
    Phase.REVIEW: ("2027-05-01 08:00", 7),
    Phase.IDEAS: ("2027-06-12 08:00", 5),
}
_FUNDS = ("Ward Fund", "Parks Fund", "Young People’s Fund", "Streets Fund", "Climate Fund")
_COMMITTEES = ("Streets and green space", "People and learning")


@dataclass(frozen=True)
class CityRound:
    """A round of the city.

    Attributes:
        ward: its projects lie there.
        wishes: of each project, in the order of the plot; further ideas are drawn beside them.
        also: ideas that are joined to a project, by the project's key.
    """

    plot: RoundPlot
    phase: Phase
    ward: str
    wishes: tuple[Wished, ...]
    also: dict[str, str]

    @property
    def has_vote(self) -> bool:
        return self.phase not in (Phase.IDEAS, Phase.REVIEW)


def city_rounds(size: CitySize, count: int, delegates: list[str]) -> list[CityRound]:
    """So many rounds, in all phases.

    Args:
        delegates: keys of residents who are delegates, six of each round.
    """
    found = []
    made: dict[Phase, int] = dict.fromkeys(Phase, 0)
    for place in range(count):
        phase = _ORDER[place % len(_ORDER)]
        own = delegates[place * 6 : place * 6 + 6]
        found.append(_round(size, place, phase, made[phase], own))
        made[phase] += 1
    return found


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


def _round(
    size: CitySize, place: int, phase: Phase, before: int, delegates: list[str]
) -> CityRound:
    dates = _dates(phase, before)
    ward = WARDS[place % len(WARDS)]
    fund = _FUNDS[place % len(_FUNDS)]
    name = f"{ward} {fund} {dates.opens_at.year}"
    dice = dice_of(name)
    committees = tuple(
        Committee(make_slug(title), title, tuple(delegates[number * 3 : number * 3 + 3]))
        for number, title in enumerate(_COMMITTEES)
    )
    count = max(size.proposals + dice.randint(-2, 2), 3)
    wishes = tuple(wished(dice) for _number in range(count))
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
    return CityRound(replace(plot, projects=joined), phase, ward, wishes, kept)


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
