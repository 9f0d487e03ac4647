"""Many acts on points at once are the acts of one, all or none. docs/rules/points.md 1.17."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow
from pbplatform.points import services
from pbplatform.points.domain.likeness import Signatures
from pbplatform.points.models import AnswerLikeness, Point, PointSupport
from pbplatform.promises.kinds import PromiseLog
from pbplatform.promises.models import CitizenCheck, Commitment
from tests.factories import make_person
from tests.points.people import CAME, NO, YES, World

LATER = CAME + timedelta(days=2)
ASKED = LATER + timedelta(days=28)
WORDS = services.PointWords(title="Bins", verbatim="They are full.", kind="request")


def logged(world: World) -> list[dict[str, Any]]:
    """What the log tells, without what is chance in it."""
    found = [json.loads(body) for body in world.session.scalars(select(LogPending.body))]
    for body in found:
        body["actor"].pop("commitment", None)
        body.pop("commitments", None)
        body["data"].pop("words", None)
    return sorted(found, key=lambda body: (body["kind"], body["subject"]))


def mailed(world: World) -> list[tuple[str, str, int]]:
    rows = world.session.scalars(select(OutboxRow))
    return sorted((row.kind, row.payload["to"], row.payload.get("number", 0)) for row in rows)


def raised(world: World, count: int) -> list[services.PointRaised]:
    return [services.PointRaised(actor=world.rosa, words=WORDS, now=CAME) for _one in range(count)]


def promises(world: World) -> list[int]:
    return list(world.session.scalars(select(Commitment.id).order_by(Commitment.id)))


def checks(world: World) -> list[int]:
    return list(world.session.scalars(select(CitizenCheck.id).order_by(CitizenCheck.id)))


def together(world: World) -> None:
    """Three points from the first word to what residents are asked, many at once."""
    made = services.raise_points(world.session, forum_id=world.forum.id, raised=raised(world, 3))
    ids = [point.id for point in made]
    titles = dict.fromkeys(ids, "Bins, in plain words")
    services.publish_points(world.session, actor=world.bea, titles=titles, now=CAME)
    given = [services.Given(each, "environment") for each in ids]
    services.assign_points(world.session, actor=world.bea, given=given, now=CAME)
    supports = [services.PointSupported(world.sam, each, CAME) for each in ids]
    services.support_points(world.session, supports=supports)
    answered = [services.Answered(world.tom, each, YES) for each in ids]
    services.publish_answers(world.session, answered=answered, now=LATER)
    words = [services.Word(world.rosa, each, "no", "When?") for each in ids]
    services.assess_points(world.session, words=words, now=LATER)
    kept = [
        services.PromiseKept(world.tom, each, LATER.date(), "See it.") for each in promises(world)
    ]
    services.keep_promises(world.session, kept=kept, now=LATER)
    asked = services.ask_about_promises(world.session, check_ids=checks(world), now=ASKED)
    assert asked == checks(world)


def one_by_one(world: World) -> None:
    """The same with the verbs for one."""
    for _point in range(3):
        point = services.raise_point(
            world.session,
            actor=world.rosa,
            forum_id=world.forum.id,
            kind=WORDS.kind,
            title=WORDS.title,
            verbatim=WORDS.verbatim,
            now=CAME,
        )
        one = {"point_id": point.id}
        services.publish_point(
            world.session, actor=world.bea, title="Bins, in plain words", now=CAME, **one
        )
        services.assign(world.session, actor=world.bea, team_slug="environment", now=CAME, **one)
        services.support(world.session, actor=world.sam, now=CAME, **one)
        services.publish_answer(world.session, actor=world.tom, text=YES, now=LATER, **one)
        services.assess(
            world.session, actor=world.rosa, verdict="no", missing="When?", now=LATER, **one
        )
    for promise_id in promises(world):
        services.keep_promise(
            world.session,
            actor=world.tom,
            promise_id=promise_id,
            done_on=LATER.date(),
            note="See it.",
            now=LATER,
        )
    for check_id in checks(world):
        assert services.ask_about_promise(world.session, check_id=check_id, now=ASKED)
        assert not services.ask_about_promise(world.session, check_id=check_id, now=ASKED)


def test_many_at_once_leave_the_same_entries_and_mails_as_one_after_the_other(
    world: World,
) -> None:
    before = world.session.begin_nested()
    one_by_one(world)
    singly = logged(world), mailed(world)
    before.rollback()
    together(world)
    assert (logged(world), mailed(world)) == singly
    assert len(singly[1]) > 9
    assert {body["kind"] for body in singly[0]} >= {
        PromiseLog.COMMITMENT_DONE,
        PromiseLog.CHECK_ASKED,
    }


def test_one_point_twice_in_one_call_is_refused(world: World) -> None:
    point = world.point()
    twice = [services.Answered(world.tom, point.id, text) for text in (YES, NO)]
    with pytest.raises(ValueError, match="one act on each point"):
        services.publish_answers(world.session, answered=twice, now=LATER)


def test_promises_are_named_once_and_refused_together(world: World) -> None:
    points = [world.point() for _one in range(2)]
    for point in points:
        world.answer(point, text=YES)
    first, second = promises(world)
    kept = [services.PromiseKept(world.tom, each, LATER.date(), "") for each in (first, first)]
    with pytest.raises(ValueError, match="one act on each promise"):
        services.keep_promises(world.session, kept=kept, now=LATER)
    kept = [
        services.PromiseKept(world.tom, first, CAME.date(), "See it."),
        services.PromiseKept(world.tom, second, CAME.date(), " "),
    ]
    with pytest.raises(Conflict, match=r"text\.needed"):
        services.keep_promises(world.session, kept=kept, now=LATER)
    assert not checks(world)
    with pytest.raises(NotFound):
        services.ask_about_promises(world.session, check_ids=[1], now=ASKED)


def test_signatures_are_near_by_all_of_their_numbers_and_not_by_a_byte_of_them() -> None:
    dice = Random(7)
    one = [dice.randrange(1 << 32) for _place in range(128)]
    laid = []
    for same in range(129):
        # From there on a number has the byte that is looked at first, and is another all the same.
        other = [*one[:same], *((number + 256) % (1 << 32) for number in one[same:])]
        for order in ("big", "little"):
            laid.append(b"".join(number.to_bytes(4, order) for number in other))
    for order in ("big", "little"):
        asked = b"".join(number.to_bytes(4, order) for number in one)
        counted = [
            sum(each[n : n + 4] == asked[n : n + 4] for n in range(0, 512, 4)) for each in laid
        ]
        near = [at for at, same in enumerate(counted) if same >= 128 * 0.6]
        assert Signatures(laid).near(asked) == near
        assert near


def test_first_refusal_refuses_all_points(world: World) -> None:
    made = services.raise_points(world.session, forum_id=world.forum.id, raised=raised(world, 2))
    first, second = (point.id for point in made)
    with pytest.raises(Conflict, match="title_needed"):
        services.publish_points(
            world.session, actor=world.bea, titles={first: "Bins", second: " "}, now=CAME
        )
    assert [point.state for point in made] == ["raised", "raised"]
    with pytest.raises(NotAllowed):
        services.publish_points(
            world.session, actor=world.tom, titles={first: "a", second: "b"}, now=CAME
        )


def test_point_that_is_not_there_is_refused_with_all_others(world: World) -> None:
    point = world.point()
    with pytest.raises(NotFound, match=r"point\.not_found"):
        services.support_points(
            world.session,
            supports=[
                services.PointSupported(world.sam, point.id, CAME),
                services.PointSupported(world.sam, point.id + 1, CAME),
            ],
        )
    assert world.session.scalar(select(func.count()).select_from(PointSupport)) == 0


def test_support_given_twice_in_one_call_counts_once(world: World) -> None:
    point = world.point()
    other = make_person(world.session, "Olu")
    supports = [services.PointSupported(who, point.id, CAME) for who in (world.sam, other)]
    services.support_points(world.session, supports=[*supports, *supports])
    assert world.session.scalar(select(func.count()).select_from(PointSupport)) == 2


def test_answers_published_together_meet_each_other_once(world: World) -> None:
    long = (
        "We looked at every bin in the ward for two weeks and wrote down which of them were full "
        "on a Monday morning before the lorry came."
    )
    ids = [world.point().id for _one in range(3)]
    same = replace(NO, explanation=long)
    services.publish_answers(
        world.session,
        answered=[services.Answered(world.tom, each, same) for each in ids],
        now=LATER,
    )
    pairs = world.session.execute(select(AnswerLikeness.answer_id, AnswerLikeness.other_id)).all()
    assert len(pairs) == 6
    assert len(set(map(tuple, pairs))) == 6


def test_numbers_of_points_raised_together_follow_each_other(world: World) -> None:
    made = services.raise_points(world.session, forum_id=world.forum.id, raised=raised(world, 4))
    numbers = [point.number for point in made]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
    assert world.session.scalar(select(func.count()).select_from(Point)) == 4
