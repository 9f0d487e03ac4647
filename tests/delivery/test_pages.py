"""Pages of projects that won: what residents see, what desks do."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.delivery import queries, services
from pbplatform.delivery.kinds import Step
from tests.conftest import SetClock
from tests.delivery.winners import DAY, WON, bea, counted_election, give_line, tom
from tests.factories import COMMAND, make_person, make_place, make_team
from tests.pages import confirm
from tests.voting.elections import Election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

PAGE = "/rounds/neighbour-fund/projects/4-project-4"
DONE = f"/done?{urlencode({'to': PAGE})}"
DESK = "/desk/rounds/neighbour-fund/projects/4"
LINE = {"line_number": "7-310-44", "year": "2027", "amount": "18,000", "team": "parks"}


@pytest.fixture
def election(session: Session, tmp_path: Path, clock: SetClock) -> Election:
    made = counted_election(session, tmp_path / "keys")
    make_team(session, "Parks")
    make_team(session, "Roads")
    session.commit()
    clock.at = WON + 2 * DAY
    return made


def sign_in(client: FlaskClient, session: Session, person: ActorRef) -> None:
    token = accounts.open_session(session, account_id=int(person.key), now=WON)
    session.commit()
    client.set_cookie("pb_session", token)
    g.pop("_login_user", None)  # the fixture's application context outlives a request


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def with_line(session: Session, election: Election) -> None:
    give_line(session, election)
    session.commit()


def test_list_says_that_nothing_has_won_yet_when_nothing_has(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    session.commit()
    g.pop("frame", None)
    assert 'data-empty="before"' in text_of(client, "/projects")


def test_page_is_red_without_a_line_from_the_day_after_it_was_due(
    client: FlaskClient, election: Election, clock: SetClock
) -> None:
    clock.at = WON + 14 * DAY
    waiting = text_of(client, PAGE)
    assert 'data-budget-line="waiting"' in waiting
    assert "No budget line yet." not in waiting
    clock.at = WON + 15 * DAY
    late = text_of(client, PAGE)
    assert 'data-budget-line="missing"' in late
    assert "<strong>No budget line yet.</strong> It was due on Tuesday 23 March 2027." in late
    assert 'data-status="late"' in late
    assert "data-next-actor" in late


def test_wrong_words_after_the_number_lead_to_the_right_address(
    client: FlaskClient, election: Election
) -> None:
    for wrong in ("4", "4-something-else"):
        answer = client.get(f"/rounds/neighbour-fund/projects/{wrong}")
        assert (answer.status_code, answer.location) == (301, PAGE)
    for none in ("8-project-8", "x", "99999999999"):
        assert client.get(f"/rounds/neighbour-fund/projects/{none}").status_code == 404


def test_facilitator_gives_the_line_by_page_and_residents_see_it(
    client: FlaskClient, session: Session, election: Election
) -> None:
    sign_in(client, session, bea(session, election))
    assert "Give the budget line" in text_of(client, "/desk/facilitator/projects")
    assert 'value="18,000"' in text_of(client, f"{DESK}/line")
    missing = confirm(client, f"{DESK}/line", **{**LINE, "post": ""})
    assert missing.status_code == 422
    assert 'value="7-310-44"' in missing.get_data(as_text=True)
    dearer = confirm(
        client, f"{DESK}/line", **{**LINE, "post": "Head of Parks", "amount": "20,000"}
    )
    assert dearer.status_code in (409, 422)
    assert "The amount is not the cost on the ballot" in dearer.get_data(as_text=True)
    answer = confirm(client, f"{DESK}/line", **{**LINE, "post": "Head of Parks"})
    assert (answer.status_code, answer.location) == (302, DONE)
    assert "The budget line is public." in text_of(client, DONE)
    page = text_of(client, PAGE)
    for words in ("7-310-44", "£18,000", "Parks, Head of Parks"):
        assert words in page


def test_official_of_the_team_sets_steps_dates_and_updates_by_page(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, tom(session))
    assert "Project 4" in text_of(client, "/desk/official/projects")
    day = {"due-day": "31", "due-month": "5", "due-year": "2027"}
    later = {"due-day": "31", "due-month": "8", "due-year": "2027"}
    acts = (
        ("step", {"step": "buying", "words": "It needs no permission.", "checked": "y"}),
        ("next-step", {"words": "The benches are ordered", **day}),
        ("date", {"reason": "The bench maker closed.", **later}),
        ("update", {"words": "We found another maker.", "spent": "4,200"}),
    )
    for name, typed in acts:
        assert client.get(f"{DESK}/{name}").status_code == 200
        assert client.post(f"{DESK}/{name}", data={}).status_code == 422
        assert confirm(client, f"{DESK}/{name}", **typed).location == DONE
    page = text_of(client, PAGE)
    assert "Was due 31 May 2027, now 31 August 2027:" in page
    assert "<b>Next:</b> <bdi" in text_of(client, "/projects")
    for words in (
        "The bench maker closed.",
        "£4,200 of £18,000",
        "We found another maker.",
        "Buying",
    ):
        assert words in page


def test_past_day_is_refused_beside_its_field_and_what_was_typed_stays(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, tom(session))
    typed = {"words": "Order them", "due-day": "1", "due-month": "3", "due-year": "2027"}
    answer = confirm(client, f"{DESK}/next-step", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code in (409, 422)
    assert "Enter a day that lies ahead" in page
    assert 'value="Order them"' in page


def test_desks_are_closed_to_others(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, make_person(session, "Rosa"))
    for url in ("/desk/facilitator/projects", "/desk/official/projects", f"{DESK}/line"):
        assert client.get(url).status_code == 403
    ria = make_person(session, "Ria", role="official", scope="team:roads")
    sign_in(client, session, ria)
    assert 'data-empty="empty"' in text_of(client, "/desk/official/projects")
    answer = client.post(f"{DESK}/update", data={"words": "Ours now."})
    assert answer.status_code == 403
    assert not queries.news_of(session, election.round_id, 4)[0].words


def test_stopped_project_says_why_who_and_where_the_money_goes(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, bea(session, election))
    assert client.post(f"{DESK}/stop", data={"reason": "Sold"}).status_code == 422
    typed = {"reason": "The lane was sold.", "decided_by": "The council", "money": "Next round"}
    assert confirm(client, f"{DESK}/stop", **typed).location == DONE
    page = text_of(client, PAGE)
    for words in ("The lane was sold.", "The council", "Next round", "Stopped."):
        assert words in page
    assert "data-next-actor" not in page


def test_silence_is_said_and_who_was_asked(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    with_line(session, election)
    clock.at = WON + 75 * DAY
    assert "<strong>No update for 74 days.</strong>" in text_of(client, PAGE)
    assert "We have asked" not in text_of(client, PAGE)
    services.ask_for_updates(session, now=clock.at)
    session.commit()
    assert "We have asked <bdi" in text_of(client, PAGE)


@pytest.mark.parametrize("show", ["late", "going", "open", "ended", "no-such"])
def test_list_can_be_narrowed(
    client: FlaskClient, session: Session, election: Election, show: str
) -> None:
    with_line(session, election)
    services.set_next_step(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=4,
        words="Order",
        due=date(2027, 5, 1),
        now=WON + DAY,
    )
    services.set_step(
        session,
        actor=COMMAND,
        round_id=election.round_id,
        number=4,
        step=Step.OPEN,
        now=WON + DAY,
        words="It needs nothing else.",
        spent_minor=1_700_000,
    )
    session.commit()
    page = text_of(client, f"/projects?show={show}")
    assert (PAGE in page) == (show in ("open", "no-such"))
    assert ('data-empty="no-match"' in page) == (show in ("late", "ended"))


def test_step_that_was_due_is_not_next_any_more_once_the_project_is_open(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, tom(session))
    day = {"due-day": "31", "due-month": "5", "due-year": "2027"}
    confirm(client, f"{DESK}/next-step", words="The benches are ordered", **day)
    lists = ("/projects", PAGE)
    assert all("Next:" in text_of(client, path) for path in lists)
    open_it = {"step": "open", "spent": "17,000", "words": "It needs nothing else.", "checked": "y"}
    assert confirm(client, f"{DESK}/step", **open_it).status_code == 302
    assert all("Next:" not in text_of(client, path) for path in lists)


def test_round_has_a_list_of_its_own(client: FlaskClient, election: Election) -> None:
    page = text_of(client, "/rounds/neighbour-fund/delivery?show=all")
    assert PAGE in page
    assert "/rounds/neighbour-fund/delivery?show=late" in page
    assert client.get("/rounds/no-such/delivery").status_code == 404


def test_desk_of_the_owning_team_says_what_its_project_waits_for(
    client: FlaskClient, session: Session, election: Election, clock: SetClock
) -> None:
    sign_in(client, session, tom(session))
    assert "No project that won waits for your team." in text_of(client, "/desk/official")
    with_line(session, election)
    page = text_of(client, "/desk/official")
    assert "1 thing waits for your team" in page
    assert "They say what comes next, and by which day." in page
    assert f'href="{PAGE}"' in page


def test_step_and_update_are_published_once_when_the_button_is_pressed_twice(
    client: FlaskClient, session: Session, election: Election
) -> None:
    with_line(session, election)
    sign_in(client, session, tom(session))
    day = {"due-day": "31", "due-month": "5", "due-year": "2027"}
    for name, typed in (
        ("next-step", {"words": "The benches are ordered", **day}),
        ("update", {"words": "We found another maker."}),
    ):
        assert confirm(client, f"{DESK}/{name}", **typed).location == DONE
        again = confirm(client, f"{DESK}/{name}", **typed)
        assert again.status_code in (409, 422)
        assert "is public already" in again.get_data(as_text=True)
        assert typed["words"] in again.get_data(as_text=True)
    assert text_of(client, PAGE).count("We found another maker.") == 1
