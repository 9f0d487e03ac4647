"""Whoever picks up the telephone: looks up, reads out, writes down.

Source: docs/rules/intake.md sections 3 and 4, docs/rules/points.md section 6.5.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.texts import MARK, find_text, write_part
from pbplatform.intake.kinds import CallAbout
from pbplatform.intake.models import CallBack
from pbplatform.intake.queries.calls import calls_between
from pbplatform.intake.services import end_call, forget_old_calls
from pbplatform.intake.services.calls import BackTo
from pbplatform.points.models import Point
from pbplatform.points.queries import view_of
from pbplatform.points.services import assess, assess_for_asker
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person
from tests.intake.saying import says as write_for_somebody
from tests.logged import waiting_entries
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


WORDS = "The lamp by the gate is still dark."
CONSENT = "I write down your words. Do you agree?"


def says_more(session: Session, world: World, point: Point, missing: str, **more: str) -> None:
    facts = {"verdict": "no", "consent": CONSENT, **more}
    assess_for_asker(session, actor=world.bea, point_id=point.id, missing=missing, now=DAY, **facts)


def test_the_words_of_an_asker_are_kept_with_the_yes_and_stand_beside_whom_they_told(
    session: Session, world: World, answered: Point
) -> None:
    says_more(session, world, answered, f"  {WORDS} ")
    view = view_of(session, answered.id, now=DAY)
    assert (view.opinion.words, view.opinion.told) == (WORDS, "Bea, facilitator")
    assert view.answers[-1].asker_consent == CONSENT


def test_words_are_put_right_and_taken_back(
    session: Session, world: World, answered: Point
) -> None:
    says_more(session, world, answered, WORDS)
    says_more(session, world, answered, "The lamp by the well is dark.")
    assert view_of(session, answered.id, now=DAY).opinion.words == "The lamp by the well is dark."
    says_more(session, world, answered, "", consent="")
    view = view_of(session, answered.id, now=DAY)
    assert (view.opinion.asker, view.opinion.words) == ("no", "")
    assert view.answers[-1].asker_consent == ""
    kinds = [each["data"] for each in waiting_entries(session) if "verdict" in each["data"]]
    assert sum(bool(each.get("words_taken_back")) for each in kinds) == 1
    assert WORDS not in str(waiting_entries(session))


def test_the_same_word_again_writes_nothing(
    session: Session, world: World, answered: Point
) -> None:
    says_more(session, world, answered, WORDS)
    before = len(waiting_entries(session))
    says_more(session, world, answered, WORDS)
    assert len(waiting_entries(session)) == before


@pytest.mark.parametrize(
    ("missing", "consent", "code"),
    [
        (WORDS, " ", "assessment.consent_needed"),
        ("x" * 301, CONSENT, "assessment.too_long"),
    ],
)
def test_words_without_a_yes_or_too_long_are_refused(
    session: Session, world: World, answered: Point, missing: str, consent: str, code: str
) -> None:
    with pytest.raises(Conflict, match=code):
        says_more(session, world, answered, missing, consent=consent)


def test_words_said_on_the_phone_can_be_hidden_and_put_back_as_any_words(
    session: Session, world: World, answered: Point
) -> None:
    says_more(session, world, answered, WORDS)
    path = f"{world.forum.path}/points/{answered.number}"
    found = find_text(session, path)
    assert found is not None
    (part,) = [each for each in found.fields if each.words == WORDS]
    write_part(session, path, replace(part, words=MARK))
    assert view_of(session, answered.id, now=DAY).opinion.words == MARK
    write_part(session, path, part)
    assert view_of(session, answered.id, now=DAY).opinion.words == WORDS


def test_what_somebody_says_with_their_account_takes_the_place_of_what_they_told(
    session: Session, world: World, answered: Point
) -> None:
    says_more(session, world, answered, WORDS)
    answered.raised_by_id = world.rosa.account_id
    session.flush()
    assess(session, actor=world.rosa, point_id=answered.id, verdict="partly", missing="", now=DAY)
    answer = view_of(session, answered.id, now=DAY).answers[-1]
    assert (answer.asker_says, answer.asker_missing, answer.asker_told) == ("", "", "")


@pytest.mark.one_database
def test_a_call_is_counted_and_a_call_back_is_kept_until_it_is_made(
    client: FlaskClient, world: World, session: Session, clock: SetClock, answered: Point
) -> None:
    clock.at = DAY
    session.commit()
    sign_in(client, world.bea, DAY)
    end = "/desk/calls/end"
    assert "Tick what the call was about." in client.post(end, data={}).text
    day = DAY.date()
    typed = {
        "about": ["point", "letter"],
        "note": "Point 14, 01632 960001",
        "back_where": world.forum.path,
        "due-day": str(day.day),
        "due-month": str(day.month),
        "due-year": str(day.year),
    }
    wrong = client.post(end, data={**typed, "due-year": "2020"})
    assert wrong.status_code == 422
    assert "01632 960001" in wrong.text
    assert client.post(end, data=typed).status_code == 302
    sheet = client.get("/desk/calls").text
    assert "Today: 1 call; A point: 1; A letter: 1." in sheet
    assert "01632" not in sheet
    (back,) = session.scalars(select(CallBack)).all()
    assert "01632960001" not in back.sealed_note.replace(" ", "")
    page = f"/desk/calls/backs/{back.id}"
    assert "01632 960001" in client.get(page).text
    assert client.post(page, data={}).status_code == 302
    session.expire_all()
    assert session.scalars(select(CallBack)).all() == []
    assert client.get(page).status_code == 302


def test_a_note_of_a_call_back_goes_after_30_days(session: Session, world: World) -> None:
    back = BackTo(where=world.forum.path, scope=world.forum.scope, note="Call", due=DAY.date())
    end_call(session, actor=world.bea, about=[CallAbout.OTHER], back=back, now=DAY)
    forget_old_calls(session, now=DAY + timedelta(days=30))
    assert session.scalars(select(CallBack)).all()
    forget_old_calls(session, now=DAY + timedelta(days=30, seconds=1))
    assert session.scalars(select(CallBack)).all() == []


def test_calls_of_a_day_are_added_up(session: Session, world: World) -> None:
    for about in ([CallAbout.IDEA], [CallAbout.IDEA, CallAbout.POINT]):
        end_call(session, actor=world.bea, about=about, back=None, now=DAY)
    assert calls_between(session, DAY.date(), DAY.date()) == {"call": 2, "idea": 2, "point": 1}
    with pytest.raises(NotAllowed, match=r"intake\.only_staff"):
        end_call(session, actor=world.sam, about=[CallAbout.IDEA], back=None, now=DAY)


@pytest.mark.one_database
def test_an_answer_its_reasons_and_who_acts_next_are_read_out(
    client: FlaskClient, world: World, session: Session, clock: SetClock, answered: Point
) -> None:
    clock.at = DAY
    says_more(session, world, answered, WORDS)
    session.commit()
    sign_in(client, world.bea, DAY)
    path = f"{world.forum.path}/points/{answered.number}"
    for what in (path, f"http://localhost/{path}", str(answered.number)):
        page = client.get(
            "/desk/calls", query_string={"where": world.forum.path, "what": what}
        ).text
        assert answered.verbatim in page, what
        assert NO.sentence in page, what
        assert "What would change it" in page, what
        assert "Who acts next" in page, what
        assert WORDS in page, what
        assert "&lt;" not in page, what


@pytest.mark.one_database
def test_a_point_is_taken_back_by_pages_with_the_code_read_out(
    client: FlaskClient, world: World, session: Session, clock: SetClock
) -> None:
    clock.at = DAY
    written = write_for_somebody(world, now=DAY)
    ada = make_person(session, "Ada", role="clerk", scope=world.forum.scope)
    session.commit()
    path = written.path
    sign_in(client, world.bea, DAY)
    assert client.get(f"/desk/calls/withdraw/{path}").status_code == 403
    sign_in(client, ada, DAY)
    sheet = client.get("/desk/calls", query_string={"where": "", "what": path}).text
    assert "They take it back" in sheet
    page = client.get(f"/desk/calls/withdraw/{path}").text
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert seen is not None
    typed = {"code": "wrong", "origin": "phone", "consent": "y", "seen": seen[1], "why": "Built"}
    refused = client.post(f"/desk/calls/withdraw/{path}", data=typed)
    assert refused.status_code == 422
    assert "not the code of this slip" in refused.text
    assert (
        client.post(f"/desk/calls/withdraw/{path}", data={**typed, "consent": ""}).status_code
        == 422
    )
    done = client.post(f"/desk/calls/withdraw/{path}", data={**typed, "code": written.code})
    assert done.status_code == 302
    assert "They go on with it after all" in client.get(done.location).text
    for act, more in (
        ("go-on", {}),
        ("name", {"name": "R. Marsh"}),
        ("told", {"contact": "post", "addressee": "Rosa", "address": "4 Mill Lane"}),
    ):
        url = f"/desk/calls/{act}/{path}"
        assert client.get(url).status_code == 200, act
        sent = client.post(url, data={**typed, "code": written.code, **more})
        assert sent.status_code == 302, act
    session.expire_all()
    point = session.scalars(select(Point)).one()
    assert (point.state, point.raised_as) == ("raised", "R. Marsh")
    assert "4 Mill Lane" not in client.get(f"/desk/calls/told/{path}").text
