"""Desks that show rounds, or all that waits, do so in pages, and tell how much there is in all.

Source: docs/rules/accounts.md 10.3.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pbplatform.core.transaction import transaction
from tests.conftest import NOON
from tests.factories import make_place, make_round
from tests.people import counted_queries, signed_in

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database
MANY = 23


@pytest.fixture
def place(app: Flask, client: FlaskClient) -> Flask:
    """Rounds, all public; every other one's proposals were due before now."""
    with app.app_context(), transaction() as session:
        make_place(session)
        for number in range(1, MANY + 1):
            opens_at = NOON + timedelta(days=60 + number)
            make_round(session, name=f"Fund {number:02}", opens_at=opens_at)
    return app


def funds(page: str) -> list[str]:
    """Rounds that head a section, in their order."""
    return re.findall(r'<h2 id="round-\d+">.*?(Fund \d\d)', page)


@pytest.mark.parametrize(("role", "path"), [("auditor", "/desk/auditor"), ("clerk", "/desk/clerk")])
def test_rounds_stand_ten_a_page_each_once(place: Flask, role: str, path: str) -> None:
    person = signed_in(place, "Ada", role=role)[0]
    pages = [person.get(f"{path}?page={number}").text for number in (1, 2, 3)]
    found = [funds(page) for page in pages]
    assert [len(each) for each in found] == [10, 10, 3]
    assert len({name for each in found for name in each}) == MANY
    assert f"1 to 10 of {MANY} rounds" in pages[0]
    assert f"21 to {MANY} of {MANY} rounds" in pages[2]
    # Beyond either end stands the nearest page, and what is no number is the first.
    assert funds(person.get(f"{path}?page=99").text) == found[2]
    for typed in ("0", "-1", "x", "", "1e9"):
        assert funds(person.get(f"{path}?page={typed}").text) == found[0]


def test_auditor_asks_about_the_rounds_on_the_page(place: Flask) -> None:
    person = signed_in(place, "Ada", role="auditor")[0]
    person.get("/desk/auditor")
    with counted_queries(place) as ten:
        person.get("/desk/auditor")
    with counted_queries(place) as three:
        person.get("/desk/auditor?page=3")
    assert len(three) < len(ten)


def test_facilitator_sees_twenty_things_and_how_many_there_are(place: Flask) -> None:
    with place.app_context(), transaction() as session:
        for number in range(MANY):
            make_round(session, name=f"Draft {number:02}", published=False)
    bea = signed_in(place, "Bea", role="facilitator")[0]
    first = bea.get("/desk/facilitator").text
    whole = int(re.findall(r"1 to 20 of (\d+) things", first)[0])
    shown, told = 0, dict[str, int]()
    for number in range(1, -(-whole // 20) + 1):
        page = bea.get(f"/desk/facilitator?page={number}").text
        shown += page.split("<main", 1)[1].count('<span class="when">')
        groups = re.findall(r'id="group-(\w+)">.*?class="pb-tag">(\d+)<', page, re.DOTALL)
        for group, count in groups:
            assert told.setdefault(group, int(count)) == int(count)
    assert shown == whole == sum(told.values())
