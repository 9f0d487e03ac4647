"""Telephone numbers are links that dial. Source: docs/rules/venues.md section 6."""

from __future__ import annotations

import pytest
from flask import Flask

from pbplatform.core.phones import number_to_dial
from pbplatform.web.frame import Frame
from pbplatform.web.phones import help_said, phone, with_phones

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("020 7946 0123", "02079460123"),
        ("+44 (20) 7946-0123", "+442079460123"),
        ("112", "112"),
        ("1", ""),
        ("", ""),
        ("1234567890123456", ""),
        ("020 7946 0123, 9am", ""),
        ("javascript:alert(1)", ""),
        ("٠٢٠", ""),
    ],
)
def test_a_number_is_dialled_by_its_digits(typed: str, dialled: str) -> None:
    assert number_to_dial(typed) == dialled


@pytest.mark.parametrize(
    "words",
    [
        "Ask at Fenn Library",
        "Open 9-20, on 11.03.2027",
        "Monday to Friday, 9.00-18.30",
        "From 2027-03-11",
        "Room 1234",
    ],
)
def test_days_hours_and_rooms_are_no_numbers(app: Flask, words: str) -> None:
    with app.test_request_context():
        assert with_phones(words) == words


def test_a_number_in_words_becomes_a_link_and_the_words_stay_words(app: Flask) -> None:
    with app.test_request_context():
        said = with_phones("<b>Call</b> 020 7946 0123, 9am to 8pm.")
    assert "<b>" not in said
    assert 'href="tel:02079460123"' in said


def test_a_place_says_its_words_then_its_number_and_hours(app: Flask) -> None:
    with app.test_request_context():
        frame = Frame(help_line="Ask at the library.", help_phone="112", help_hours="9am to 8pm")
        said = help_said(frame)
        assert said.index("library") < said.index('href="tel:112"') < said.index("9am to 8pm")
        assert "tel:" not in help_said(Frame(help_line="Ask at the library."))
        assert not Frame().helps
        assert Frame(help_phone="112").helps
        assert phone("<b>") == '<bdi dir="ltr" translate="no">&lt;b&gt;</bdi>'
