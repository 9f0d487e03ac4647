"""What was taken down without a line comes in once. Source: docs/rules/intake.md section 7."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.intake.domain.origin import Origin, Person, Said
from pbplatform.intake.kinds import OriginKind, ThingKind
from pbplatform.intake.models import StallEntry, Written
from pbplatform.intake.services import AtStall, claim, take_from_stall
from pbplatform.points.models import Point
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person
from tests.points.people import CAME, World

STALL = AtStall(key="0a" * 16, reference="K74QMXB", code="7Q4K9XMD2HTBWC", age=timedelta(hours=2))


def take(session: Session, world: World, stall: AtStall = STALL) -> str:
    return take_from_stall(
        session,
        actor=world.bea,
        kind=ThingKind.POINT,
        where=world.forum.id,
        person=Person(name_shown="Rosa M."),
        consent="Do you agree?",
        origin=Origin(kind=OriginKind.STALL),
        said=Said(title="Bins", text="The bins are full.", sort="request"),
        stall=stall,
        now=CAME + timedelta(hours=2),
    )


def test_the_same_thing_sent_twice_is_there_once(session: Session, world: World) -> None:
    first = take(session, world)
    assert take(session, world) == first
    assert session.scalar(select(func.count()).select_from(Point)) == 1
    assert session.scalar(select(func.count()).select_from(StallEntry)) == 1


def test_it_was_written_down_when_it_was_said(session: Session, world: World) -> None:
    path = take(session, world)
    assert session.get_one(Written, path).written_at == CAME


def test_the_code_that_the_device_made_claims_it(session: Session, world: World) -> None:
    path = take(session, world)
    assert claim(session, actor=world.rosa, code="7q4k-9xmd-2htb-wc", now=CAME) == path


@pytest.mark.parametrize(
    "broken",
    [
        replace(STALL, key="0a"),
        replace(STALL, key="é" * 32),
        replace(STALL, reference=""),
        replace(STALL, code="7Q4K"),
        replace(STALL, code="7Q4K9XMD2HTBW*"),
    ],
)
def test_what_no_device_of_ours_makes_is_refused(
    session: Session, world: World, broken: AtStall
) -> None:
    with pytest.raises(Conflict, match=r"intake\.stall_broken"):
        take(session, world, broken)


def test_another_thing_with_the_code_of_a_slip_is_refused(session: Session, world: World) -> None:
    take(session, world)
    with pytest.raises(Conflict, match=r"intake\.stall_broken"):
        take(session, world, replace(STALL, key="0b" * 16))


@pytest.mark.parametrize(("hours", "taken"), [(70, True), (72, True), (74, False)])
def test_what_is_older_than_three_days_is_asked_again(
    session: Session, world: World, hours: int, taken: bool
) -> None:
    old = replace(STALL, age=timedelta(hours=hours))
    if taken:
        assert take(session, world, old)
        return
    with pytest.raises(Conflict, match=r"intake\.stall_too_old"):
        take(session, world, old)


def sent(world: World, **changed: str) -> dict[str, str]:
    return {
        "where": world.forum.path,
        "origin": "stall",
        "consent": "y",
        "sort": "request",
        "title": "Bins on Mill Lane",
        "text": "The bins are full.",
        "name": "",
        "contact": "none",
        "key": STALL.key,
        "reference": STALL.reference,
        "code": STALL.code,
        "age": "60000",
        **changed,
    }


@pytest.fixture
def bea(client: FlaskClient, world: World, clock: SetClock, session: Session) -> FlaskClient:
    clock.at = CAME
    session.commit()
    sign_in(client, world.bea, CAME)
    return client


SEND = "/desk/stall/send.json"


@pytest.mark.one_database
def test_a_device_sends_and_asks_again_when_the_answer_was_lost(
    bea: FlaskClient, world: World, session: Session
) -> None:
    answer = bea.post(SEND, data=sent(world))
    assert answer.status_code == 200
    assert bea.post(SEND, data=sent(world)).json == answer.json
    assert session.scalar(select(func.count()).select_from(Point)) == 1
    found = bea.get("/stall?reference=k74-qmxb")
    assert found.headers["Location"] == f"/{answer.json['path']}"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": "x" * 1501}, "text"),
        ({"consent": ""}, "consent"),
        ({"where": "forums/nowhere"}, "where"),
        ({"contact": "email"}, "email"),
        ({"contact": "post"}, "addressee"),
        ({"age": "soon"}, ""),
        ({"code": "short"}, ""),
    ],
)
def test_what_cannot_be_taken_is_told_in_words_and_stays_on_the_device(
    bea: FlaskClient, world: World, session: Session, changed: dict[str, str], field: str
) -> None:
    answer = bea.post(SEND, data=sent(world, **changed))
    assert answer.status_code in (409, 422)
    assert answer.json["wrong"][field]
    assert session.scalar(select(func.count()).select_from(Point)) == 0


@pytest.mark.one_database
def test_a_reference_that_has_not_come_is_told_so(client: FlaskClient, world: World) -> None:
    page = client.get("/stall?reference=K74-QMXB")
    assert "Nothing has come with the reference K74Q-MXB yet." in page.text
    assert client.get("/stall").status_code == 200
    assert client.get("/stall?reference=").status_code == 422


@pytest.mark.one_database
def test_only_staff_open_a_stall(
    client: FlaskClient, world: World, clock: SetClock, session: Session
) -> None:
    clock.at = CAME
    sam = make_person(session, "Zoe")
    session.commit()
    assert client.get("/desk/stall/").status_code == 302
    sign_in(client, sam, CAME)
    assert client.get("/desk/stall/").status_code == 403
    assert client.post(SEND, data=sent(world)).status_code == 403


@pytest.mark.one_database
def test_the_page_that_a_device_keeps_has_no_token_and_nothing_of_whoever_opened_it(
    bea: FlaskClient,
) -> None:
    page = bea.get("/desk/stall/").text
    assert 'name="csrf_token"' not in page
    assert "My account" not in page
    assert 'data-module="stall"' in page
    worker = bea.get("/desk/stall/worker.js")
    assert worker.mimetype == "text/javascript"
