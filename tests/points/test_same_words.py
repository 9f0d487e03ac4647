"""The same words in other answers are found, and said. Source: docs/rules/points.md 5.11."""

from __future__ import annotations

import random
from datetime import timedelta
from hashlib import blake2b
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from pbplatform.points import queries, services
from pbplatform.points.domain import likeness
from pbplatform.points.domain.composing import AnswerText, ReasonText
from pbplatform.points.models import AnswerLikeness, AnswerSignature, Point
from tests.conftest import SetClock
from tests.factories import make_point
from tests.pages import sign_in
from tests.points.people import CAME, World

LONG = (
    "We looked at the place with the people who work there and found that the path is too "
    "narrow for the van that would have to turn in it every week, so we cannot do it this year."
)
VOCABULARY = [f"word{n}" for n in range(40)]


def text(words: str = LONG, sentence: str = "No, not this year.") -> AnswerText:
    return AnswerText(
        kind="no",
        sentence=sentence,
        explanation=words,
        reasons=[ReasonText("safety", "", "A wider path")],
    )


def brute(one: str, other: str) -> float:
    """Jaccard of groups of three words, said again in another way."""

    def groups(text: str) -> set[str]:
        words = text.lower().split()
        threes = zip(words, words[1:], words[2:], strict=False)
        return {" ".join(three) for three in threes} if len(words) >= 12 else set()

    a, b = groups(one), groups(other)
    both = sum(each in b for each in a)
    return both / (len(a) + len(b) - both) if a and b else 0.0


@given(st.lists(st.sampled_from(VOCABULARY), min_size=12, max_size=60), st.data())
@settings(max_examples=150, deadline=None)
def test_signature_misses_nothing_that_brute_force_finds(
    words: list[str], data: st.DataObject
) -> None:
    changed = list(words)
    for place in data.draw(st.lists(st.integers(0, len(words) - 1), max_size=4)):
        changed[place] = data.draw(st.sampled_from(VOCABULARY))
    one, other = " ".join(words), " ".join(changed)
    true = brute(one, other)
    groups = likeness.groups_of(one), likeness.groups_of(other)
    assert likeness.likeness(*groups) == pytest.approx(true)
    assert likeness.are_alike(one, other) == (true >= 0.8)
    if true >= 0.8:
        assert likeness.may_be_alike(likeness.signature_of(one), likeness.signature_of(other))


@given(st.lists(st.text("abcdeé", min_size=1, max_size=6), max_size=60).map(" ".join))
def test_signature_is_the_lowest_of_each_function_whatever_the_machine_counts_with(
    text: str,
) -> None:
    groups = likeness.groups_of(text)
    numbers = [
        int.from_bytes(blake2b("\0".join(group).encode(), digest_size=8).digest(), "big")
        for group in groups
    ]
    prime = (1 << 61) - 1
    lowest = [
        min((a * each + b) % prime for each in numbers) & 0xFFFFFFFF
        for a, b in likeness._FUNCTIONS
        if numbers
    ]
    assert likeness.signature_of(text) == b"".join(each.to_bytes(4, "big") for each in lowest)


def test_signatures_of_texts_that_are_not_alike_rarely_call_for_a_comparison() -> None:
    chance = random.Random(7)
    called = 0
    for _n in range(200):
        one, other = (" ".join(chance.choices(VOCABULARY, k=40)) for _ in range(2))
        called += likeness.may_be_alike(likeness.signature_of(one), likeness.signature_of(other))
    assert called == 0


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (LONG.upper(), True),
        (LONG.replace(" ", "  \n").replace(",", " –"), True),
        (f"{LONG} Thank you.", True),
        (LONG[: len(LONG) // 2], False),
        ("No.", False),
        (f"She said: “{LONG}”", False),
        (f"> {LONG}", False),
    ],
)
def test_case_and_signs_are_no_difference_and_quotations_are_left_out(
    other: str, alike: bool
) -> None:
    assert likeness.are_alike(LONG, other) is alike


def test_short_and_quoted_texts_have_no_signature() -> None:
    assert likeness.signature_of("one two three four five six seven eight nine ten eleven") == b""
    assert likeness.signature_of(f"“{LONG}”") == b""
    assert len(likeness.signature_of(LONG)) == 512


def answered(world: World, days: int, words: AnswerText | None = None) -> Point:
    now = CAME + timedelta(days=days)
    point = make_point(world.session, world.forum, world.rosa, now=now)
    world.answer(point, text=words or text(), now=now)
    return point


def others(world: World, point: Point, *, days: int = 800) -> list[int]:
    answer = world.view(point, CAME + timedelta(days=days)).answers[0]
    return [each.number for each in queries.same_words(world.session, [answer.id])[answer.id]]


def test_answers_of_the_last_twelve_months_say_it_of_each_other(world: World) -> None:
    first, second = answered(world, 0), answered(world, 300)
    different = answered(
        world,
        301,
        text(
            "Something else altogether is said here, and it is long enough to be compared with all."
        ),
    )
    third = answered(world, 400)
    assert others(world, first) == [second.number]
    assert others(world, second) == [third.number, first.number]
    assert others(world, third) == [second.number]
    assert others(world, different) == []


def test_answers_of_before_are_signed_by_the_worker_with_the_same_result(world: World) -> None:
    points = [answered(world, days) for days in (0, 1, 2)]
    before = [others(world, point) for point in points]
    world.session.execute(delete(AnswerLikeness))
    world.session.execute(delete(AnswerSignature))
    world.session.commit()
    turns = 0
    while unsigned := queries.unsigned_answers(world.session, limit=2):
        services.sign_answers(world.session, unsigned)
        world.session.commit()
        turns += 1
    assert turns == 2
    assert [others(world, point) for point in points] == before
    assert before[0] == [points[2].number, points[1].number]


def test_official_and_public_read_it(
    app: Flask, client: FlaskClient, clock: SetClock, world: World
) -> None:
    first = answered(world, 0)
    second = make_point(world.session, world.forum, world.rosa, now=CAME)
    services.save_draft(
        world.session,
        actor=world.tom,
        point_id=second.id,
        content={
            "sentence": "No, not this year.",
            "kind": "no",
            "reason": "safety",
            "would_change": "A wider path",
            "explanation": LONG,
        },
        now=CAME,
    )
    world.session.commit()
    clock.at = CAME + timedelta(days=1)
    sign_in(app, client, world.tom, clock)
    page = unescape(
        client.get(f"/desk/official/points/town-forum/{second.number}/answer/preview").text
    )
    said = "The same words stand in 1 other answer."
    assert said in page
    assert f"/forums/town-forum/points/{first.number}#answer-1" in page
    public = f"/forums/town-forum/points/{first.number}"
    assert said not in client.get(public, follow_redirects=True).text
    world.answer(second, text=text(), now=clock.at)
    world.session.commit()
    assert said in client.get(public, follow_redirects=True).text
