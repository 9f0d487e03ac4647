"""The agenda of a meeting and its papers. Source: docs/rules/forums.md section 8."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.canonical import sha256
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.forums import queries, services
from pbplatform.forums.domain.papers import is_pdf
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_forum, make_meeting, make_place
from tests.forums.agenda_acts import EVENING, add
from tests.people import signed_in

DESK = "/desk/facilitator/forums/town-forum/meetings/2027-03-18/agenda"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PAPER = sha256(PDF).hex()


def titles(session: Session) -> list[str]:
    session.flush()
    return [item.title for item in queries.agenda(session, 1)]


def test_items_stand_in_their_order_move_go_and_come_back(session: Session) -> None:
    make_place(session)
    meeting = make_meeting(session, make_forum(session), EVENING)
    first, second = add(session, meeting, "Bins"), add(session, meeting, "Buses")
    services.move_item(session, actor=COMMAND, item_id=second, up=True, now=BEGIN)
    assert titles(session) == ["Buses", "Bins"]
    services.move_item(session, actor=COMMAND, item_id=second, up=True, now=BEGIN)
    services.move_item(session, actor=COMMAND, item_id=second, up=False, now=BEGIN)
    assert titles(session) == ["Bins", "Buses"]
    services.remove_item(session, actor=COMMAND, item_id=first, now=BEGIN)
    assert titles(session) == ["Buses"]
    with pytest.raises(Conflict, match=r"agenda\.changed_meanwhile"):
        services.remove_item(session, actor=COMMAND, item_id=first, now=BEGIN)
    services.put_back_item(session, actor=COMMAND, item_id=first, now=BEGIN)
    assert titles(session) == ["Buses", "Bins"]
    with pytest.raises(Conflict, match=r"agenda\.meeting_has_begun"):
        services.remove_item(session, actor=COMMAND, item_id=first, now=EVENING)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (PDF, True),
        (b"", False),
        (b"%PDF-1.4 cut off", False),
        (b"<html>%PDF-1.4 %%EOF", False),
        (b"\x89PNG\r\n", False),
    ],
)
def test_only_bytes_of_a_pdf_are_one(data: bytes, told: bool) -> None:
    assert is_pdf(data) is told


def at_desk(app: Flask) -> tuple[Browser, FlaskClient]:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_meeting(session, make_forum(session), EVENING)
    client, _bea = signed_in(app, "Bea", role="facilitator")
    return Browser(client), client


def upload(bea: Browser, client: FlaskClient, data: bytes) -> int:
    form = bea.open(f"{DESK}/1/papers").forms[0]
    sent = {name: values[0] for name, values in form.fields.items()}
    answer = client.post(
        f"{DESK}/1/papers",
        data={**sent, "title": "The plan", "file": (io.BytesIO(data), "plan.pdf")},
        content_type="multipart/form-data",
    )
    return answer.status_code


def test_agenda_is_set_and_read_by_pages_with_a_paper_to_save(app: Flask, clock: SetClock) -> None:
    bea, client = at_desk(app)
    bea.open("/desk/facilitator/forums/town-forum")
    bea.press("Set its agenda 18 March 2027")
    bea.send("title", title="Bins", clock="6.45pm", opened_by="Tom Ray", button="Put it")
    bea.send("title", title="Buses", clock="99pm", button="Put it")
    assert bea.page.status == 422
    bea.send("title", title="Buses", clock="", button="Put it")
    assert upload(bea, client, b"<html>") == 422
    assert upload(bea, client, PDF) == 302
    for path in ("", "/agenda"):
        page = Browser(app.test_client()).open(f"/forums/town-forum/meetings/2027-03-18{path}")
        assert "6.45pm Bins Opened by Tom Ray. The plan (PDF to load)" in page.words
        assert "Buses" in page.words
    answer = app.test_client().get(f"/forums/town-forum/meetings/2027-03-18/papers/{PAPER}.pdf")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    bea.open(f"{DESK}/1")
    bea.send("title", title="Bins and rats", button="Save")
    bea.send(button="Take the paper away The plan")
    for number in (PAPER, "9", "aa"):
        path = f"/forums/town-forum/meetings/2027-03-18/papers/{number}.pdf"
        assert app.test_client().get(path).status_code == 404
    bea.open(DESK)
    bea.send(button="Take it off Buses")
    bea.send(button="Put it back Buses")
    with app.app_context():
        assert titles(db.session()) == ["Bins and rats", "Buses"]
    clock.at = EVENING
    page = bea.open(DESK)
    assert "The agenda stays as it is" in page.words
    assert "Take it off" not in page.words
    assert bea.open(f"{DESK}/9").status == 404
