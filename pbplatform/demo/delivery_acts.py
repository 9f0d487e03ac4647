"""What became of the winners of the two funds that are finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pbplatform.delivery import services as delivery
from pbplatform.delivery.kinds import Step, left_out
from pbplatform.demo.plot.canal import CANAL
from pbplatform.demo.plot.courses import CANAL_COURSES, COURSES, Course
from pbplatform.demo.plot.projects import Plot
from pbplatform.demo.plot.rounds import PAST
from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.world import Act, World, at

Do = Callable[..., object]


def _plot_of(won: RoundPlot, course: Course) -> Plot:
    return next(plot for plot in won.projects if plot.key == course.key)


def _on_project(won: RoundPlot, course: Course, do: Do, when: str, **given: object) -> Act:
    """The owning team's official does something to a project."""
    team = _plot_of(won, course).team

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            do(
                session,
                actor=world.acting(world.official(team), "official", f"team:{team}"),
                round_id=world.ids[won.slug],
                number=world.ids[f"{won.slug}:number:{course.key}"],
                now=now,
                **given,
            )

    return Act(at(when), run)


def _give_line(won: RoundPlot, course: Course, when: str) -> Act:
    plot = _plot_of(won, course)

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            delivery.give_line(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[won.slug],
                number=world.ids[f"{won.slug}:number:{course.key}"],
                facts=delivery.LineFacts(
                    number=course.line,
                    year=2026,
                    amount_minor=plot.price * 100,
                    team=plot.team,
                    post=course.post,
                ),
                now=now,
            )

    return Act(at(when), run)


def acts() -> list[Act]:
    """Lines within 10 working days; then steps, news and one day that moved."""
    return [
        *_courses(CANAL, CANAL_COURSES, "2026-02-19 11:00"),
        *_courses(PAST, COURSES, "2026-03-26 11:00"),
    ]


def _courses(won: RoundPlot, courses: tuple[Course, ...], lines_at: str) -> list[Act]:
    found: list[Act] = []
    for course in courses:
        found.append(_give_line(won, course, lines_at))
        before = Step.WON
        for when, step, words, due in course.steps:
            given: dict[str, Any] = {"step": step, "words": _why(before, step)}
            if step is Step.OPEN:
                given["spent_minor"] = _spent(won, course, when)
            found.append(_on_project(won, course, delivery.set_step, when, **given))
            before = step
            if words:
                later = when[:-2] + "02"
                found.append(
                    _on_project(won, course, delivery.set_next_step, later, words=words, due=due)
                )
        for when, words, spent in course.news:
            given = {"words": words, "spent_minor": spent * 100}
            found.append(_on_project(won, course, delivery.post_update, when, **given))
        for when, due, reason in course.moved:
            given = {"due": due, "reason": reason}
            found.append(_on_project(won, course, delivery.move_next_date, when, **given))
    return found


def _why(before: Step, step: Step) -> str:
    why = {
        Step.DESIGNING: "It is built as it stands on the ballot.",
        Step.PERMISSIONS: "It needs no permission.",
        Step.BUYING: "Nothing in it has to be bid for.",
    }
    return " ".join(why[each] for each in left_out(before, step) if each in why)


def _spent(won: RoundPlot, course: Course, when: str) -> int:
    """Pence spent by then, as the last news said; a course says what it cost before it opens."""
    told = [spent for at_, _words, spent in course.news if at_ <= when]
    return (told[-1] if told else _plot_of(won, course).price) * 100
