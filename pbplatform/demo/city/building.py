"""What becomes of the winners of a round of the city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pbplatform.core.db import db
from pbplatform.delivery import services as delivery
from pbplatform.delivery.kinds import Step
from pbplatform.demo.city.names import dice_of
from pbplatform.demo.city.phases import DAY, HOUR, CityRound
from pbplatform.demo.plot.projects import Plot
from pbplatform.demo.world import Act, World
from pbplatform.results.models import ResultRow

_AS_VOTED = "It is built as it stands on the ballot and needs no permission."
_STEPS = (
    (Step.DESIGNING, "", "Ask the people who live there and draw it"),
    (Step.BUYING, _AS_VOTED, "Ask three firms for a price"),
    (Step.BUILDING, "", "Build it"),
    (Step.OPEN, "", ""),
)
_NEWS = (
    "The drawings hang in the library until the end of the month.",
    "Neighbours asked for two changes, and both were made.",
    "The firm begins on a Monday; the path stays open on one side.",
    "It stands. Come and see it.",
)


def build_winners(city: CityRound) -> list[Act]:
    """Lines for the winners, and how far each has come: some are open, some late, some begun."""
    acts: list[Act] = []
    for project in city.plot.projects:
        acts += [_if_it_won(city, project, act) for act in _course(city, project)]
    return acts


def _if_it_won(city: CityRound, project: Plot, act: Act) -> Act:
    """The act, which nobody does for a project that did not win."""
    slug = city.plot.slug

    def run(world: World, now: datetime) -> None:
        number = world.ids[f"{slug}:number:{project.key}"]
        row = db.session.get(ResultRow, (world.ids[slug], 1, number))
        if row is not None and row.won:
            act.run(world, now)

    return Act(act.at, run)


def _course(city: CityRound, project: Plot) -> list[Act]:
    plot, dice = city.plot, dice_of(f"course of {city.plot.slug} {project.key}")
    begun = plot.dates.results_at + DAY * 20
    acts = [_line(city, project, dice.randint(100, 999), begun)]
    when = begun + DAY * dice.randint(10, 30)
    for place in range(dice.choice((1, 2, 3, 4, 4, 4))):
        step, why, then = _STEPS[place]
        given: dict[str, object] = {"step": step, "words": why}
        if step is Step.OPEN:
            given["spent_minor"] = project.price * 100 * dice.randint(90, 104) // 100
        acts.append(_by_official(city, project, delivery.set_step, when, **given))
        words = f"{project.title}: {_NEWS[place]}"
        acts.append(_by_official(city, project, delivery.post_update, when + HOUR, words=words))
        after = when + timedelta(days=dice.randint(25, 60))
        if then:
            due = {"words": then, "due": after.date()}
            acts.append(_by_official(city, project, delivery.set_next_step, when + HOUR * 2, **due))
        when = after
    return acts


def _line(city: CityRound, project: Plot, number: int, at: datetime) -> Act:
    plot = city.plot

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            delivery.give_line(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[plot.slug],
                number=world.ids[f"{plot.slug}:number:{project.key}"],
                facts=delivery.LineFacts(
                    number=f"CAP-{now.year}-{number}",
                    year=now.year,
                    amount_minor=project.price * 100,
                    team=project.team,
                    post="Manager of works",
                ),
                now=now,
            )

    return Act(at, run)


def _by_official(
    city: CityRound, project: Plot, do: Callable[..., object], at: datetime, **given: object
) -> Act:
    plot = city.plot

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            do(
                session,
                actor=world.acting(
                    world.official(project.team), "official", f"team:{project.team}"
                ),
                round_id=world.ids[plot.slug],
                number=world.ids[f"{plot.slug}:number:{project.key}"],
                now=now,
                **given,
            )

    return Act(at, run)
