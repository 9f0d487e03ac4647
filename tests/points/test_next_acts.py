"""Every open point and promise says who acts next, by when, and what happens otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask, g

from pbplatform.points import queries, services
from pbplatform.points.domain.clock import Turn
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, stand_of_point
from pbplatform.points.kinds import FINAL, PointState, Stand, TurnKind
from pbplatform.points.queries import PointView
from pbplatform.points.words.next_act import next_act
from pbplatform.points.words.sentences import status_sentence
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import Owed, PromiseState
from pbplatform.promises.words.next_act import next_act_of_promise
from tests.points.people import CAME, DUE, YES, World, noon

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

START = date(2027, 2, 4)
ANSWERED = AnswerFacts(date(2027, 2, 10))
CHALLENGED = AnswerFacts(date(2027, 2, 10), challenged_on=date(2027, 2, 12))


def facts(**change: object) -> PointFacts:
    whole = PointFacts(state=PointState.PUBLISHED, came_on=START, start=START, answer_days=20)
    return replace(whole, **change)  # type: ignore[arg-type]


PROMISE = PromisedDay(date(2027, 4, 2), date(2027, 4, 2))
ASK_ON, UNTIL, OWED_BY, OVER = (
    date(2027, 4, 30),
    date(2027, 5, 31),
    date(2027, 5, 14),
    date(2027, 6, 1),
)


def called_done(check: CheckDays) -> PromisedDay:
    return replace(PROMISE, done_on=date(2027, 4, 2), check=check)


# One point for every stand, the late ones of every stage too: facts and the day they are seen on.
EVERY_STAND = [
    (Stand.RAISED, facts(state=PointState.RAISED), START),
    (Stand.REFUSED, facts(state=PointState.REFUSED), START),
    (Stand.JOINED, facts(state=PointState.JOINED), START),
    (Stand.WITHDRAWN, facts(state=PointState.WITHDRAWN, withdrawn_on=START), date(2027, 2, 12)),
    (Stand.NOT_STARTED, facts(start=date(2027, 2, 11)), START),
    (Stand.WAITING, facts(), START),
    (Stand.WAITING, facts(), DUE),
    (Stand.WAITING, facts(turns=(Turn(TurnKind.EXTENDED, START, days=10),)), START),
    (Stand.PAUSED, facts(turns=(Turn(TurnKind.PAUSED, START),)), START),
    (Stand.LATE, facts(), date(2027, 3, 10)),
    (Stand.VERY_LATE, facts(), date(2027, 3, 18)),
    (Stand.WAITING, facts(answers=(CHALLENGED,)), date(2027, 2, 12)),
    (Stand.LATE, facts(answers=(CHALLENGED,)), date(2027, 3, 1)),
    (Stand.VERY_LATE, facts(answers=(CHALLENGED,)), date(2027, 4, 1)),
    (Stand.WAITING, facts(answers=(CHALLENGED, CHALLENGED)), date(2027, 2, 12)),
    (Stand.LATE, facts(answers=(CHALLENGED, CHALLENGED)), date(2027, 3, 1)),
    (Stand.VERY_LATE, facts(answers=(CHALLENGED, CHALLENGED)), date(2027, 4, 1)),
    (Stand.ASSESSING, facts(answers=(ANSWERED,)), date(2027, 2, 11)),
    (Stand.PROMISED, facts(answers=(ANSWERED,), promises=(PROMISE,)), date(2027, 4, 2)),
    (Stand.PROMISE_MISSED, facts(answers=(ANSWERED,), promises=(PROMISE,)), date(2027, 4, 3)),
    *(
        (Stand.CHECKING, facts(answers=(ANSWERED,), promises=(called_done(check),)), day)
        for check, day in (
            (CheckDays(ASK_ON), date(2027, 4, 3)),
            (CheckDays(ASK_ON, UNTIL), UNTIL),
            (CheckDays(ASK_ON, UNTIL, Owed.TEAM, OWED_BY, noes=1), OWED_BY),
            (CheckDays(ASK_ON, UNTIL, Owed.TEAM, OWED_BY, noes=1), date(2028, 4, 3)),
            (CheckDays(ASK_ON, UNTIL, Owed.HIGHER, OWED_BY, noes=1), date(2028, 4, 3)),
            (CheckDays(ASK_ON, UNTIL, noes=1, replies=1), UNTIL),
        )
    ),
    *(
        (Stand.SETTLED, facts(answers=(ANSWERED,), promises=(called_done(check),)), OVER)
        for check in (
            CheckDays(ASK_ON, UNTIL),
            CheckDays(ASK_ON, UNTIL, noes=1, replies=2),
            CheckDays(ASK_ON, UNTIL, noes=1, not_kept=True),
        )
    ),
    (Stand.SETTLED, facts(answers=(ANSWERED,)), date(2027, 6, 1)),
]


def withdrawn() -> PointFacts:
    return facts(state=PointState.WITHDRAWN, withdrawn_on=START)


@pytest.fixture
def seen(app: Flask, world: World) -> Iterator[PointView]:
    point = world.point()
    world.answer(point)
    world.says(world.rosa, point, "no")
    with app.test_request_context():
        yield world.view(point)


def as_of(view: PointView, told: PointFacts, today: date) -> PointView:
    answers = view.answers * len(told.answers)
    return replace(
        view, facts=told, standing=stand_of_point(told, view.days, today), answers=answers
    )


def test_somebody_can_go_on_with_a_withdrawn_point_for_five_working_days(seen: PointView) -> None:
    last = next_act(as_of(seen, withdrawn(), date(2027, 2, 11)))
    assert last is not None
    assert last.by == date(2027, 2, 11)
    assert next_act(as_of(seen, withdrawn(), date(2027, 2, 12))) is None


def test_every_stand_is_walked() -> None:
    assert {stand for stand, _facts, _today in EVERY_STAND} == set(Stand)


@pytest.mark.parametrize(("stand", "told", "today"), EVERY_STAND)
@pytest.mark.parametrize("elected", ["", "Cllr Ruth Adeyemi"])
def test_every_stand_but_the_final_ones_says_who_acts_next(
    seen: PointView, stand: Stand, told: PointFacts, today: date, elected: str
) -> None:
    view = replace(as_of(seen, told, today), elected=elected)
    assert view.standing.stand is stand
    act = next_act(view)
    if stand in FINAL:
        assert act is None
        return
    assert act is not None
    assert act.who
    assert act.what
    assert act.by is not None
    assert act.otherwise
    if view.standing.is_late:
        assert act.late
        assert not elected or elected in f"{act.who} {act.otherwise}"


SENTENCES = [
    (facts(), date(2027, 3, 1), "waiting", "by Thursday 4 March 2027, in 3 working days."),
    (facts(), date(2027, 3, 3), "waiting", "in 1 working day."),
    (facts(), DUE, "waiting", "an answer by today, Thursday 4 March 2027."),
    (
        facts(turns=(Turn(TurnKind.PAUSED, date(2027, 2, 24)),)),
        date(2027, 2, 25),
        "paused",
        "Clock stopped on Wednesday 24 February while the resident answers a question. "
        "6 working days left. It starts again on Wednesday 10 March at the latest.",
    ),
    (
        facts(),
        date(2027, 3, 10),
        "late",
        "Late. Environment promised an answer by Thursday 4 March 2027. It is 4 working days late.",
    ),
    (
        facts(),
        date(2027, 3, 18),
        "escalated",
        "Very late. Environment promised an answer by Thursday 4 March 2027. It is 10 working "
        "days late. This is now with Ruth, who is responsible. It comes first at the forum on "
        "Thursday 25 March.",
    ),
    (
        facts(answers=(AnswerFacts(date(2027, 3, 10)),)),
        date(2027, 3, 11),
        "done",
        "Answered on Wednesday 10 March, 4 working days after the promised date.",
    ),
    (
        facts(answers=(ANSWERED,), promises=(PROMISE,)),
        date(2027, 3, 11),
        "done",
        "Answered on time, on Wednesday 10 February, after 4 working days. "
        "The promise is under way.",
    ),
    (
        facts(answers=(ANSWERED,), promises=(PROMISE,)),
        date(2027, 4, 3),
        "late",
        "Promise missed. It was due on Friday 2 April 2027.",
    ),
    (
        facts(answers=(ANSWERED,), promises=(replace(PROMISE, done_on=date(2027, 4, 2)),)),
        date(2027, 4, 3),
        "done",
        "Promise kept, by the day promised.",
    ),
    (
        facts(answers=(ANSWERED,), promises=(replace(PROMISE, given_up_on=START),)),
        date(2027, 4, 3),
        "late",
        "Promise broken.",
    ),
    (
        facts(answers=(CHALLENGED, CHALLENGED)),
        date(2027, 2, 12),
        "escalated",
        "Taken higher. The second answer did not answer the point either. Since Saturday 6 "
        "February it has been with Ruth, who must answer by Friday 26 February 2027.",
    ),
]


@pytest.mark.parametrize(("told", "today", "mark", "words"), SENTENCES)
def test_status_sentence_says_where_the_point_stands(
    seen: PointView, told: PointFacts, today: date, mark: str, words: str
) -> None:
    g.now = datetime.combine(today, time(12), tzinfo=UTC)
    said = status_sentence(as_of(seen, told, today), meeting_on=date(2027, 3, 25))
    assert said.mark == mark
    assert words in said.html.striptags()


def test_names_in_sentences_are_escaped(seen: PointView) -> None:
    seen.team.name = "<script>Parks</script>"
    said = status_sentence(as_of(seen, facts(), START))
    assert "<script>" not in said.html
    seen.team.name = "Environment"


def test_reminder_is_told_only_when_it_was_sent(app: Flask, world: World) -> None:
    point = world.point()
    late = noon(date(2027, 3, 10))
    with app.test_request_context():
        assert "reminded" not in status_sentence(world.view(point, late)).html
        world.session.commit()  # where points stand is kept with the commit
        services.remind_teams(world.session, now=late)
        assert "We have reminded the team." in status_sentence(world.view(point, late)).html


def test_every_promise_that_is_not_ended_says_who_acts_next(app: Flask, world: World) -> None:
    point = world.point()
    world.answer(point, text=YES)
    with app.test_request_context():
        for day in (date(2027, 3, 1), date(2027, 4, 3), date(2027, 5, 3)):
            view = queries.promise_views(world.session, now=noon(day))[0]
            act = next_act_of_promise(view)
            assert act is not None
            assert act.by is not None
            assert act.otherwise
        for state in PromiseState:
            ended = state not in (PromiseState.UNDER_WAY, PromiseState.MISSED)
            assert (next_act_of_promise(replace(view, state=state)) is None) is ended


def test_passing_on_names_both_teams(app: Flask, world: World) -> None:
    point = world.point()
    services.pass_on(
        world.session,
        actor=world.tom,
        point_id=point.id,
        team_slug="homes",
        reason="A flat",
        now=CAME + timedelta(hours=1),
    )
    with app.test_request_context():
        act = next_act(world.view(point))
    assert act is not None
    assert "Environment" in act.who
    assert "Homes" in act.what


def test_unread_point_says_when_the_time_starts_all_the_same(app: Flask, world: World) -> None:
    point = services.raise_point(
        world.session,
        actor=world.rosa,
        forum_id=world.forum.id,
        kind="request",
        title="Bins",
        verbatim="They overflow.",
        now=CAME,
    )
    with app.test_request_context():
        act = next_act(world.view(point, CAME + timedelta(days=9)))
    assert act is not None
    assert (act.by, act.late) == (date(2027, 2, 8), True)
