"""Words of Hackford that somebody reported: some stay, some went by mistake and came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from pbplatform.demo.forum_acts import SLUG
from pbplatform.demo.world import Act, World, at
from pbplatform.moderation import services
from pbplatform.moderation.kinds import Outcome, Rule
from pbplatform.points.models import Point

_STAYS = "tariq"  # says what flats need
_CAME_BACK = "joan"  # asks for a toilet in winter


def _path(world: World, who: str) -> str:
    with world.write() as session:
        query = select(Point.number).where(
            Point.forum_id == world.ids["forum"], Point.raised_as == world.names[who]
        )
        number = session.scalars(query.order_by(Point.number)).first()
    return f"forums/{SLUG}/points/{number}"


def _report(who: str, rule: Rule, words: str, when: str) -> Act:
    def run(world: World, now: datetime) -> None:
        path = _path(world, who)
        with world.write() as session:
            said = services.Report(rule=rule, words=words)
            services.report_text(session, path=path, report=said, now=now)

    return Act(at(when), run)


def _decide(who: str, outcome: Outcome, rule: Rule, reason: str, when: str) -> Act:
    def run(world: World, now: datetime) -> None:
        path = _path(world, who)
        with world.write() as session:
            services.decide(
                session,
                actor=world.acting("bea", "facilitator"),
                path=path,
                wish=services.Wish(outcome=outcome, rule=rule, reason=reason),
                now=now,
            )

    return Act(at(when), run)


def _take_back(number: int, reason: str, when: str) -> Act:
    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            services.take_back(
                session,
                actor=world.acting("bea", "facilitator"),
                number=number,
                reason=reason,
                now=now,
            )

    return Act(at(when), run)


def acts() -> list[Act]:
    """One text that stays, and one that was hidden by mistake for a day."""
    stays = "It says what people in flats want. It says nothing of any person."
    mistake = "I took it for an advertisement of the café in the park. It asks for a toilet."
    return [
        _report(_STAYS, Rule.UNTRUE, "Not all flats have no food bin.", "2027-01-19 20:05"),
        _decide(_STAYS, Outcome.LEFT, Rule.UNTRUE, stays, "2027-01-21 10:10"),
        _report(_CAME_BACK, Rule.SPAM, "", "2027-02-01 19:30"),
        _decide(
            _CAME_BACK, Outcome.HIDDEN, Rule.SPAM, "This is an advertisement.", "2027-02-03 09:15"
        ),
        _take_back(2, mistake, "2027-02-04 09:40"),
    ]
