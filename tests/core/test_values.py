"""Small values that everything rests on: money, codes, canonical bytes, scopes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from pbplatform.core.actor import covers
from pbplatform.core.canonical import canonical_json, instant_text
from pbplatform.core.db import Minor, UtcDateTime
from pbplatform.core.money import Currency, format_amount, format_money, parse_money
from pbplatform.core.secrets import ALPHABET, encode_code, group_code, normalise_code
from pbplatform.web.presentation import whole_number

POUND, YEN = Currency("GBP", 2), Currency("JPY", 0)


@pytest.mark.parametrize(
    ("minor", "shown"), [(9_600_000, "£96,000"), (9_600_050, "£96,000.50"), (0, "£0")]
)
def test_money_shows_pence_only_when_there_are_some(minor: int, shown: str) -> None:
    assert format_money(minor, POUND) == shown


def test_counts_are_read_with_their_thousands_and_words_stay(app: Flask) -> None:
    with app.test_request_context():
        assert whole_number(12_000) == "12,000"
        assert whole_number("18 of 20") == "18 of 20"


@pytest.mark.parametrize(
    "typed", ["96,000", "£96000", "96000.00", " 96 000 ", "GBP 96,000.0", "96\u202f000 £", "٩٦٠٠٠"]
)
def test_typed_money_is_read_in_every_usual_form(typed: str) -> None:
    assert parse_money(typed, POUND) == 9_600_000


@pytest.mark.parametrize("typed", ["", "many", "-5", "1.005", "£", "9" * 5000, "1,2,3"])
def test_typed_money_is_refused_when_it_is_no_amount(typed: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_money(typed, POUND)


@pytest.mark.parametrize("typed", ["50.000", "50.000,00", "50,00", "1e5", "50k", "1.5m", "5 to 10"])
def test_typed_money_is_refused_when_it_could_be_another_amount(typed: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_money(typed, POUND)


@given(st.integers(0, 10**15), st.sampled_from(["en_GB", "de", "pl", "de_CH", "hi", "ar"]))
def test_an_amount_in_a_form_is_read_back_as_it_was_in_every_language(
    minor: int, locale: str
) -> None:
    assert parse_money(format_amount(minor, POUND, locale), POUND, locale) == minor


def test_money_without_minor_units_has_no_decimals() -> None:
    assert format_money(1500, YEN) == "¥1,500" or format_money(1500, YEN) == "JP¥1,500"


@given(st.binary(min_size=1, max_size=20))
def test_codes_use_only_letters_that_cannot_be_misread(data: bytes) -> None:
    code = encode_code(data)
    assert set(code) <= set(ALPHABET)
    assert normalise_code(group_code(code).lower()) == code


def test_ten_bytes_make_a_code_of_sixteen_letters() -> None:
    assert group_code(encode_code(b"\xff" * 10)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


def test_misread_letters_are_mended() -> None:
    assert normalise_code("o1-il") == "0111"


def test_canonical_json_refuses_a_float_and_sorts_keys() -> None:
    assert canonical_json({"b": 1, "a": ["ü"]}) == '{"a":["ü"],"b":1}'.encode()
    with pytest.raises(TypeError):
        canonical_json({"share": 0.5})


def test_instants_are_written_in_utc_with_microseconds() -> None:
    summer = timezone(timedelta(hours=1))
    assert instant_text(datetime(2027, 6, 1, 13, tzinfo=summer)) == "2027-06-01T12:00:00.000000Z"


def test_naive_time_never_reaches_a_column() -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2027, 1, 1), sqlite.dialect())  # noqa: DTZ001


def test_utc_column_returns_aware_time_on_both_databases() -> None:
    noon = datetime(2027, 1, 1, 12, tzinfo=UTC)
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        column = UtcDateTime()
        bound = column.process_bind_param(noon, dialect)
        assert column.process_result_value(bound, dialect) == noon


def test_money_column_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        Minor().process_bind_param(1.5, sqlite.dialect())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("place", "round:fund", True),
        ("round:fund", "committee:fund/streets", True),
        ("round:fund", "committee:fund-2/streets", False),
        ("team:parks", "team:parks", True),
        ("round:fund", "place", False),
        ("team:parks", "committee:parks/x", False),
    ],
)
def test_scope_covers_what_lies_inside_it(wide: str, narrow: str, expected: bool) -> None:
    assert covers(wide, narrow) is expected
