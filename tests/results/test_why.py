"""Every reason of a count has its sentence. Source: docs/rules/results.md section 2."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pbplatform.counting.result import Reason
from pbplatform.results.pages.presentation import percent
from pbplatform.results.words.why import Told, how_settled, why
from tests.factories import POUND

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NUMBERS: dict[Reason, list[dict[str, Any]]] = {
    Reason.FUNDED: [
        {"position": 1, "left_minor": 26_000_000},
        {"position": 2, "left_minor": 0},
        {"position": 3, "left_minor": 5, "round": 2, "price": "60403/3"},
    ],
    Reason.FUNDED_FROM_RESERVE: [{"position": 2, "left_minor": 100, "reserve_minor": 900}],
    Reason.BELOW_THRESHOLD: [
        {"kind": "score", "needed": "201/2", "got": 99},
        {"kind": "supporters", "needed": 101, "got": 99},
    ],
    Reason.DID_NOT_FIT: [{"left_minor": 8_671_000, "missing_minor": 929_000}],
    Reason.STOPPED_BEFORE: [{"stopped_at": "15"}],
    Reason.CONFLICT_WITH: [{"winner": "4"}],
    Reason.CAP_REACHED: [
        {"kind": "area", "name": "North", "limit_minor": 10_000, "missing_minor": 700}
    ],
    Reason.WITHDRAWN: [{}],
    Reason.SUPPORTERS_SPENT: [{"left_minor": 8_828_600, "missing_minor": 3_171_400}],
    Reason.NO_SUPPORTERS: [{}],
}
CASES = [(reason, numbers) for reason in Reason for numbers in NUMBERS.get(reason, [{}])]


def sentence(app: Flask, reason: Reason, numbers: dict[str, Any], votes: int = 1192) -> str:
    with app.test_request_context():
        return why(str(reason), Told(votes, 24_000_000, POUND, numbers))


@pytest.mark.parametrize(("reason", "numbers"), CASES)
def test_every_reason_has_a_whole_sentence_without_holes(
    app: Flask, reason: Reason, numbers: dict[str, Any]
) -> None:
    text = sentence(app, reason, numbers)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "%(" not in text


def test_no_reason_is_left_out_of_these_tests() -> None:
    assert set(NUMBERS) == set(Reason)


def test_sentences_carry_their_numbers(app: Flask) -> None:
    told = [
        (Reason.FUNDED, 0, "It was first, with 1,192 votes. After it £260,000 was left."),
        (
            Reason.FUNDED,
            2,
            "It was number 3. The 1,192 people who chose it shared its cost, £201.34 each.",
        ),
        (Reason.DID_NOT_FIT, 0, "When its turn came £86,710 was left. It was short by £9,290."),
        (Reason.BELOW_THRESHOLD, 0, "It needed at least 101 to be counted at all, and got 99."),
    ]
    for reason, place, words in told:
        assert sentence(app, reason, NUMBERS[reason][place]) == words


def test_one_vote_is_not_said_as_many(app: Flask) -> None:
    assert "with 1 vote." in sentence(app, Reason.FUNDED, NUMBERS[Reason.FUNDED][0], votes=1)


def test_unknown_reason_is_an_error_and_not_an_empty_cell(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match="because"):
        why("because", Told(1, 1, POUND, {}))


def test_every_way_of_settling_a_tie_has_words(app: Flask) -> None:
    with app.test_request_context():
        ways = how_settled(["lower-cost", "more-votes", "lot", "file-order"])
    assert len(set(ways)) == 4


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0%"),
        (0, 5, "0%"),
        (5, 5, "100%"),
        (2418, 48210, "5%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
    ],
)
def test_per_cent_is_rounded_to_one_place(app: Flask, part: int, whole: int, text: str) -> None:
    with app.test_request_context():
        assert percent(part, whole) == text
