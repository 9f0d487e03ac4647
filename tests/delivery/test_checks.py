"""A project that is called open is asked about; a no puts it back. Rules: promises.md section 3."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import ProjectStanding, Step
from pbplatform.delivery.queries import ProjectView
from pbplatform.promises import queries as checks
from pbplatform.promises import services as promises
from pbplatform.promises.kinds import CheckStand, ReplyKind
from tests.browsing import sign_in as sign_in_at
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, project_with_line, tom
from tests.factories import make_person
from tests.logged import told_of
from tests.results.counted import text_of
from tests.voting.elections import Election

OPENED = WON + 2 * DAY
ASKED = OPENED + 28 * DAY
OVER = ASKED + 40 * DAY
PAGE = "/rounds/neighbour-fund/projects/4-project-4"


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    """Project 4 was being built and is called open."""
    found = project_with_line(session, tmp_path)
    for step in (Step.DESIGNING, Step.PERMISSIONS, Step.BUYING, Step.BUILDING, Step.OPEN):
        services.set_step(
            session,
            actor=tom(session),
            round_id=found.round_id,
            number=4,
            step=step,
            spent_minor=1_700_000 if step is Step.OPEN else None,
            now=OPENED,
        )
    return found


def view(session: Session, election: Election, now: object = OPENED) -> ProjectView:
    session.flush()
    session.expire_all()
    return queries.project_view(session, election.round_id, 4, now=now)  # type: ignore[arg-type]


def asked(session: Session, election: Election) -> int:
    """Residents are asked, and Rosa says no."""
    (check,) = checks.checks_to_ask(session, today=ASKED.date(), of_promises=False)
    assert services.ask_about_project(session, check_id=check, now=ASKED)
    rosa = make_person(session, "Rosa")
    promises.say(
        session, actor=rosa, check_id=check, verdict="no", words="No bench stands", now=ASKED
    )
    return check


def test_page_says_who_calls_it_open_until_residents_had_their_say(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    clock.at = OPENED
    assert view(session, election).check_stand is CheckStand.WAITING
    (check,) = checks.checks_to_ask(session, today=ASKED.date(), of_promises=False)
    session.commit()
    for path in (PAGE, "/projects"):
        page = text_of(client, path)
        assert "says" in page
        assert "Residents are asked on" in page
    clock.at = ASKED
    services.ask_about_project(session, check_id=check, now=ASKED)
    session.commit()
    assert "Residents can say until" in text_of(client, PAGE)
    clock.at = OVER
    assert view(session, election, OVER).check_stand is CheckStand.HOLDS
    assert "Nobody says no." in text_of(client, PAGE)


def test_no_stands_above_the_step_and_is_late_when_nobody_replies(
    session: Session, election: Election
) -> None:
    asked(session, election)
    assert view(session, election, ASKED).standing is ProjectStanding.CONTESTED
    late = view(session, election, ASKED + 30 * DAY)
    assert (late.standing, late.is_late) == (ProjectStanding.REPLY_LATE, True)


def test_putting_it_right_takes_the_step_back_and_gives_a_day(
    session: Session, election: Election
) -> None:
    check = asked(session, election)
    due = (ASKED + 60 * DAY).date()
    right = {
        "actor": tom(session),
        "round_id": election.round_id,
        "number": 4,
        "check_id": check,
        "words": "The bench is made again.",
        "now": ASKED,
    }
    with pytest.raises(Conflict, match="day_ahead"):
        services.put_project_right(session, due=ASKED.date(), **right)
    services.put_project_right(session, due=due, **right)
    now = view(session, election, ASKED)
    assert (now.step, now.check, now.project and now.project.next_due) == (
        Step.BUILDING,
        None,
        due,
    )
    told = [each.kind for each in queries.news_of(session, election.round_id, 4)[:2]]
    assert told == ["next-step", "taken-back"]


def test_project_that_was_looked_back_on_can_be_put_right_too(
    session: Session, election: Election
) -> None:
    services.set_step(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        step=Step.LOOKED_BACK,
        now=OPENED + DAY,
    )
    check = asked(session, election)
    services.put_project_right(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        check_id=check,
        words="The bench is made again.",
        due=(ASKED + 60 * DAY).date(),
        now=ASKED,
    )
    assert view(session, election, ASKED).step is Step.BUILDING


def test_team_owns_up_and_the_project_stays_open_and_says_so(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    check = asked(session, election)
    promises.record_reply(
        session,
        actor=tom(session),
        check_id=check,
        kind=ReplyKind.NOT_KEPT,
        words="There is no money for it.",
        now=ASKED,
    )
    session.commit()
    clock.at = ASKED + 365 * DAY
    assert view(session, election, clock.at).standing is ProjectStanding.NOT_AS_PROMISED
    page = text_of(client, PAGE)
    assert "Not as promised," in page
    assert "finished" not in text_of(client, "/")


def test_step_that_is_taken_back_ends_the_question(session: Session, election: Election) -> None:
    services.take_step_back(
        session,
        actor=tom(session),
        round_id=election.round_id,
        number=4,
        words="It was project 5",
        now=OPENED + DAY,
    )
    assert view(session, election).check is None
    assert checks.checks_to_ask(session, today=date(2028, 1, 1), of_promises=False) == []


def test_official_replies_by_page_and_others_do_not_enter(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    asked(session, election)
    session.commit()
    clock.at = ASKED + timedelta(hours=1)
    desk = "/desk/official/rounds/neighbour-fund/projects/4/reply"
    person = tom(session)
    session.commit()
    sign_in_at(client, person, clock.at)
    assert "Reply to residents" in text_of(client, "/desk/rounds/neighbour-fund/projects/4")
    assert "No bench stands" in text_of(client, desk)
    assert client.post(desk, data={}).status_code == 422
    person = make_person(session, "Joe")
    session.commit()
    sign_in_at(client, person, clock.at)
    assert client.get(desk).status_code == 403


def at_the_desk(client: FlaskClient, session: Session, clock: SetClock) -> Browser:
    """Tom, an hour after residents were asked, on the page of the project at his desk."""
    clock.at = ASKED + timedelta(hours=1)
    person = tom(session)
    session.commit()
    sign_in_at(client, person, clock.at)
    browser = Browser(client)
    browser.open("/desk/rounds/neighbour-fund/projects/4")
    return browser


@pytest.mark.parametrize(
    ("kind", "stands"), [("explained", "Explained"), ("not-kept", "Not as promised")]
)
def test_reply_by_page_is_public_at_once_and_an_entry(
    client: FlaskClient,
    session: Session,
    election: Election,
    clock: SetClock,
    kind: str,
    stands: str,
) -> None:
    asked(session, election)
    browser = at_the_desk(client, session, clock)
    browser.press("Reply to residents who say no")
    page = browser.send(kind=kind, words="The seat stands behind the hedge.")
    assert "Your reply is public. Those who said no are told." in page.words
    assert "The seat stands behind the hedge." in browser.press("Go on").words
    assert stands in browser.page.words
    (told,) = told_of(session, "check:reply:given")
    assert told["reply"] == kind
    assert told["words"] == "The seat stands behind the hedge."


def test_putting_it_right_by_page_asks_for_a_day_and_moves_the_step_back(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    asked(session, election)
    browser = at_the_desk(client, session, clock)
    browser.press("Reply to residents who say no")
    typed = {"kind": "put-right", "words": "The bench is made again."}
    page = browser.send(**typed)
    assert (page.status, told_of(session, "check:reply:given")) == (422, [])
    assert "The bench is made again." in page.text
    due = (ASKED + 60 * DAY).date()
    day = {"due-day": str(due.day), "due-month": str(due.month), "due-year": str(due.year)}
    page = browser.send(**typed, **day)
    assert "Your reply is public. Those who said no are told." in page.words
    assert len(told_of(session, "check:reply:given")) == 1
    assert view(session, election, ASKED).step is Step.BUILDING
    again = client.post("/desk/official/rounds/neighbour-fund/projects/4/reply", data=typed)
    assert (again.status_code, len(told_of(session, "check:reply:given"))) == (404, 1)


def test_visit_attached_to_a_project_stands_on_its_page_and_in_the_log(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    browser = at_the_desk(client, session, clock)
    browser.press("Attach a photo, a document or a visit")
    page = browser.send("day-day", caption="Two seats and a bin")
    assert (page.status, told_of(session, "check:evidence:added")) == (422, [])
    assert "Choose a photo, a document or a visit" in page.words
    day = {"day-day": "1", "day-month": "4", "day-year": "2027"}
    page = browser.send(kind="visit", caption="Two seats and a bin", **day)
    assert "It is public. You can take it away again, with a reason." in page.words
    assert "Two seats and a bin" in text_of(client, PAGE)
    (told,) = told_of(session, "check:evidence:added")
    assert (told["day"], told["words"]) == ("2027-04-01", "Two seats and a bin")
