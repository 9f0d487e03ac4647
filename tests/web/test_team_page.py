"""The public page of a team. Source: docs/rules/places.md section 7."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.transaction import transaction
from pbplatform.notices.queries.things import Thing, find_thing
from pbplatform.places.services import add_team
from tests.by_pages import Page
from tests.conftest import NOON
from tests.factories import COMMAND, make_place


def test_team_has_a_page_that_says_what_is_missing_and_can_be_followed(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        add_team(session, actor=COMMAND, name="Parks & <b>paths</b>", now=NOON)
    page = Page(client.get("/teams/parks-b-paths-b").text, "/teams/parks-b-paths-b")
    assert page.heading == "Parks & <b>paths</b>"
    for words in (
        "There is no forum yet in which it could be asked.",
        "It looks after no project yet.",
        "The team has not said how to reach it.",
        "Nobody acts for it now.",
    ):
        assert words in page.words
    assert client.get("/follow/teams/parks-b-paths-b").status_code == 200
    assert client.get("/teams/nobody").status_code == 404
    assert client.get("/follow/teams/nobody").status_code == 404


def test_what_is_no_team_cannot_be_followed(session: Session) -> None:
    with transaction() as written:
        make_place(written)
        add_team(written, actor=COMMAND, name="Parks", now=NOON)
    assert find_thing(session, "teams/parks") == Thing("teams/parks", "Parks")
    assert find_thing(session, "teams/parks/x") is None
    assert find_thing(session, "teams/") is None
