"""The first run and the facilitator's pages of the place. Source: docs/rules/places.md."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from pbplatform.accounts import queries as accounts
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.places import queries
from pbplatform.places.models import CalendarHoliday, SetupCode
from pbplatform.places.services import make_slug, new_setup_code
from tests.by_pages import Browser
from tests.conftest import NOON
from tests.factories import make_place
from tests.pages import confirm, with_seen
from tests.people import signed_in

FACTS = {
    "name": "Hackford",
    "timezone": "Europe/London",
    "currency": "GBP",
    "languages": "en",
    "region": "GB-ENG",
    "facilitator_name": "Bea",
    "email": "bea@example.org",
    "brand": "",
    "help_line": "",
}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def code(app: Flask) -> str:
    with app.app_context(), transaction() as session:
        return new_setup_code(session, now=NOON)


@pytest.fixture
def bea(app: Flask, client: FlaskClient) -> FlaskClient:
    """The facilitator of Hackford; `client` switches off the tokens against forgery."""
    with app.app_context(), transaction() as session:
        make_place(session)
    return signed_in(app, "Bea", role="facilitator")[0]


@pytest.mark.parametrize("path", ["/", "/rounds", "/sign-in", "/desk", "/rounds/x"])
def test_every_page_leads_to_the_set_up_until_there_is_a_place(
    client: FlaskClient, path: str
) -> None:
    assert client.get("/no/such/page").status_code == 404
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (302, "/setup")


def test_health_static_files_and_mailbox_need_no_place(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/dev/mail").status_code == 200
    with client.get("/static/img/mark.svg") as static:
        assert static.status_code == 200
        assert static.data


def test_stranger_without_the_code_makes_no_place(
    app: Flask, client: FlaskClient, code: str
) -> None:
    for typed, status, said in (
        ("", 422, "Enter the setup code"),
        ("AAAA-AAAA-AAAA-AAAA", 409, "This is not the code"),
        (code[:-1], 409, "This is not the code"),
    ):
        answer = client.post("/setup", data={**FACTS, "code": typed})
        assert answer.status_code in (status, 422)
        assert said in answer.text
        assert 'value="Hackford"' in answer.text  # nothing typed is lost
    with app.app_context():
        assert queries.the_place(db.session()) is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter the name of the place"),
        ("timezone", "Europe/Atlantis", "Choose one from the list"),
        ("currency", "XXQ", "Choose one from the list"),
        ("currency", "DEM", "Choose one from the list"),
        ("languages", "tlh", "Choose one from the list"),
        ("languages", None, "Choose at least one language"),
        ("region", "ZZ", "We have no holiday table for this region"),
        ("brand", "teal", "Enter a colour like #0b5a5e"),
        ("brand", "#ffffcc", "too pale"),
        ("email", "bea", "Enter an e-mail address like"),
        ("facilitator_name", "", "Enter your name"),
    ],
)
def test_fact_that_makes_no_sense_is_refused_beside_its_field(
    app: Flask, client: FlaskClient, code: str, field: str, typed: str | None, said: str
) -> None:
    sent = {name: value for name, value in {**FACTS, field: typed}.items() if value is not None}
    answer = client.post("/setup", data={**sent, "code": code})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert "There is a problem" in answer.text
    with app.app_context():
        assert queries.the_place(db.session()) is None
        assert db.session.scalars(select(SetupCode)).one()


def test_code_works_once_and_the_set_up_page_is_gone_after_it(
    app: Flask, client: FlaskClient, code: str
) -> None:
    answer = client.post("/setup", data={**FACTS, "code": code})
    assert (answer.status_code, answer.location) == (302, "/desk/facilitator")
    assert client.get("/desk/facilitator").status_code == 200
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", data={**FACTS, "code": code}).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(SetupCode)).all() == []
        (bea,) = accounts.holders(db.session(), now=NOON)
        assert (bea.name, bea.role, bea.scope) == ("Bea", "facilitator", "place")
        assert queries.calendars(db.session())[0].last_year == 2032


def test_colour_and_logo_of_the_place_stand_on_every_page(
    app: Flask, client: FlaskClient, code: str
) -> None:
    sent = {
        **FACTS,
        "code": code,
        "brand": "#7A1F4F",
        "logo": (io.BytesIO(picture()), "logo.png"),
    }
    client.post("/setup", data=sent, content_type="multipart/form-data")
    page = client.get("/")
    assert "#7a1f4f" in client.get("/brand.css").text
    assert "#511434" in client.get("/brand.css").text
    address = page.text.split('<img src="')[1].split('"')[0]
    logo = client.get(address)
    assert logo.mimetype == "image/webp"
    with Image.open(io.BytesIO(logo.data)) as opened:
        assert max(opened.size) == 192


def test_logo_that_is_no_picture_is_refused(client: FlaskClient, code: str) -> None:
    sent = {**FACTS, "code": code, "logo": (io.BytesIO(b"hello"), "logo.png")}
    answer = client.post("/setup", data=sent, content_type="multipart/form-data")
    assert answer.status_code in (409, 422)
    assert "not a picture" in answer.text


def test_facilitator_changes_what_the_place_says_of_itself(app: Flask, bea: FlaskClient) -> None:
    changed = {"name": "New Hackford", "languages": "en", "brand": "#0b5a5e", "help_line": "Ask us"}
    assert confirm(bea, "/desk/facilitator/place/facts", **changed).status_code == 302
    page = bea.get("/desk/facilitator/place").text
    assert "New Hackford" in page
    assert "Ask us" in page
    refused = bea.post("/desk/facilitator/place/facts", data={**changed, "name": ""})
    assert refused.status_code == 422
    assert "Enter the name of the place" in refused.text


def test_areas_and_teams_start_empty_and_refuse_the_same_name_twice(bea: FlaskClient) -> None:
    page = bea.get("/desk/facilitator/place").text
    assert page.count('data-empty="empty"') == 2
    for kind, said in (("area", "There is an area of this name"), ("team", "There is a team of")):
        path, typed = f"/desk/facilitator/place/{kind}s", {f"{kind}-name": "Fenn & Mill"}
        assert bea.post(path, data=typed).status_code == 302
        again = bea.post(path, data=typed)
        assert again.status_code in (409, 422)
        assert said in again.text
        assert "Fenn &amp; Mill" in again.text
        assert bea.post(path, data={f"{kind}-name": "?!"}).status_code in (409, 422)


def test_holiday_table_gets_a_new_version_with_the_places_own_days(
    app: Flask, bea: FlaskClient
) -> None:
    typed = {
        "days-region": "gb-eng",
        "days-first_year": "2027",
        "days-last_year": "2030",
        "days-closures": "2027-12-24 Offices closed\n\n2027-12-31 Offices closed",
        "days-reason": "Offices are closed",
    }
    holidays = "/desk/facilitator/place/holidays"
    data = with_seen(bea, "/desk/facilitator/place", typed)
    check = bea.post(holidays, data=data)
    assert check.status_code == 200
    assert "Nothing is frozen yet." in check.text
    assert "Added: Friday 24 December 2027" in check.text
    with app.app_context():
        assert len(queries.calendars(db.session())) == 1
    sure = {**data, "days-action": "freeze"}
    assert bea.post(holidays, data=sure).status_code == 302
    assert re.search(
        r"Version 2: (?:<[^>]+>)*GB-ENG(?:<[^>]+>)*, 2027 to 2030",
        bea.get("/desk/facilitator/place").text,
    )
    with app.app_context():
        days = select(CalendarHoliday.day).where(CalendarHoliday.version == 2)
        assert date(2027, 12, 24) in db.session.scalars(days).all()
    for field, wrong, said in (
        ("days-closures", "24.13.2027 closed", "Begin each line with a day"),
        ("days-last_year", "2020", "Enter a last year after the first one"),
        ("days-region", "ZZ", "no holiday table for this region"),
    ):
        data = with_seen(bea, "/desk/facilitator/place", {**typed, field: wrong})
        refused = bea.post(holidays, data=data)
        assert refused.status_code in (409, 422)
        assert said in refused.text


@pytest.mark.parametrize(
    ("role", "scope"),
    [("", ""), ("official", "team:parks"), ("facilitator", "round:fund"), ("auditor", "place")],
)
def test_only_the_facilitator_of_the_whole_place_changes_it(
    app: Flask, bea: FlaskClient, role: str, scope: str
) -> None:
    other, _person = signed_in(app, "Kit", role=role, scope=scope)
    for path in ("", "/facts"):
        assert other.get(f"/desk/facilitator/place{path}").status_code == 403
    for path in ("/facts", "/areas", "/teams", "/holidays"):
        answer = other.post(f"/desk/facilitator/place{path}", data={"area-name": "x"})
        assert answer.status_code == 403
    assert app.test_client().get("/desk/facilitator/place").status_code == 302


def test_set_up_by_browser_keeps_what_was_typed_when_refused(app: Flask, code: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    stranger = Browser(app.test_client())
    stranger.open("/")
    stranger.send(code="WRONG", name="Fenn", facilitator_name="Bea", email="b@e.org")
    assert stranger.page.form_with("code").fields["name"] == ["Fenn"]
    assert stranger.page.form_with("code").fields["timezone"] == ["Europe/London"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Fenn & Mill Lane", "fenn-mill-lane"),
        ("Łódź Górna", "lodz-gorna"),
        ("Straße", "strasse"),
        ("Children’s park", "childrens-park"),
        ("x" * 80, "x" * 60),
    ],
)
def test_address_keeps_the_letters_of_a_name_without_their_marks(name: str, slug: str) -> None:
    assert make_slug(name) == slug


def test_names_of_other_alphabets_get_addresses_that_differ_and_stay(
    app: Flask, bea: FlaskClient
) -> None:
    found = {make_slug(name) for name in ("Парк", "Сад", "Парк 2", "مرحبا", "公園", "Парк ")}
    assert len(found) == 5
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in found)
    address = "/desk/facilitator/place/teams"
    assert bea.post(address, data={"team-name": "Парк"}).status_code == 302
    assert bea.post(address, data={"team-name": "Сад"}).status_code == 302
    assert (
        "There is a team of this name already" in bea.post(address, data={"team-name": "Парк"}).text
    )
    assert "Enter a name with letters" in bea.post(address, data={"team-name": "🏗️"}).text


def test_first_run_says_everything_that_is_wrong_at_once(client: FlaskClient) -> None:
    wrong = {"code": "WRONG", "brand": "#ffee00", "region": "XX-NOWHERE", "email": ""}
    answer = client.post("/setup", data={**FACTS, **wrong})
    assert answer.status_code in (409, 422)
    for field in ("code", "brand", "region", "email"):
        assert f'href="#{field}"' in answer.text
    assert "XX-NOWHERE" in answer.text
