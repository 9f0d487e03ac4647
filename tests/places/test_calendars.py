"""A new holiday table begins as the newest one; the weekend comes with the region or the place."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from pbplatform.cli.database import downgrade, upgrade
from pbplatform.core.errors import Conflict
from pbplatform.places import queries, services
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_person, make_place
from tests.pages import sign_in

PLACE = "/desk/facilitator/place"
CLOSED = [(date(2027, 12, 23), "Offices closed"), (date(2028, 1, 2), "Stocktaking")]


def freeze(session: Session, region: str, **more: object) -> int:
    years = {"first_year": 2026, "last_year": 2032}
    return services.freeze_calendar(
        session, actor=COMMAND, region=region, now=BEGIN, **{**years, **more}
    )


@pytest.mark.parametrize(
    ("region", "weekend"),
    [("PL", {5, 6}), ("IL", {4, 5}), ("SA", {4, 5}), ("IR", {4}), ("GB-ENG", {5, 6})],
)
def test_weekend_comes_with_the_region(session: Session, region: str, weekend: set[int]) -> None:
    place = make_place(session)
    freeze(session, region)
    assert queries.working_days(session).weekend == weekend
    assert set(place.weekend) == weekend


@pytest.mark.database
def test_promise_of_an_older_table_keeps_its_weekend(session: Session) -> None:
    make_place(session)
    friday = date(2027, 3, 12)
    before = queries.working_days(session, 1)
    freeze(session, "IL")
    assert queries.working_days(session, 1) == before
    assert before.is_working(friday)
    assert not queries.working_days(session).is_working(friday)


def test_weekend_of_seven_days_is_refused(session: Session) -> None:
    make_place(session)
    for wrong in (range(7), [7], [-1]):
        with pytest.raises(Conflict, match=r"calendar\.weekend"):
            freeze(session, "PL", weekend=list(wrong))


@pytest.mark.parametrize("region", ["PL", "IL", "DE-BY", "GB-ENG"])
def test_added_closure_keeps_region_weekend_and_earlier_closures(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, region: str
) -> None:
    make_place(session)
    bea = make_person(session, "Bea", role="facilitator", scope="place")
    version = freeze(session, region, closures=CLOSED, weekend=[6] if region == "IL" else ())
    before = queries.working_days(session)
    session.commit()
    sign_in(app, client, bea, clock)
    browser = Browser(client)
    browser.open(PLACE)
    form = browser.page.form_with("days-closures")
    typed = form.fields["days-closures"][0] + "\nTuesday 4 May 2027: Town day"
    browser.send(**{"days-closures": typed, "days-reason": "Town day"})
    assert browser.page.heading == "Check the holiday table"
    assert "Taken away" not in browser.page.words
    browser.send(button="Freeze the table")
    session.expire_all()
    after = queries.working_days(session)
    assert after.version == version + 1
    assert after.weekend == before.weekend
    assert after.holidays == before.holidays | {date(2027, 5, 4)}
    own = [(day.day, day.name) for day in queries.closures(session, after.version)]
    assert own == sorted([*CLOSED, (date(2027, 5, 4), "Town day")])
    page = client.get(PLACE).get_data(as_text=True)
    assert page.count("Weekend: ") == version + 1


@pytest.mark.database
def test_tables_of_before_the_migration_know_their_own_days(session: Session) -> None:
    make_place(session)
    version = freeze(session, "PL", closures=CLOSED)
    session.commit()
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    session.close()
    session.get_bind().engine.dispose()
    downgrade(url, "0013")
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        asked = text("SELECT name FROM calendar_holiday WHERE version = :v AND is_own ORDER BY day")
        assert list(connection.scalars(asked, {"v": version})) == [name for _day, name in CLOSED]
        told = connection.scalar(text("SELECT weekend FROM calendar_version WHERE version = 1"))
        assert told in ("[5, 6]", [5, 6])
    engine.dispose()
