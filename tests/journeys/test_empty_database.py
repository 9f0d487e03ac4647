"""From an empty database to a public round with its people, by pages alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from pbplatform.accounts import queries as accounts
from pbplatform.audit.models import LogPending
from pbplatform.core.db import db
from tests.by_pages import Browser
from tests.conftest import NOON, SetClock
from tests.journeys.navigators import people, place, rounds

FIRST_DAY = date(2027, 4, 5)
LAST_DAY = date(2028, 12, 31)


def new_browser(app: Flask) -> Browser:
    """A browser with forms as they are served: tokens against forgery are checked."""
    return Browser(app.test_client())


def test_place_round_and_people_come_to_be_by_pages_alone(
    app: Flask, code: str, clock: SetClock
) -> None:
    bea = new_browser(app)
    place.set_up_place(bea, code.lower().replace("-", " "))
    assert bea.page.heading == "Facilitator’s desk"
    assert "Add the first team" in bea.page.text

    place.add_area(bea, "Fenn & Mill Lane")
    place.add_team(bea, "Parks")
    desk = rounds.start_round(bea, name="Neighbour Fund 2027", money="500,000", first_day=FIRST_DAY)
    assert desk == "/desk/facilitator/rounds/neighbour-fund-2027"
    assert new_browser(app).open("/rounds/neighbour-fund-2027").status == 404
    rounds.add_committee(bea, desk, "Streets and parks")
    rounds.appoint_delegate(bea, desk, name="Amina", committee="streets-and-parks")
    place.give_role(
        bea,
        name="Tom",
        role="official",
        scope="team:parks",
        last_day=LAST_DAY,
        title="Head of Parks",
    )
    assert "Head of Parks" in bea.page.text
    rounds.publish_round(bea, desk)
    assert "The round is public." in bea.page.text

    visitor = new_browser(app)
    visitor.open("/rounds")
    visitor.press("Neighbour Fund 2027")
    assert "£500,000" in visitor.page.text
    assert "Ideas open Monday 5 April 2027, 9am." in visitor.page.text
    visitor.press("Read the rules")
    assert "Choose up to 5 projects." in visitor.page.text
    assert "Sunday 22 August 2027, 8pm" in visitor.page.text

    for person, desk_name in (("amina", "Delegate"), ("tom", "Official")):
        browser = new_browser(app)
        people.sign_in(browser, f"{person}@example.org")
        browser.open("/desk")
        assert desk_name in browser.page.text
        assert browser.open("/desk/facilitator").status == 403

    clock.at = datetime(2027, 4, 5, 8, 0, tzinfo=UTC)  # 9am in London
    visitor.open("/rounds/neighbour-fund-2027")
    assert "Send ideas until" in visitor.page.text


def test_every_act_of_setting_up_is_in_the_log_without_an_address(app: Flask, code: str) -> None:
    bea = new_browser(app)
    place.set_up_place(bea, code)
    place.add_team(bea, "Parks")
    desk = rounds.start_round(bea, name="Fund", money="1000", first_day=FIRST_DAY)
    rounds.add_committee(bea, desk, "Streets")
    rounds.appoint_delegate(bea, desk, name="Amina", committee="streets")
    rounds.publish_round(bea, desk)
    with app.app_context():
        bodies = [bytes(body) for body in db.session.scalars(select(LogPending.body))]
        (amina,) = accounts.holders(db.session(), now=NOON, role="delegate")
    assert {json.loads(body)["kind"] for body in bodies} == {
        "place:place:created",
        "place:calendar:frozen",
        "place:role:granted",
        "place:team:added",
        "round:committee:added",
        "round:round:published",
    }
    assert not any(b"@" in body for body in bodies)
    assert (amina.name, amina.scope) == ("Amina", "committee:fund/streets")
    assert amina.last_at - NOON > timedelta(days=120)
