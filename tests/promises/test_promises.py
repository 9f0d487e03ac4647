"""Promises: their first day is never overwritten. Source: docs/rules/promises.md section 1."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.points import queries, services
from pbplatform.points.kinds import Stand
from pbplatform.promises.domain.days import PromisedDay
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.models import Commitment
from tests.points.people import CAME, YES, World, noon

PROMISED = date(2027, 4, 2)  # Good Friday was a week before
BEFORE = noon(PROMISED - timedelta(days=10))


@pytest.fixture
def promise(world: World) -> Commitment:
    point = world.point()
    world.answer(point, text=YES)
    return world.view(point, BEFORE).promises[0]


def move(world: World, promise: Commitment, due: date, *, now: object = BEFORE) -> None:
    services.move_promise(
        world.session,
        actor=world.tom,
        promise_id=promise.id,
        due=due,
        reason="The bench maker closed",
        now=now,  # type: ignore[arg-type]
    )


def state(world: World, promise: Commitment, day: date) -> PromiseState:
    return queries.promise_by_id(world.session, promise.id, now=noon(day)).state


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (PROMISED - timedelta(days=1), PromiseState.UNDER_WAY),
        (PROMISED, PromiseState.UNDER_WAY),
        (PROMISED + timedelta(days=1), PromiseState.MISSED),
    ],
)
def test_promise_is_missed_from_the_day_after_its_day(
    world: World, promise: Commitment, today: date, expected: PromiseState
) -> None:
    assert state(world, promise, today) is expected


@pytest.mark.parametrize(
    ("done_on", "expected"),
    [(PROMISED, PromiseState.KEPT), (PROMISED + timedelta(days=1), PromiseState.KEPT_LATE)],
)
def test_promise_done_by_its_first_day_is_kept_and_later_kept_late(
    done_on: date, expected: PromiseState
) -> None:
    moved = PromisedDay(PROMISED, PROMISED + timedelta(days=30), done_on=done_on)
    assert moved.state(PROMISED + timedelta(days=40)) is expected


@pytest.mark.parametrize("end", ["done", "given_up"])
def test_end_said_by_mistake_is_taken_back_with_a_reason_and_stays_told(
    world: World, promise: Commitment, end: str
) -> None:
    told = {"promise_id": promise.id, "now": BEFORE}
    take_back = partial(services.take_promise_back, world.session, **told)
    with pytest.raises(Conflict, match="not_from_here"):
        take_back(actor=world.tom, reason="x")
    if end == "done":
        services.keep_promise(
            world.session, actor=world.tom, done_on=BEFORE.date(), note="Seen", **told
        )
    else:
        services.give_up_promise(world.session, actor=world.tom, reason="Seen", **told)
    with pytest.raises(NotAllowed):
        take_back(actor=world.ali, reason="x")
    with pytest.raises(Conflict, match="reason_needed"):
        take_back(actor=world.tom, reason=" ")
    take_back(actor=world.tom, reason="Another street")
    view = queries.promise_by_id(world.session, promise.id, now=BEFORE)
    (kept,) = view.taken_back
    assert view.state is PromiseState.UNDER_WAY
    assert (kept.was, kept.said_on, kept.words) == (end, BEFORE.date(), "Seen")
    assert (kept.reason, kept.by_name) == ("Another street", world.tom.name)


def test_new_day_needs_a_reason_and_keeps_the_first_one(world: World, promise: Commitment) -> None:
    with pytest.raises(Conflict, match="reason_needed"):
        services.move_promise(
            world.session,
            actor=world.tom,
            promise_id=promise.id,
            due=date(2027, 5, 4),
            reason=" ",
            now=BEFORE,
        )
    move(world, promise, date(2027, 5, 4))
    view = queries.promise_by_id(world.session, promise.id, now=BEFORE)
    assert (promise.due_original, promise.due_current) == (PROMISED, date(2027, 5, 4))
    assert [(m.due_before, m.due_after) for m in view.moves] == [(PROMISED, date(2027, 5, 4))]


def test_missed_promise_that_gets_a_new_day_is_under_way_and_never_kept_in_time(
    world: World, promise: Commitment
) -> None:
    late = noon(PROMISED + timedelta(days=5))
    move(world, promise, date(2027, 5, 4), now=late)
    assert state(world, promise, date(2027, 5, 4)) is PromiseState.UNDER_WAY
    services.keep_promise(
        world.session,
        actor=world.tom,
        promise_id=promise.id,
        done_on=date(2027, 5, 3),
        note="Two residents went and looked",
        now=noon(date(2027, 5, 3)),
    )
    assert state(world, promise, date(2027, 6, 1)) is PromiseState.KEPT_LATE


@pytest.mark.parametrize("due", [date(2027, 3, 22), PROMISED])
def test_new_day_in_the_past_or_the_same_is_refused(
    world: World, promise: Commitment, due: date
) -> None:
    with pytest.raises(Conflict, match="later_day"):
        move(world, promise, due)


def test_promise_cannot_be_done_tomorrow_nor_without_a_note(
    world: World, promise: Commitment
) -> None:
    given = {"actor": world.tom, "promise_id": promise.id, "now": BEFORE}
    with pytest.raises(Conflict, match="done_day"):
        services.keep_promise(
            world.session, done_on=BEFORE.date() + timedelta(days=1), note="x", **given
        )
    with pytest.raises(Conflict, match=r"text\.needed"):
        services.keep_promise(world.session, done_on=BEFORE.date(), note=" ", **given)


def test_given_up_promise_is_broken_and_ended(world: World, promise: Commitment) -> None:
    given = {"actor": world.tom, "promise_id": promise.id, "now": BEFORE}
    services.give_up_promise(world.session, reason="No money", **given)
    assert state(world, promise, PROMISED) is PromiseState.BROKEN
    with pytest.raises(Conflict, match=r"promise\.ended"):
        services.give_up_promise(world.session, reason="Again", **given)


@pytest.mark.parametrize("who", ["rosa", "sam", "bea", "ali"])
def test_only_the_team_changes_its_promise(world: World, promise: Commitment, who: str) -> None:
    given = {"actor": getattr(world, who), "promise_id": promise.id, "now": BEFORE}
    with pytest.raises(NotAllowed):
        services.move_promise(world.session, due=date(2027, 5, 4), reason="x", **given)
    with pytest.raises(NotAllowed):
        services.keep_promise(world.session, done_on=BEFORE.date(), note="x", **given)
    with pytest.raises(NotAllowed):
        services.give_up_promise(world.session, reason="x", **given)


def test_promises_are_listed_missed_ones_first_and_on_the_desk_of_their_team(
    world: World, promise: Commitment
) -> None:
    other = world.point()
    world.answer(other, text=YES, now=CAME + timedelta(days=1))
    moved = world.view(other).promises[0]
    move(world, moved, date(2027, 5, 4))
    day = noon(PROMISED + timedelta(days=3))
    views = queries.promise_views(world.session, now=day)
    assert [view.state for view in views] == [PromiseState.MISSED, PromiseState.UNDER_WAY]
    items = queries.desk_items(world.session, ["environment"], day)
    assert [(item.group, item.due) for item in items if item.promise] == [
        ("late", PROMISED),
        ("later", date(2027, 5, 4)),
    ]
    assert queries.desk_items(world.session, ["homes"], day) == []


def test_point_is_not_settled_while_a_promise_is_open(world: World, promise: Commitment) -> None:
    point = world.session.get_one(type(world.point()), promise.point_id)
    assert world.standing(point, noon(date(2027, 3, 20))).stand is Stand.PROMISED
    assert world.standing(point, noon(date(2027, 4, 20))).stand is Stand.PROMISE_MISSED
    services.keep_promise(
        world.session,
        actor=world.tom,
        promise_id=promise.id,
        done_on=date(2027, 4, 20),
        note="Seen",
        now=noon(date(2027, 4, 20)),
    )
    assert world.standing(point, noon(date(2027, 4, 20))).stand is Stand.SETTLED
