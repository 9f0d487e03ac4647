"""Whole numbers are taken as people write them; parts of one are refused in words."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from pbplatform.core.whole import LARGEST, NotWhole, whole
from pbplatform.web.base_form import Form
from pbplatform.web.fields import CountField, WholeField

BETWEEN = [",", ".", " ", "\xa0", "\u202f", "\u2009", "'", "’", "٬"]


class Asked(Form):
    people = WholeField("How many")


class Counted(Form):
    voters = CountField("How many voters")


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(BETWEEN))
def test_number_is_read_with_thousands_set_apart_in_any_way(number: int, between: str) -> None:
    assert whole(f"{number:,}".replace(",", between)) == number


@pytest.mark.parametrize("digits", ["١٠٠٠", "१०००", "１０００", "১০০০", "1000"])
def test_digits_of_every_alphabet_are_read(digits: str) -> None:
    assert whole(f" {digits} ") == 1000


def test_number_in_groups_of_india_is_read() -> None:
    assert whole("12,34,567") == 1_234_567


@pytest.mark.parametrize("typed", ["1,5", "1.5", "10,00", "1,000.50", "0.1", "1,0000"])
def test_part_of_a_number_is_refused_in_words(app: Flask, typed: str) -> None:
    with pytest.raises(NotWhole):
        whole(typed)
    with app.test_request_context("/", method="POST"):
        form = Asked(formdata=MultiDict({"people": typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.people.errors == [
            "Enter a whole number, without a part after the point, like 12"
        ]


@pytest.mark.parametrize(
    "typed", ["one", "1k", "1_000", "--1", "1,,000", "1 000,000", ",100", "0x10"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        whole(typed)


@pytest.mark.parametrize("typed", ["1000", "1,000", "1 000", "1.000"])
def test_count_is_read_however_thousands_are_set_apart(app: Flask, typed: str) -> None:
    with app.test_request_context("/", method="POST"):
        form = Counted(formdata=MultiDict({"voters": typed}), meta={"csrf": False})
        assert form.validate()
        assert form.voters.data == 1000


@pytest.mark.parametrize("typed", ["-1", "10,000,001"])
def test_count_that_cannot_be_is_refused_in_words(app: Flask, typed: str) -> None:
    with app.test_request_context("/", method="POST"):
        form = Counted(formdata=MultiDict({"voters": typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.voters.errors == ["Enter a number from 0 to 10,000,000"]


def test_count_may_be_left_out_unless_it_is_said_to_be_needed(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = Counted(formdata=MultiDict({"voters": ""}), meta={"csrf": False})
        assert form.validate()
        assert form.voters.data is None
