"""A round whose windows end at 00:00 says the day before on every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.rounds import services
from tests.conftest import SetClock
from tests.factories import COMMAND, dates, make_person, make_place, make_round
from tests.pages import sign_in

OPENS = datetime(2027, 3, 21, 20, tzinfo=UTC)
PAGES = [
    *("/", "/rounds", "/rounds/neighbour-fund", "/rounds/neighbour-fund/rules"),
    *("/rounds/neighbour-fund/ideas", "/rounds/neighbour-fund/results"),
    *("/rounds/neighbour-fund/proposals", "/rounds/neighbour-fund/vote", "/me"),
    *("/desk/facilitator", "/desk/facilitator/rounds/neighbour-fund"),
]


@pytest.mark.parametrize("stage", ["ideas", "review", "voting", "counting"])
def test_no_page_names_the_day_after_a_window(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, stage: str
) -> None:
    make_place(session)
    bea = make_person(session, "Bea", role="facilitator", scope="place")
    ends = {
        "ideas_close_at": datetime(2027, 1, 12, 0, tzinfo=UTC),
        "review_close_at": datetime(2027, 2, 16, 0, tzinfo=UTC),
        "closes_at": datetime(2027, 4, 4, 23, tzinfo=UTC),
        "results_at": datetime(2027, 4, 13, 23, tzinfo=UTC),
    }
    whole = services.RoundDates(**{**vars(dates(OPENS)), **ends})
    round_ = make_round(session, opens_at=OPENS, published=False)
    services.move_dates(
        session, actor=COMMAND, round_id=round_.id, dates=whole, reason="", now=clock.at
    )
    services.publish_round(session, actor=COMMAND, round_id=round_.id, now=round_.ideas_open_at)
    session.commit()
    clock.at = {
        "ideas": ends["ideas_close_at"] - timedelta(days=2),
        "review": ends["review_close_at"] - timedelta(days=2),
        "voting": ends["closes_at"] - timedelta(days=2),
        "counting": ends["results_at"] - timedelta(days=2),
    }[stage]
    sign_in(app, client, bea, clock)
    # A stage that begins at that instant says so, and the log has the entry of the close.
    after = re.compile(r"(?<!From )\b(12 January|16 February|5 April|14 April)\b|midnight")
    said = re.compile(r"11 January|15 February|4 April|13 April")
    found, good = {}, 0
    for path in PAGES:
        page = client.get(path, follow_redirects=True).get_data(as_text=True)
        if wrong := after.findall(page):
            found[path] = wrong
        good += bool(said.search(page))
    assert not found
    assert good >= 3
