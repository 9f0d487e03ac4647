"""The agenda and the sign-in sheet as PDF. Source: docs/rules/printing.md section 7."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.forums.models import Meeting, Registration
from pbplatform.forums.words.printed import sign_in_data
from pbplatform.web.printing import Sheet
from pbplatform.web.printing.press import compile_order
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import BEGIN, make_forum, make_meeting, make_person, make_place
from tests.forums.agenda_acts import EVENING, add
from tests.web.printed import Printed

pytestmark = pytest.mark.one_database
PAGE = "forums/town-forum/meetings/2027-03-18"


@pytest.fixture
def meeting(session: Session) -> Meeting:
    make_place(session)
    made = make_meeting(session, make_forum(session), EVENING)
    session.commit()
    return made


def agenda(client: FlaskClient) -> Printed:
    answer = client.get(f"/{PAGE}/agenda.pdf")
    assert answer.status_code == 200
    return Printed(answer.data)


def test_agenda_is_printed_with_its_items_as_they_were_written(
    session: Session, meeting: Meeting, client: FlaskClient
) -> None:
    assert "The agenda is not written yet." in agenda(client).text
    add(session, meeting, "Bins #behind* $Sidings_ Row")
    session.commit()
    told = agenda(client)
    assert told.is_tagged
    assert "Bins #behind* $Sidings_ Row" in told.text
    assert "L" in told.tags


def test_agenda_of_a_cancelled_meeting_says_so(
    session: Session, meeting: Meeting, client: FlaskClient
) -> None:
    add(session, meeting, "Bins")
    meeting.cancelled_at = BEGIN
    session.commit()
    assert "This meeting is cancelled." in agenda(client).text


def test_sheet_at_the_door_is_for_those_who_prepare_the_meeting_and_is_not_kept(
    session: Session, meeting: Meeting, client: FlaskClient, clock: SetClock
) -> None:
    sheet = f"/desk/facilitator/{PAGE}/sheet.pdf"
    assert client.get(sheet).status_code in (302, 401, 403)
    clock.at = BEGIN + timedelta(days=1)
    person = make_person(session, "Fay", role="facilitator")
    session.commit()
    sign_in(client, person, clock.at)
    g.pop("_login_user", None)
    answer = client.get(sheet)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"Table", "TH"} <= Printed(answer.data).tags


def test_sheet_shows_names_letter_by_letter(meeting: Meeting, session: Session) -> None:
    forum = make_forum(session, name="South Forum")
    row = Registration(name="Rosa #Lopez*", people=2)
    data = sign_in_data(forum, meeting, [row], blank=3)
    page = Printed(compile_order(Sheet("sign-in", data, "en", "Sheet", BEGIN).order()))
    assert "Rosa #Lopez*" in page.text
