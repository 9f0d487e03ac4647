"""Fields that HTML has no control for, and how a form says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, StringField
from wtforms.validators import InputRequired

from config import Settings
from pbplatform.core.errors import Conflict
from pbplatform.web.base_form import Form
from pbplatform.web.fields import DayField, MoneyField

pytestmark = pytest.mark.one_database  # it is about words, days and letters


class PromiseForm(Form):
    what = StringField("What", validators=[InputRequired("Say what")])
    by_when = DayField("By when", validators=[InputRequired("Enter a day")])
    cost = MoneyField("Cost")


class ListForm(Form):
    promises = FieldList(FormField(PromiseForm), min_entries=1)


def _form(app: Flask, typed: dict[str, str]) -> PromiseForm:
    with app.test_request_context("/", method="POST"):
        form = PromiseForm(formdata=MultiDict(typed), meta={"csrf": False})
        form.validate()
        return form


def _day(day: str, month: str, year: str) -> dict[str, str]:
    return {"by_when-day": day, "by_when-month": month, "by_when-year": year}


def test_day_is_read_from_its_three_parts(app: Flask) -> None:
    form = _form(app, {"what": "Benches", **_day("4", "03", "2027")})
    assert form.by_when.data == date(2027, 3, 4)
    assert form.problems == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("", "", ""), "Enter a day"),
        (("31", "2", "2027"), "There is no such day. Check day and month"),
        (("4", "Marching", "2027"), "Enter a day, a month and a year, like 4 3 2027"),
        (
            ("Friday 4 March 2027", "", ""),
            "That day is Thursday 4 March 2027. Check weekday and date",
        ),
        (("4", "", "2027"), "Enter a day, a month and a year, like 4 3 2027"),
        (("1", "1", "999999"), "There is no such day. Check day and month"),
    ],
)
def test_day_that_is_none_says_so_and_keeps_what_was_typed(
    app: Flask, typed: tuple[str, str, str], words: str
) -> None:
    form = _form(app, {"what": "Benches", **_day(*typed)})
    assert form.problems == [("by_when-day", words)]
    assert form.by_when.parts == typed
    assert form.by_when.data is None


@pytest.mark.parametrize(("typed", "minor"), [("18,000", 1_800_000), ("£42.50", 4_250), ("0", 0)])
def test_money_becomes_whole_minor_units(app: Flask, typed: str, minor: int) -> None:
    form = _form(app, {"what": "Benches", **_day("4", "3", "2027"), "cost": typed})
    assert form.cost.data == minor
    assert form.cost.typed == typed


def test_money_that_is_none_says_so(app: Flask) -> None:
    form = _form(app, {"what": "Benches", **_day("4", "3", "2027"), "cost": "lots"})
    assert form.problems == [("cost", "Enter an amount of money, like 18,000")]
    assert form.cost.typed == "lots"


def test_errors_of_fields_inside_fields_lead_to_the_inner_field(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = ListForm(formdata=MultiDict({"promises-0-what": ""}), meta={"csrf": False})
        form.validate()
    assert ("promises-0-what", "Say what") in form.problems
    assert ("promises-0-by_when-day", "Enter a day") in form.problems


def test_refusal_of_the_whole_form_stands_first(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = PromiseForm(formdata=MultiDict(), meta={"csrf": False})
        form.validate()
        form.refuse(Conflict("state.not_from_here"))
    assert form.problems[0] == (
        "",
        "This was already changed by somebody. Look at the page again.",
    )


@pytest.mark.own_sentences
@pytest.mark.parametrize("code", ["qps", "qpr"])
def test_pseudo_language_marks_sentences_and_keeps_values_and_tags(app: Flask, code: str) -> None:
    source = "{% trans n=Markup('<b>5</b>') %}Closes <i>in {{ n }}</i> &amp; so{% endtrans %}"
    with app.test_request_context(f"/?lang={code}"):
        shown = app.jinja_env.from_string(source).render(Markup=Markup)
    assert "<i>îñ <b>5</b></i>" in shown
    assert "&amp;" in shown
    assert "Closes" not in shown


def test_pseudo_language_is_for_trying_out_only(
    client: FlaskClient, settings: Settings, make_app: Callable[[Settings], Flask]
) -> None:
    assert 'dir="rtl"' in client.get("/setup?lang=qpr").text
    assert 'dir="ltr"' in client.get("/setup?lang=en").text
    real = make_app(replace(settings, mode="production"))
    assert 'dir="ltr"' in real.test_client().get("/setup?lang=qpr").text


def test_file_is_nothing_typed_in_a_field_for_words(app: Flask) -> None:
    sent = {"what": (BytesIO(b"x"), "a.png"), "cost": (BytesIO(b"9"), "9"), "other": "kept"}
    with app.test_request_context("/", method="POST", data=sent):
        form = PromiseForm(meta={"csrf": False})
        assert not form.validate()
        assert form.what.data is None
        assert form.what.errors == ["Say what"]
