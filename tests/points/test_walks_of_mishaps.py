"""Random orders with all that goes wrong in a year, through services: no path cheats the clock.

`soak.py` walks many more without a database; here are the acts of other slices too: minutes,
meetings, holiday tables, words that are hidden, people who leave.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pbplatform.accounts.models import RoleGrant
from pbplatform.core.actor import ActorRef
from pbplatform.core.before_commit import settle_all
from pbplatform.core.errors import DomainError
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.moderation import services as moderation
from pbplatform.places.services.calendars import freeze_calendar
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import AnswerText
from pbplatform.points.domain.standing import Standing
from pbplatform.points.queries.summary import summary
from pbplatform.points.words.next_act import next_act
from tests.factories import COMMAND, make_meeting, make_person, make_team
from tests.points.people import CAME, NO, YES, World

MAY_MOVE_LATER = {"more_time": 10, "ask": 11}  # working days; a stop may end on a day off
Acts = dict[str, Callable[[], object]]


class Year:
    """One point of a meeting, and a year in which things go wrong."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.now = world, random.Random(seed), CAME
        self.session = world.session
        self.meeting = make_meeting(self.session, world.forum, CAME + timedelta(hours=9), now=CAME)
        self.now = CAME + timedelta(hours=10)
        self.point = services.record_point(
            self.session,
            actor=world.bea,
            meeting_id=self.meeting.id,
            kind="request",
            title="Bins",
            verbatim="They overflow.",
            raised_as="Rosa",
            raised_by_id=int(world.rosa.key),
            now=self.now,
        )
        make_team(self.session, "Empty")
        self.fay = make_person(self.session, "Fay", role="facilitator")
        self.hidden: list[int] = []
        self.give("environment")

    def give(self, team: str) -> None:
        services.assign(
            self.session,
            actor=self.world.bea,
            point_id=self.point.id,
            team_slug=team,
            reason="x",
            now=self.now,
        )

    def standing(self) -> Standing:
        return queries.view_of(self.session, self.point.id, now=self.now).standing

    def days_between(self, first: date, last: date) -> int:
        return queries.view_of(self.session, self.point.id, now=self.now).days.between(first, last)

    def minutes(self, kind: MinutesKind) -> None:
        forums.write_minutes(
            self.session,
            actor=self.world.bea,
            meeting_id=self.meeting.id,
            kind=kind,
            text=f"Eleven people came. {self.now.isoformat()}",
            reason="x",
            now=self.now,
        )

    def cancel(self) -> None:
        forums.cancel_meeting(
            self.session,
            actor=self.world.bea,
            meeting_id=self.meeting.id,
            reason="x",
            now=self.now,
        )

    def hide(self) -> None:
        wish = moderation.Wish(outcome="hidden", rule="other", reason="x")
        path = queries.view_of(self.session, self.point.id, now=self.now).path
        number = moderation.decide(self.session, actor=self.fay, path=path, wish=wish, now=self.now)
        self.hidden.append(number)

    def restore(self) -> None:
        if self.hidden:
            moderation.take_back(
                self.session,
                actor=self.fay,
                number=self.hidden.pop(),
                reason="x",
                now=self.now,
            )

    def everybody_leaves(self) -> None:
        team = self.chance.choice(("team:environment", "team:homes"))
        grants = select(RoleGrant).where(RoleGrant.scope == team, RoleGrant.holding_at(self.now))
        for grant in self.session.scalars(grants):
            grant.ended_at = self.now

    def somebody_comes(self) -> None:
        n = self.chance.randrange(10**6)
        team = self.chance.choice(("team:environment", "team:homes"))
        make_person(
            self.session, f"New {n}", role="official", scope=team, title=f"Post {n}", now=self.now
        )

    def holidays(self) -> None:
        days = [(self.now.date() + timedelta(days=n), "Closed") for n in range(1, 40)]
        freeze_calendar(
            self.session,
            actor=COMMAND,
            region="GB-ENG",
            first_year=2026,
            last_year=2031,
            closures=days,
            now=self.now,
        )

    def erase_asker(self) -> None:
        self.point.raised_by_id, self.point.raised_as, self.point.verbatim = None, "", ""

    def answer(self, text: AnswerText) -> None:
        self.world.answer(self.point, text=text, by=self.chance.choice(self.able()), now=self.now)

    def able(self) -> list[ActorRef]:
        return [self.world.tom, self.world.leena, self.world.ruth, self.world.ali]

    def correct(self) -> None:
        services.correct_answer(
            self.session,
            actor=self.world.leena,
            point_id=self.point.id,
            n=1,
            text=services.CorrectionText(wrong="x", text="y"),
            now=self.now,
        )

    def acts(self) -> Acts:
        world = self.world
        given: dict[str, Any] = {"point_id": self.point.id, "now": self.now}
        team: dict[str, Any] = {"actor": self.chance.choice(self.able()), **given}
        session = self.session
        return {
            "more_time": lambda: services.take_more_time(session, days=7, reason="x", **team),
            "ask": lambda: services.ask_the_asker(session, question="x", **team),
            "reply": lambda: services.reply_to_question(
                session, actor=world.rosa, reply="x", **given
            ),
            "pass_on": lambda: services.pass_on(session, team_slug="homes", reason="x", **team),
            "take": lambda: services.take(session, actor=world.ali, **given),
            "send_back": lambda: services.send_back(session, actor=world.ali, reason="x", **given),
            "give": lambda: self.give(self.chance.choice(("environment", "homes", "empty"))),
            "kind": lambda: services.change_kind(
                session, actor=world.bea, kind="question", reason="x", **given
            ),
            "circulate": lambda: self.minutes(MinutesKind.CIRCULATED),
            "approve": lambda: self.minutes(MinutesKind.APPROVED),
            "amend": lambda: self.minutes(MinutesKind.AMENDED),
            "cancel": self.cancel,
            "hide": self.hide,
            "restore": self.restore,
            "leave": self.everybody_leaves,
            "come": self.somebody_comes,
            "holidays": self.holidays,
            "erase": self.erase_asker,
            "answer": lambda: self.answer(self.chance.choice((YES, NO))),
            "correct": self.correct,
            "assess": lambda: world.says(world.rosa, self.point, "no", now=self.now),
            "worker": lambda: [
                services.tell_where_it_went(session, point_id=each, now=self.now)
                for each in services.points_to_tell(session, now=self.now)
            ],
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_mishaps_wins_a_day_or_loses_a_point(
    app: Flask, world: World, seed: int
) -> None:
    year = Year(world, seed)
    due, stage, late, moved = year.standing().due, 1, False, set[str]()
    for _step in range(20):
        year.now += timedelta(days=year.chance.choice([0, 0, 1, 1, 2, 4]))
        name = year.chance.choice(list(year.acts()))
        try:
            with world.session.begin_nested():
                year.acts()[name]()
        except DomainError:
            pass
        world.session.expire_all()
        standing = year.standing()
        if standing.stage != stage:
            due, stage, late = standing.due, standing.stage, False
        if standing.due > due:
            assert name in MAY_MOVE_LATER.keys() - moved, (name, due, standing.due)
            assert year.days_between(due, standing.due) <= MAY_MOVE_LATER[name]
            moved.add(name)
        due = standing.due
        late = late or (standing.is_open and standing.today > due)
        assert not standing.is_open or standing.is_late is late, name
        listed_and_counted(app, year)


def listed_and_counted(app: Flask, year: Year) -> None:
    """The point is on the list of its forum, in the counts, and somebody acts next."""
    view = queries.view_of(year.session, year.point.id, now=year.now)
    settle_all(year.session)
    views = queries.public_views(year.session, view.forum, now=year.now)
    assert [each.point.id for each in views] == [year.point.id]
    assert queries.tally(views).counts.to_answer == 1
    assert summary(year.session, now=year.now).counts.to_answer == 1
    with app.test_request_context():
        assert (next_act(view) is None) == view.standing.is_final
