"""Whoever picks up the telephone: looks up, reads out, writes down.

Source: docs/rules/intake.md sections 3 and 4, docs/rules/points.md section 6.5.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.points.models import Point
from pbplatform.points.queries import view_of
from pbplatform.points.services import assess_for_asker
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.points.people import CAME, NO, World, noon

DAY = noon(CAME.date())


@pytest.fixture
def answered(session: Session, world: World) -> Point:
    """A point of somebody without an account, answered with no."""
    point = world.point()
    world.answer(point, text=NO, now=DAY)
    point.raised_by_id = None
    session.flush()
    return point


def says(session: Session, world: World, point: Point, verdict: str = "no") -> None:
    assess_for_asker(session, actor=world.bea, point_id=point.id, verdict=verdict, now=DAY)


def test_a_no_on_the_phone_makes_another_answer_due(
    session: Session, world: World, answered: Point
) -> None:
    says(session, world, answered)
    view = view_of(session, answered.id, now=DAY)
    assert (view.opinion.asker, view.opinion.told) == ("no", "Bea, facilitator")
    assert view.answers[-1].challenged_on is not None


def test_who_called_may_change_their_word(session: Session, world: World, answered: Point) -> None:
    says(session, world, answered, "yes")
    says(session, world, answered, "partly")
    assert view_of(session, answered.id, now=DAY).opinion.asker == "partly"


def test_whoever_answers_does_not_write_it_down(
    session: Session, world: World, answered: Point
) -> None:
    answered_by = view_of(session, answered.id, now=DAY).answers[-1]
    answered_by.by_account_id = world.bea.account_id or 0
    session.flush()
    with pytest.raises(NotAllowed, match=r"assessment\.you_answer"):
        says(session, world, answered)


def test_an_asker_with_an_account_says_it_there(
    session: Session, world: World, answered: Point
) -> None:
    answered.raised_by_id = world.rosa.account_id
    session.flush()
    with pytest.raises(Conflict, match=r"assessment\.asker_has_account"):
        says(session, world, answered)


def test_no_other_word_is_taken(session: Session, world: World, answered: Point) -> None:
    with pytest.raises(Conflict, match=r"assessment\.verdict_needed"):
        says(session, world, answered, "perhaps")


@pytest.mark.one_database
def test_a_call_is_looked_up_and_written_down_by_pages(
    client: FlaskClient, world: World, session: Session, clock: SetClock, answered: Point
) -> None:
    clock.at = DAY
    session.commit()
    sign_in(client, world.bea, DAY)
    for what in (str(answered.number), answered.title.upper()):
        page = client.get("/desk/calls", query_string={"where": world.forum.path, "what": what})
        assert f"/{world.forum.path}/points/{answered.number}" in page.text, what
    said = f"/desk/calls/{world.forum.slug}/points/{answered.number}"
    assert NO.sentence in client.get(said).text
    assert client.post(said, data={}).status_code == 422
    done = client.post(said, data={"verdict": "no"})
    assert done.status_code == 302
    point = f"/{world.forum.path}/points/{answered.number}"
    shown = client.get(point, follow_redirects=True).text
    assert "Said on the phone or in person to Bea, facilitator." in shown


@pytest.mark.one_database
@pytest.mark.parametrize("what", ["99", "nothing like it", "x" * 121, "é", "0"])
def test_what_is_not_there_is_said_in_words(
    client: FlaskClient, world: World, session: Session, clock: SetClock, what: str
) -> None:
    clock.at = DAY
    session.commit()
    sign_in(client, world.bea, DAY)
    page = client.get("/desk/calls", query_string={"where": world.forum.path, "what": what})
    assert "Nothing public has this number" in page.text or page.status_code == 422
