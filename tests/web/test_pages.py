"""Pages that explain: each answers, is true, and the list of personal data is whole."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.accounts.pages.cookies import COOKIE as SESSION
from pbplatform.core.db import Base
from pbplatform.core.privacy import Personal
from pbplatform.voting.pages.page_parts import COOKIE as BALLOT
from pbplatform.web.languages import COOKIE as LANGUAGE
from pbplatform.web.navigation import footer_links
from tests.factories import make_place, make_round

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

PAGES = (
    "/help",
    "/how-it-works",
    "/about",
    "/accessibility",
    "/privacy",
    "/cookies",
    "/easy",
    "/data",
)


@pytest.fixture(autouse=True)
def place(session: Session) -> None:
    make_place(session)
    session.commit()


@pytest.mark.parametrize("url", PAGES)
def test_page_answers_with_one_heading_and_links_only_to_pages_that_exist(
    app: Flask, client: FlaskClient, url: str
) -> None:
    answer = client.get(url)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    body = page[page.index("<main") : page.index("</main>")]
    adapter = app.url_map.bind("localhost")
    for link in re.findall(r'href="(/[^"#?]*)', body):
        assert adapter.test(link), link


def test_footer_leads_to_every_page_that_explains(app: Flask) -> None:
    with app.test_request_context():
        assert set(PAGES) <= {item.url for item in footer_links()}


def test_privacy_page_names_every_personal_field(client: FlaskClient) -> None:
    page = client.get("/privacy").get_data(as_text=True)
    personal = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.info.get("privacy"), Personal)
    ]
    assert "account.email" in personal
    for field in personal:
        assert f"<code>{field}</code>" in page


def test_cookies_page_names_every_cookie_the_site_sets(app: Flask, client: FlaskClient) -> None:
    page = client.get("/cookies").get_data(as_text=True)
    for name in (SESSION, LANGUAGE, BALLOT, app.config["SESSION_COOKIE_NAME"]):
        assert f"<code>{name}</code>" in page


def test_data_page_lists_files_of_public_rounds_only(client: FlaskClient, session: Session) -> None:
    assert 'data-empty="before"' in client.get("/data").get_data(as_text=True)
    make_round(session, name="Neighbour Fund")
    make_round(session, name="Secret Fund", published=False)
    session.commit()
    page = client.get("/data").get_data(as_text=True)
    assert "/log/rounds/neighbour-fund.jsonl" in page
    assert "Votes and result: after the count." in page
    assert "secret-fund" not in page
