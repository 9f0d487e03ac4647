"""The journeys by pages: a point to an idea, last year's idea, ideas of a meeting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.services import token_of_contact
from pbplatform.carry.services import write_in
from pbplatform.carry.services.meetings import GivenIdea
from pbplatform.core.actor import ActorRef
from pbplatform.forums.models import Meeting
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from tests.browsing import sign_in, sign_out
from tests.carry.rounds import NEXT, Years, point_without_account
from tests.conftest import SetClock
from tests.factories import make_meeting, make_person, make_round
from tests.factories_proposals import make_idea
from tests.mailed import waiting_mails
from tests.pages import with_seen

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
FORM = {
    "round": "neighbour-fund-2028",
    "title": "Lamps on Mill Lane",
    "text": "Four lamps by the bus stop.",
    "where": "spot",
    "spot": "Mill Lane",
    "name_shown": "first",
}


@pytest.fixture
def at_work(years: Years, clock: SetClock, session: Session) -> Years:
    clock.at = NEXT
    session.commit()
    return years


def plain(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def page_of(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.get_data(as_text=True)
    page = answer.get_data(as_text=True)
    assert ">None" not in page
    return page


def sent(client: FlaskClient, url: str, data: dict[str, str], status: int = 302) -> str:
    answer = client.post(url, data=with_seen(client, url, data))
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def idea_at(session: Session, years: Years, number: int = 1) -> Idea:
    session.expire_all()
    query = select(Idea).where(Idea.round_id == years.later.id, Idea.number == number)
    return session.scalars(query).one()


def test_asker_sends_a_point_and_both_pages_lead_to_each_other(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    point = at_work.point()
    session.commit()
    here = f"/forums/town-forum/points/{point.number}"
    assert f'href="{here}/to-idea"' in client.get(here, follow_redirects=True).text
    sign_in(client, at_work.rosa, NEXT)
    page = page_of(client, f"{here}/to-idea")
    assert "Send this point as an idea" in page
    assert point.title in page
    sent(client, f"{here}/to-idea", FORM)
    assert "It is idea 1</a>" not in page
    again = page_of(client, f"{here}/to-idea")
    assert "already" in again
    assert "No other round takes ideas now." in again
    at_work.publish(idea_at(session, at_work))
    session.commit()
    sign_out(client)
    shown = client.get(here, follow_redirects=True).text
    assert "/rounds/neighbour-fund-2028/ideas/1" in shown
    assert "The point must still be answered." in shown
    idea = client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text
    assert f"{here}" in idea
    assert "Where it comes from" in idea


def test_form_keeps_what_was_typed_and_says_all_that_is_wrong(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    point = at_work.point()
    session.commit()
    url = f"/forums/town-forum/points/{point.number}/to-idea"
    sign_in(client, at_work.rosa, NEXT)
    wrong = {**FORM, "title": "", "text": "x" * 601, "spot": ""}
    page = sent(client, url, wrong, 422)
    for said in ("Enter a title", "Use 600 characters or fewer", "Enter a street"):
        assert said in page
    assert "x" * 601 in page


def test_round_that_closed_since_the_page_was_opened_refuses_in_words(
    client: FlaskClient, session: Session, at_work: Years, clock: SetClock
) -> None:
    point = at_work.point()
    session.commit()
    url = f"/forums/town-forum/points/{point.number}/to-idea"
    sign_in(client, at_work.rosa, NEXT)
    data = with_seen(client, url, FORM)
    clock.at = at_work.later.ideas_close_at
    sign_in(client, at_work.rosa, clock.at)
    answer = client.post(url, data=data)
    assert answer.status_code in (409, 422)
    assert (
        "Four lamps by the bus stop." in answer.text or "No round takes ideas now." in answer.text
    )


@pytest.mark.parametrize("who", ["sam", "nadia"])
def test_others_meet_the_reason_and_no_form(
    client: FlaskClient, session: Session, at_work: Years, who: str
) -> None:
    point = at_work.point()
    person = make_person(session, who.title())
    session.commit()
    sign_in(client, person, NEXT)
    page = page_of(client, f"/forums/town-forum/points/{point.number}/to-idea", 403)
    assert "Only whoever raised this point" in page


@pytest.mark.parametrize(
    "url",
    [
        "/forums/town-forum/points/99/to-idea",
        "/forums/nowhere/points/1/to-idea",
        "/forums/town-forum/points/x/to-idea",
        "/rounds/neighbour-fund/ideas/99/again",
        "/rounds/nowhere/ideas/1/again",
        "/rounds/neighbour-fund/proposals/99/again",
        "/rounds/neighbour-fund/ideas/99999999999999999999/again",
        "/rounds/neighbour-fund/ideas/99/said-at",
        "/rounds/neighbour-fund/ideas/author/nothing",
    ],
)
def test_addresses_of_nothing_are_not_found(client: FlaskClient, at_work: Years, url: str) -> None:
    sign_in(client, at_work.rosa, NEXT)
    page_of(client, url, 404)


def test_point_that_is_not_public_is_not_found_by_others(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    point = at_work.point()
    point.state = "raised"
    sam = make_person(session, "Sam")
    session.commit()
    sign_in(client, sam, NEXT)
    page_of(client, f"/forums/town-forum/points/{point.number}/to-idea", 404)


def test_author_carries_last_years_idea_with_what_was_said_then(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    old = at_work.not_taken()
    session.commit()
    here = f"/rounds/neighbour-fund/ideas/{old.number}"
    shown = client.get(here, follow_redirects=True).text
    assert f'href="{here}/again"' in shown
    assert "raise it as a point at a forum" in shown
    sign_in(client, at_work.story.nadia, NEXT)
    assert "Carry it into another round" in page_of(client, f"{here}/yours")
    sent(client, f"{here}/again", FORM)
    idea = idea_at(session, at_work)
    at_work.publish(idea)
    session.commit()
    assert "It became" in client.get(here, follow_redirects=True).text
    assert "before" in client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text


def test_project_carried_by_a_delegate_shows_cost_support_and_authors_of_then(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    proposal = at_work.turned_down()
    session.commit()
    here = f"/rounds/neighbour-fund/proposals/{proposal.number}"
    assert f'href="{here}/again"' in client.get(here, follow_redirects=True).text
    sign_in(client, at_work.story.amina, NEXT)
    page = page_of(client, f"{here}/again")
    assert "Its author stands there as: Nadia." in plain(page)
    sent(client, f"{here}/again", {k: v for k, v in FORM.items() if k != "name_shown"})
    idea = idea_at(session, at_work)
    assert idea.author_id == at_work.story.nadia.account_id
    at_work.publish(idea)
    session.commit()
    shown = client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text
    assert "Parks said £18,000 on" in plain(shown)
    assert "not the price of this idea" in shown


def test_page_says_when_the_next_round_takes_ideas_or_that_none_is_planned(
    client: FlaskClient, session: Session, at_work: Years, clock: SetClock
) -> None:
    old = at_work.not_taken()
    clock.at = at_work.later.ideas_close_at
    session.commit()
    url = f"/rounds/neighbour-fund/ideas/{old.number}/again"
    sign_in(client, at_work.story.nadia, clock.at)
    assert "None is planned yet." in page_of(client, url)
    make_round(session, name="Third Fund", opens_at=clock.at + 300 * DAY, now=clock.at)
    session.commit()
    assert "Third Fund takes ideas from" in plain(page_of(client, url))


def test_author_without_an_account_withdraws_by_their_link(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    point = point_without_account(session, at_work)
    idea = at_work.carry_point(point, at_work.facilitator)
    mail = waiting_mails(session, "carry:point_became")[0]
    token = token_of_contact(session, mail["contact"])
    session.commit()
    url = f"/rounds/neighbour-fund-2028/ideas/author/{token}"
    assert "Your idea 1" in page_of(client, url)
    sent(client, url, {"action": "withdraw"})
    assert idea_at(session, at_work).state == IdeaState.WITHDRAWN
    assert "Withdraw it" not in page_of(client, url)
    assert idea.number == 1


# Ideas of a meeting


def a_meeting(session: Session, years: Years) -> Meeting:
    return make_meeting(session, years.forum, NEXT - 2 * DAY, now=NEXT - 30 * DAY)


def a_clerk(session: Session) -> ActorRef:
    return make_person(session, "Cleo", role="clerk", scope="forum:town-forum", now=NEXT)


def test_clerk_writes_in_ideas_of_a_meeting_all_or_none(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = a_meeting(session, at_work)
    clerk = a_clerk(session)
    session.commit()
    url = f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas"
    sign_in(client, clerk, NEXT)
    rows = {
        "round": "neighbour-fund-2028",
        "action": "send",
        "rows-0-title": "Swings",
        "rows-0-text": "Swings for all.",
        "rows-0-name": "Mrs Hall",
        "rows-3-title": "Trees",
    }
    page = sent(client, url, rows, 422)
    assert "Say what should happen" in page
    assert "Mrs Hall" in page
    assert session.scalars(select(Idea).where(Idea.round_id == at_work.later.id)).all() == []
    sent(client, url, {**rows, "rows-3-text": "Ten trees.", "rows-3-place": "Mill Lane"})
    first, second = idea_at(session, at_work, 1), idea_at(session, at_work, 2)
    assert (first.credit, first.name_shown, first.entered) == ("Mrs Hall", "full", True)
    assert (second.credit, second.name_shown, second.spot) == ("", "none", "Mill Lane")
    at_work.publish(first)
    session.commit()
    there = page_of(client, f"/forums/town-forum/meetings/{meeting.slug}")
    assert "Ideas given here" in there
    assert "Trees" not in there  # not public yet
    shown = client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text
    assert "It was given at a meeting" in shown
    assert "Mrs Hall" in shown


def test_pasted_table_comes_into_the_rows_and_sends_nothing(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = a_meeting(session, at_work)
    clerk = a_clerk(session)
    session.commit()
    url = f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas"
    sign_in(client, clerk, NEXT)
    table = "\n".join(f"Idea {n}\tSay more {n}\tMill Lane\tJo" for n in range(40))
    page = sent(client, url, {"action": "table", "pasted": table}, 200)
    assert 'value="Idea 39"' in page
    assert session.scalars(select(Idea).where(Idea.round_id == at_work.later.id)).all() == []
    more = "\n".join(f"Idea {n}\tText" for n in range(61))
    page = sent(client, url, {"action": "table", "pasted": more}, 422)
    assert "One page holds 60 ideas." in page
    assert "Idea 60" in page


def test_more_rows_keep_what_was_typed(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = a_meeting(session, at_work)
    clerk = a_clerk(session)
    session.commit()
    url = f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas"
    sign_in(client, clerk, NEXT)
    page = sent(client, url, {"action": "rows", "rows-0-title": "Swings"}, 200)
    assert 'value="Swings"' in page
    assert "rows-19-title" in page


def test_ideas_of_a_meeting_are_written_in_until_five_working_days_after_the_close(
    client: FlaskClient, session: Session, at_work: Years, clock: SetClock
) -> None:
    close = at_work.later.ideas_close_at
    meeting = make_meeting(session, at_work.forum, close - DAY, now=NEXT)
    scope = at_work.later.scope
    ria = make_person(session, "Ria", role="facilitator", scope=scope, now=NEXT)
    session.commit()
    url = f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas"
    for days, open_ in ((3, True), (12, False)):
        clock.at = close + days * DAY
        sign_in(client, ria, clock.at)
        page = page_of(client, url, 200 if open_ else 403)
        assert ("Send all of them" in page) is open_


def test_staff_of_the_forum_are_led_to_the_table_of_slips(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = a_meeting(session, at_work)
    clerk = a_clerk(session)
    session.commit()
    sign_in(client, clerk, NEXT)
    led = client.get(f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas")
    assert led.headers["Location"] == f"/desk/tables/town-forum/{meeting.slug}"
    assert client.get(led.headers["Location"]).status_code == 200
    side = client.get(f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}").text
    assert "Write in ideas" not in side


def test_meeting_to_come_or_of_others_takes_none(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = make_meeting(session, at_work.forum, NEXT + DAY, now=NEXT)
    clerk, other = a_clerk(session), make_person(session, "Cy", role="clerk", scope="forum:other")
    session.commit()
    url = f"/desk/facilitator/forums/town-forum/meetings/{meeting.slug}/ideas"
    sign_in(client, clerk, NEXT)
    assert "This meeting has not begun." in page_of(client, url)
    sign_in(client, other, NEXT)
    page_of(client, url, 403)


def test_facilitator_takes_a_wrong_one_away_with_a_reason(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting, clerk = a_meeting(session, at_work), a_clerk(session)
    frida = at_work.facilitator
    write_in(
        session,
        actor=clerk,
        meeting_id=meeting.id,
        round_id=at_work.later.id,
        ideas=[GivenIdea(title="Swings", text="For all.")],
        language="en",
        now=NEXT,
    )
    session.commit()
    url = "/desk/facilitator/ideas/neighbour-fund-2028/1/take-away"
    sign_in(client, frida, NEXT)
    assert "You cannot undo this" in plain(page_of(client, url))
    assert "Say why you take it away" in sent(client, url, {"reason": ""}, 422)
    sent(client, url, {"reason": "Typed twice."})
    assert idea_at(session, at_work).state == IdeaState.WITHDRAWN
    sign_out(client)
    gone = client.get("/rounds/neighbour-fund-2028/ideas/1")
    assert gone.status_code == 410
    assert "A facilitator took it away" in gone.text


def test_idea_of_an_author_is_nobodys_to_take_away(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    make_idea(session, at_work.later, now=NEXT)
    frida = at_work.facilitator
    session.commit()
    sign_in(client, frida, NEXT)
    page = page_of(client, "/desk/facilitator/ideas/neighbour-fund-2028/1/take-away", 403)
    assert "has an author" in page


def test_author_says_at_which_meeting_they_said_it_and_takes_that_back(
    client: FlaskClient, session: Session, at_work: Years
) -> None:
    meeting = a_meeting(session, at_work)
    nadia = at_work.story.nadia
    make_idea(session, at_work.later, author=nadia, now=NEXT)
    session.commit()
    url = "/rounds/neighbour-fund-2028/ideas/1/said-at"
    sign_in(client, nadia, NEXT + 2 * DAY)
    sent(client, url, {"meeting": str(meeting.id)})
    shown = client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text
    assert "It was given at a meeting" in shown
    sent(client, url, {"meeting": "none"})
    shown = client.get("/rounds/neighbour-fund-2028/ideas/1", follow_redirects=True).text
    assert "It was given at a meeting" not in shown
    sent(client, url, {"meeting": "999"}, 422)
