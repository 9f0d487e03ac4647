"""Pages of what changed because of people. Source: docs/rules/changed.md."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform.core.actor import ActorRef
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_round
from tests.keeping import pages_kept
from tests.pages import confirm, with_seen
from tests.points.people import CAME, World, make_world

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NOW = CAME + timedelta(days=20)
PATH = "forums/town-forum/points/1"
TYPED = {
    "team": "environment",
    "before": "Bins every second week.",
    "now": "Bins every week.",
    "document": "Order 14",
    "day-day": "20",
    "day-month": "2",
    "day-year": "2027",
    "link": "https://hackford.example.org/14",
}


@pytest.fixture
def world(session: Session, clock: SetClock) -> World:
    made = make_world(session)
    made.point()
    session.commit()
    clock.at = NOW
    return made


def text_of(client: FlaskClient, url: str, status: int = 200) -> str:
    g.pop("_login_user", None)
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == status, answer.text
    return " ".join(answer.text.split())


def says(client: FlaskClient, world: World, who: ActorRef, **typed: object) -> TestResponse:
    sign_in(client, who, NOW)
    return client.post(
        f"/desk/changes/new/{PATH}",
        data={**TYPED, **typed},
        content_type="multipart/form-data",
    )


def presses(client: FlaskClient, who: ActorRef, choice: str, **typed: str) -> TestResponse:
    sign_in(client, who, NOW)
    return confirm(client, "/desk/changes/1", choice=choice, **typed)


def confirmed(client: FlaskClient, world: World, **typed: object) -> None:
    assert says(client, world, world.tom, **typed).status_code == 302
    assert presses(client, world.leena, "confirm").status_code in (200, 302)


def test_nobody_reads_it_before_the_second_person_confirmed_it(
    client: FlaskClient, world: World
) -> None:
    assert says(client, world, world.tom).status_code == 302
    assert "so somebody else confirms it" in text_of(client, "/desk/changes/1")
    for url in ("/changed", "/changed.csv", f"/{PATH}", "/log"):
        assert "Bins every" not in text_of(client, url)
    text_of(client, "/changed/1", 404)
    assert presses(client, world.tom, "confirm").status_code == 409
    text_of(client, "/changed/1", 404)
    assert presses(client, world.leena, "confirm").status_code in (200, 302)
    for url in ("/changed", "/changed/1", f"/{PATH}", "/changed?of=forums/town-forum&year=2027"):
        page = text_of(client, url)
        assert "Bins every week." in page
        assert "Order 14" in page
        assert "Tom" in page
        assert "Leena" in page
    assert "Bins every" not in text_of(client, "/changed?year=2026")


def test_pdf_is_for_desks_until_it_is_confirmed_and_then_evidence(
    client: FlaskClient, world: World
) -> None:
    pdf = b"%PDF-1.4 an order"
    wrong = says(client, world, world.tom, link="", file=(io.BytesIO(b"<html>"), "a.pdf"))
    assert wrong.status_code == 422
    kept = says(client, world, world.tom, link="", file=(io.BytesIO(pdf), "a.pdf"))
    assert kept.status_code == 302
    sign_in(client, world.rosa, NOW)
    text_of(client, "/desk/changes/1/document.pdf", 403)
    text_of(client, "/evidence/1/document.pdf", 404)
    sign_in(client, world.leena, NOW)
    assert client.get("/desk/changes/1/document.pdf").data == pdf
    assert presses(client, world.leena, "confirm").status_code in (200, 302)
    text_of(client, "/desk/changes/1/document.pdf", 404)
    assert client.get("/evidence/1/document.pdf").data == pdf
    assert "/evidence/1/document.pdf" in text_of(client, "/changed/1")


def test_file_says_the_same_and_runs_no_formula(client: FlaskClient, world: World) -> None:
    confirmed(client, world, now="=1+1 every week", document="@cmd")
    rows = list(csv.DictReader(io.StringIO(client.get("/changed.csv").text)))
    (row,) = [each for each in rows if each["what"] == "decision-changed"]
    assert (row["now"], row["document"]) == ("'=1+1 every week", "'@cmd")
    assert (row["year"], row["because"]) == ("2027", PATH)


def test_turned_down_stays_on_the_desk_with_its_reason(client: FlaskClient, world: World) -> None:
    says(client, world, world.tom)
    assert presses(client, world.leena, "turn-down").status_code == 422
    presses(client, world.leena, "turn-down", reason="There is no order 14")
    sign_in(client, world.tom, NOW)
    assert "There is no order 14" in text_of(client, "/desk/changes/1")
    assert "There is no order 14" not in text_of(client, "/log")
    text_of(client, "/changed/1", 404)


def test_correction_and_taking_back_by_pages(client: FlaskClient, world: World) -> None:
    confirmed(client, world)
    sign_in(client, world.tom, NOW)
    page = text_of(client, "/desk/changes/1/correct")
    assert "Bins every week." in page
    typed = {**TYPED, "now": "Bins on Fridays.", "reason": "Fridays, says the order"}
    data = with_seen(client, "/desk/changes/1/correct", typed)
    assert client.post("/desk/changes/1/correct", data=data).status_code == 302
    assert "Fridays" not in text_of(client, "/changed/1")
    presses(client, world.ruth, "confirm")
    shown = text_of(client, "/changed/1")
    assert "Bins on Fridays." in shown
    assert "Bins every week." in shown
    sign_in(client, world.tom, NOW)
    confirm(client, "/desk/changes/1/take-back", reason="The order was void")
    assert "Fridays" not in text_of(client, "/changed")
    assert "The order was void" in text_of(client, "/changed/1")


@pytest.mark.parametrize(
    "url",
    [
        "/changed?year=99999999999999999999",
        "/changed?year=-1&of=../etc",
        "/changed?page=0&year=x",
        "/changed.csv?of=rounds/none",
        "/years",
    ],
)
def test_odd_questions_are_answered(client: FlaskClient, world: World, url: str) -> None:
    text_of(client, url)


@pytest.mark.parametrize(
    "url", ["/years/1", "/years/999999999999", "/changed/0", "/changed/999999999999999999999"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, world: World, url: str) -> None:
    text_of(client, url, 404)


def test_other_people_have_no_part_in_it(client: FlaskClient, world: World) -> None:
    says(client, world, world.tom)
    for who in (world.rosa, world.ali):
        sign_in(client, who, NOW)
        text_of(client, "/desk/changes/1", 403)
    sign_in(client, world.ali, NOW)
    # A team that is not theirs is no choice of the form.
    assert says(client, world, world.ali).status_code == 422
    sign_in(client, world.bea, NOW)
    assert "/desk/changes/1" in text_of(client, "/desk/facilitator")
    assert "1 thing" in text_of(client, "/desk")


def test_year_counts_what_came_in_it(app: Flask, client: FlaskClient, world: World) -> None:
    page = text_of(client, "/years/2027")
    assert "<dt>points that came and get an answer</dt><dd>1</dd>" in page
    assert "1 point without an answer" in page


def test_rounds_stand_twenty_on_a_page_and_the_file_has_all(
    app: Flask, client: FlaskClient, session: Session, world: World
) -> None:
    for n in range(21):
        make_round(session, name=f"Round {n}")
    session.commit()
    with pages_kept(app) as kept:
        first, second = (text_of(client, url) for url in ("/changed", "/changed?ideas=2"))
        assert len(kept.store) == 2
    assert (first.count("data-round="), second.count("data-round=")) == (20, 1)
    assert 'aria-label="Pages of rounds"' in first
    assert 'href="/changed?ideas=2#ideas" rel="next"' in first
    assert 'href="/changed?ideas=1#ideas" rel="prev"' in second
    assert "Pages of forums" not in first
    assert text_of(client, "/changed.csv").count("ideas-on-ballot") == 21
