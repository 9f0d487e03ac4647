"""What every page has round it: colours, languages, help, words when something fails."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.front.brand import brand_css
from pbplatform.web.frame import Frame

HACKFORD = Frame(
    name="Hackford", brand="#7a1f4f", brand_dark="#4d1232", languages=("en", "ur"), exists=True
)


@pytest.fixture
def hackford(app: Flask, client: FlaskClient) -> FlaskClient:
    app.extensions["frame_loader"] = lambda: HACKFORD
    return client


def test_place_shows_its_name_and_colours(hackford: FlaskClient) -> None:
    page = hackford.get("/").text
    assert "<title>Now – Hackford</title>" in page
    sheet = hackford.get(page.split('href="/brand.css')[1].split('"')[0].join(["/brand.css", ""]))
    assert "--brand:#7a1f4f" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]


@pytest.mark.parametrize("colour", ["", "red", "#12", "#123456;}body{display:none"])
def test_colour_that_is_none_changes_nothing(colour: str) -> None:
    assert brand_css(replace(HACKFORD, brand=colour)) == ""


def test_language_is_chosen_by_a_link_and_kept(hackford: FlaskClient) -> None:
    page = hackford.get("/sign-in?next=/rounds").text
    assert 'href="/sign-in?next=%2Frounds&amp;lang=ur" lang="ur" hreflang="ur" dir="rtl"' in page
    assert 'lang="ur" dir="rtl"' in hackford.get("/sign-in?lang=ur").text
    assert 'lang="ur" dir="rtl"' in hackford.get("/sign-in").text


@pytest.mark.parametrize(
    ("status", "words"), [(404, "There is no such page"), (405, "cannot be used like that")]
)
def test_error_pages_speak_in_words(client: FlaskClient, status: int, words: str) -> None:
    answer = client.get("/nowhere") if status == 404 else client.post("/healthz")
    assert answer.status_code == status
    assert words in answer.text
    assert f">{status}<" not in answer.text


def test_slash_behind_an_address_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/rounds/?page=2")
    assert (answer.status_code, answer.location) == (301, "/rounds?page=2")
    for path in ("/nowhere/", "/%2Felsewhere.example/"):
        assert client.get(path).status_code == 404
    assert client.post("/sign-in/").status_code == 404


def test_form_that_is_too_old_says_so(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"email": "rosa@example.org"})
    assert answer.status_code == 400
    assert "The page you sent was too old" in answer.text


def test_no_page_of_ours_has_style_or_script_inside(client: FlaskClient) -> None:
    for path in ("/", "/sign-in", "/dev/components"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
