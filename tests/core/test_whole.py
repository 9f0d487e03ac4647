"""Numbers, days, amounts and letters that no column can hold never get as far as one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from pbplatform.core.transaction import transaction
from pbplatform.core.whole import LARGEST, whole
from pbplatform.web.base_form import Form
from pbplatform.web.fields import LARGEST_AMOUNT_MINOR, DayField, MoneyField, WholeField
from tests.factories import make_place, make_round


class Asked(Form):
    people = WholeField("How many")
    day = DayField("Day")
    cost = MoneyField("Cost")


def _form(app: Flask, **typed: str) -> Asked:
    with app.test_request_context("/", method="POST"):
        form = Asked(formdata=MultiDict(typed), meta={"csrf": False})
        form.validate()
        return form


def test_number_is_taken_up_to_what_a_column_holds(app: Flask) -> None:
    assert _form(app, people=str(LARGEST)).people.data == LARGEST
    form = _form(app, people=str(LARGEST + 1))
    assert form.people.data is None
    assert form.people.errors == ["Enter a whole number, like 12"]


@pytest.mark.parametrize("text", ["", "x", "²", "1.5", str(LARGEST + 1), "9" * 5000])
def test_text_that_is_no_such_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"invalid literal|larger than|Exceeds the limit"):
        whole(text)


@pytest.mark.parametrize("year", ["1", "1899", "2201", "9999", "99999999999999999999"])
def test_day_beyond_every_calendar_is_refused(app: Flask, year: str) -> None:
    form = _form(app, **{"day-day": "31", "day-month": "12", "day-year": year})
    assert form.day.data is None
    assert form.day.errors


def test_amount_is_taken_up_to_the_largest(app: Flask) -> None:
    assert _form(app, cost=str(LARGEST_AMOUNT_MINOR // 100)).cost.data == LARGEST_AMOUNT_MINOR
    form = _form(app, cost=str(LARGEST_AMOUNT_MINOR))
    assert form.cost.data is None
    assert "Check the zeros" in form.cost.errors[0]


def test_address_with_a_number_that_nothing_has_leads_to_no_page(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
    for path in ("ideas", "proposals"):
        assert client.get(f"/rounds/neighbour-fund/{path}/{10**20}").status_code == 404
    for path in ("/rounds", "/rounds/neighbour-fund/ideas", "/promises", "/log"):
        assert client.get(f"{path}?page={10**20}&before={10**20}").status_code == 200


@pytest.mark.parametrize(
    ("path", "data"),
    [("/rounds/a%00b", None), ("/rounds?page=%00", None), ("/sign-in", {"email": "a\0@b.org"})],
)
def test_letter_that_nobody_can_type_is_refused_in_words(
    app: Flask, client: FlaskClient, path: str, data: dict[str, str] | None
) -> None:
    answer = client.post(path, data=data) if data else client.get(path)
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert "Traceback" not in answer.text


def test_form_without_its_token_is_refused_with_a_page(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"email": "rosa@example.org"})
    assert answer.status_code == 400
    assert "<h1" in answer.text
