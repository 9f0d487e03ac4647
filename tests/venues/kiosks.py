"""A round with a voting place, and a device that its clerk made a kiosk."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pbplatform.core.actor import ActorRef
from pbplatform.core.transaction import transaction
from pbplatform.venues.models import RoundWays, Venue
from tests.conftest import SetClock
from tests.factories import make_person
from tests.pages import sign_in

SLUG = "neighbour-fund"
VOTE, KIOSK, DESK = f"/rounds/{SLUG}/vote", "/kiosk", f"/desk/clerk/rounds/{SLUG}/kiosk"


def add_place(session: Session, round_id: int, now: datetime, *, helped: bool = True) -> None:
    """The library, and what the round says of help."""
    add_library(session, round_id, now)
    session.add(RoundWays(round_id=round_id, kiosk=True, helped=helped, said_at=now))


def add_library(session: Session, round_id: int, now: datetime) -> None:
    session.add(
        Venue(
            round_id=round_id,
            n=1,
            name="Central Library",
            address="2 Library Street",
            area="",
            getting_there="",
            access="",
            offers="screen help",
            added_at=now,
            reason="",
        )
    )


def a_clerk(app: Flask, name: str = "Carla", scope: str = f"round:{SLUG}") -> ActorRef:
    with app.app_context(), transaction() as session:
        return make_person(session, name, role="clerk", scope=scope)


def opens(app: Flask, client: FlaskClient, clerk: ActorRef, clock: SetClock) -> TestResponse:
    """The clerk signs in on this device and makes it a kiosk."""
    sign_in(app, client, clerk, clock)
    answer = client.post(DESK, data={"place": "1"})
    assert answer.status_code == 200, answer.text
    return answer


def begins(client: FlaskClient, **typed: str) -> TestResponse:
    return client.post(f"{KIOSK}/begin", data={"action": "alone", **typed})


def words(answer: TestResponse) -> str:
    return " ".join(answer.text.split())
