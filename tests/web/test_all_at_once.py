"""All that is wrong is said at once. Source: docs/rules/forms.md section 1."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from wtforms import StringField

from pbplatform.core.errors import Conflict, Conflicts, raise_all
from pbplatform.core.transaction import transaction
from pbplatform.places.services import freeze_calendar
from pbplatform.review import services as review
from pbplatform.web.base_form import Form
from tests.factories import BEGIN, COMMAND, make_place
from tests.factories_proposals import ANSWERING, answer, make_costing, make_story
from tests.pages import with_seen
from tests.people import signed_in


class TwoFields(Form):
    """Two lines."""

    name = StringField()
    brand = StringField()


def test_form_says_each_beside_its_field_and_the_rest_at_the_top(app: Flask) -> None:
    found = [
        Conflict("place.name_needed", field="name"),
        Conflict("place.not_a_colour", field="brand"),
        Conflict("place.no_calendar"),
    ]
    with app.test_request_context():
        form = TwoFields(formdata=None)
        form.refuse(Conflicts(found))
        assert (len(form.name.errors), len(form.brand.errors)) == (1, 1)
        assert len(form.form_errors) == 1


def test_several_read_as_the_first_and_one_as_itself() -> None:
    one, two = Conflict("a.b", field="x"), Conflict("c.d", field="y")
    raise_all([])
    with pytest.raises(Conflict) as error:
        raise_all(iter([one]))
    assert error.value is one
    with pytest.raises(Conflicts) as several:
        raise_all([one, two])
    assert (several.value.code, several.value.field) == ("a.b", "x")
    assert several.value.all == (one, two)


def test_holiday_table_of_no_region_and_no_years_is_refused_for_both(session: Session) -> None:
    make_place(session)
    with pytest.raises(Conflicts) as error:
        freeze_calendar(
            session, actor=COMMAND, region="ZZ", first_year=2030, last_year=2020, now=BEGIN
        )
    assert [each.field for each in error.value.all] == ["last_year", "region"]


def test_cost_that_lacks_much_is_refused_for_all_of_it(session: Session) -> None:
    story = make_story(session)
    costing = make_costing(session, story.proposal(), story.team, story.amina)
    wrong = answer(likely_minor=1, price_minor=0, months=-1, included=" ", sure="")
    with pytest.raises(Conflicts) as error:
        review.answer_costing(
            session,
            actor=story.tom,
            costing_id=costing.id,
            answer=wrong,
            now=ANSWERING + timedelta(hours=1),
        )
    fields = [each.field for each in error.value.all]
    assert fields == ["likely", "price", "months", "included", "sure"]


def test_settings_of_the_table_are_refused_together_on_the_page(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
    bea = signed_in(app, "Bea", role="facilitator")[0]
    wrong = {"days-region": "ZZ", "days-first_year": "2030", "days-last_year": "2020"}
    data = with_seen(bea, "/desk/facilitator/place", wrong)
    page = bea.post("/desk/facilitator/place/holidays", data=data)
    assert page.status_code in (409, 422)
    assert "Enter a last year after the first one" in page.text
    assert "no holiday table for this region" in page.text
    assert 'value="ZZ"' in page.text


def test_set_up_says_code_colour_region_and_address_at_once(
    app: Flask, client: FlaskClient
) -> None:
    typed = {
        "code": "WRONG",
        "name": "Fenn",
        "brand": "teal",
        "timezone": "Europe/Atlantis",
        "currency": "XXQ",
        "region": "ZZ",
        "facilitator_name": "",
        "email": "bea",
    }
    page = client.post("/setup", data=typed)
    for said in (
        "This is not the code",
        "Enter a colour like #0b5a5e",
        "We have no holiday table for this region",
        "Enter your name",
        "Enter an e-mail address like",
        "Choose at least one language",
    ):
        assert said in page.text, said
    assert page.text.count("Choose one from the list") >= 2
    for kept in ('value="WRONG"', 'value="Fenn"', 'value="teal"', 'value="ZZ"', 'value="bea"'):
        assert kept in page.text
