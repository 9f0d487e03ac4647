"""The box is opened at the promised hour; earlier only by a second press. voting.md section 6."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.pages.cookies import COOKIE
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import Log
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.rounds.models import Round
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import RollEntry
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import TICK, SetClock
from tests.factories import make_person, make_round
from tests.pages import confirm
from tests.voting.ceremony_acts import CLOSERS, separate_box
from tests.voting.elections import CLOSES, OPENS, make_election

PROMISED = CLOSES + timedelta(days=3)
BOX = "/desk/facilitator/rounds/neighbour-fund/box"


@pytest.fixture
def bea(app: Flask, settings: Settings, clock: SetClock, client: FlaskClient) -> FlaskClient:
    """The facilitator in front of a separated box."""
    with app.app_context():
        session = db.session()
        election = make_election(session, settings.key_dir)
        facilitator = make_person(session, "Bea", role="facilitator")
        casts = [election.cast(voter, 4) for voter in (1, 2)]
        at = ManualClock(OPENS + timedelta(days=1))
        cast_ballots(session, round_id=election.round_id, sealed=casts, clock=at)
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
        for name, role in (("Ann", "auditor"), ("Carla", "clerk")):
            person = make_person(session, name, role=role, scope=f"round:{election.slug}")
            type_lot(
                session, actor=person, round_id=election.round_id, digits="1234567890", now=CLOSES
            )
        separate_box(session, election.round_id, now=CLOSES)
        clock.at = CLOSES + timedelta(days=1)
        token = accounts.open_session(session, account_id=facilitator.account_id or 0, now=clock.at)
        session.commit()
        client.set_cookie(COOKIE, token)
        db.session.remove()
    return client


def opened(app: Flask) -> bool:
    with app.app_context():
        found = select(Round.opened_at).where(Round.slug == "neighbour-fund")
        return db.session.scalars(found).one() is not None


def told_of_opening(app: Flask) -> dict[str, object]:
    with app.app_context():
        for log_id in db.session.scalars(select(Log.id)):
            audit.fold(db.session(), log_id)
        entries = list(log.all_entries(db.session(), log="site"))
        found = [one.told["data"] for one in entries if one.kind == VoteLog.URN_OPENED]
        db.session.rollback()
    return dict(found[0])


def seen_of(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_one_press_before_the_promised_hour_opens_nothing(
    app: Flask, bea: FlaskClient, clock: SetClock
) -> None:
    page = bea.get(BOX).text
    assert "It is not time yet" in page
    assert "Open the box and count" not in page
    clock.at = PROMISED - TICK
    answer = bea.post(f"{BOX}/open")
    assert answer.status_code == 409
    assert "promised for a later hour" in answer.text
    assert not opened(app)


def test_second_press_needs_the_tick_and_the_page_as_it_was_seen(
    app: Flask, bea: FlaskClient
) -> None:
    page = bea.get(f"{BOX}/early").text
    assert "2 closed votes" in page
    seen = seen_of(page)
    assert bea.post(f"{BOX}/early", data={"seen": seen}).status_code == 422
    assert bea.post(f"{BOX}/early", data={"early": "y"}).status_code == 409
    assert bea.post(f"{BOX}/early", data={"early": "y", "seen": "x" + seen}).status_code == 409
    assert not opened(app)
    assert bea.post(f"{BOX}/early", data={"early": "y", "seen": seen}).status_code == 302
    assert opened(app)
    assert told_of_opening(app)["promised_at"] == PROMISED.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def test_from_the_promised_hour_on_one_press_opens(
    app: Flask, bea: FlaskClient, clock: SetClock
) -> None:
    clock.at = PROMISED
    assert bea.get(f"{BOX}/early").status_code == 302  # there is nothing to confirm any more
    page = bea.get(BOX).text
    assert "Open the box and count" in page
    assert "The result is late" in page
    assert bea.post(f"{BOX}/open").status_code == 302
    assert opened(app)
    assert "promised_at" not in told_of_opening(app)


def test_freeze_page_says_when_it_is_early_late_or_too_late(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    from tests.factories import make_place, make_round

    with app.app_context():
        make_place(db.session())
        round_ = make_round(db.session(), opens_at=OPENS)
        facilitator = make_person(db.session(), "Bea", role="facilitator")
        review, closes = round_.review_close_at, round_.closes_at
        db.session.commit()
        account_id = facilitator.account_id or 0
    for at, says in (
        (review - TICK, "You are early"),
        (review, ""),
        (OPENS - TICK, ""),
        (OPENS, "You are late"),
        (closes - TICK, "You are late"),
        (closes, "cannot be frozen any more"),
    ):
        clock.at = at
        with app.app_context():
            token = accounts.open_session(db.session(), account_id=account_id, now=at)
            db.session.commit()
        client.set_cookie(COOKIE, token)
        page = client.get("/desk/facilitator/rounds/neighbour-fund/freeze").text
        shown = [
            words
            for words in ("You are early", "You are late", "cannot be frozen any more")
            if words in page
        ]
        assert shown == ([says] if says else []), at


@pytest.fixture
def earlier_round(app: Flask) -> None:
    """A round that was counted before, in which 1 of 10 voters voted."""
    with app.app_context():
        before = make_round(db.session(), name="Old Fund", opens_at=OPENS - timedelta(days=100))
        before.counted_at = OPENS - timedelta(days=80)
        db.session.add_all(
            RollEntry(round_id=before.id, voter_no=number, marked=number == 1)
            for number in range(1, 11)
        )
        db.session.commit()
        db.session.remove()


@pytest.mark.usefixtures("earlier_round")
def test_odd_box_is_opened_when_it_was_looked_at(
    app: Flask, bea: FlaskClient, clock: SetClock
) -> None:
    odd = "2 of 5 voters voted. In the round counted last 1 of 10 did. That is many more."
    early = bea.get(f"{BOX}/early").text
    assert odd in early
    refused = bea.post(f"{BOX}/early", data={"early": "y", "seen": seen_of(early)})
    assert refused.status_code == 422
    clock.at = PROMISED
    page = bea.get(BOX).text
    assert odd in page
    assert "Look at what is odd, then open the box" in page
    bare = bea.post(f"{BOX}/open")
    assert bare.status_code == 422
    assert "then tick that you have looked at it" in bare.text
    assert bea.post(f"{BOX}/open", data={"looked_box": "y"}).status_code == 409
    assert not opened(app)
    assert confirm(bea, f"{BOX}/open").status_code == 302
    assert opened(app)
    assert bea.get(f"{BOX}/open").status_code == 302
