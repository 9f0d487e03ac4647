"""My account: what I sent, raised and support, my roles, my name, what is kept about me."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Account
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.transaction import transaction
from pbplatform.forums.models import ForumSeries
from pbplatform.points import services as points
from pbplatform.points.models import Point, PointSupport
from pbplatform.proposals import services as proposals
from pbplatform.proposals.models import Idea, IdeaSupport
from pbplatform.rounds.models import Round
from tests.conftest import NOON, SetClock
from tests.factories import COMMAND, make_forum, make_person, make_place, make_point, make_round
from tests.factories_proposals import (
    SENDING,
    make_claimed_idea,
    make_committee,
    make_delegate,
    make_idea,
    make_proposal,
)
from tests.pages import sign_in
from tests.people import counted_queries, signed_in

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

NOW = SENDING + timedelta(days=2)


@pytest.fixture
def rosa(app: Flask, client: FlaskClient, session: Session, clock: SetClock) -> ActorRef:
    """Rosa, signed in, in a place with one round and one forum."""
    clock.at = NOW
    make_place(session)
    make_round(session)
    make_forum(session)
    person = make_person(session, "Rosa")
    session.commit()
    sign_in(app, client, person, clock)
    return person


def text_of(client: FlaskClient, url: str = "/me") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True).split("<main")[1])
    return re.sub(r"\s+", " ", unescape(plain))


def section(client: FlaskClient, name: str, url: str = "/me") -> str:
    """The HTML of one section."""
    page = client.get(url).get_data(as_text=True)
    return page.split(f'aria-labelledby="{name}"')[1].split("</section>")[0]


def the_round(session: Session) -> Round:
    return session.scalars(select(Round)).one()


def test_visitor_is_asked_to_sign_in_and_comes_back(client: FlaskClient, session: Session) -> None:
    make_place(session)
    session.commit()
    for path in ("/me", "/me/name"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=/me")


@pytest.mark.usefixtures("rosa")
def test_new_person_sees_what_they_could_do_in_every_list(client: FlaskClient) -> None:
    for name in ("ideas", "points", "supported_ideas", "supported_points", "roles"):
        assert 'data-empty="empty"' in section(client, name), name
    page = text_of(client)
    assert "rosa@example.org" in page
    assert "Go to my desk" not in page


def test_own_idea_shows_its_state_and_who_acts_next(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    idea = make_idea(session, the_round(session), author=rosa, published=False)
    session.commit()
    shown = section(client, "ideas")
    assert "Being checked." in shown
    assert "data-next-actor" in shown
    assert "A facilitator" in shown
    (link,) = re.findall(r'href="(/rounds/[^"]+)"', shown)
    assert client.get(link).status_code == 200
    proposals.refuse_idea(
        session, actor=COMMAND, idea_id=idea.id, rule="hatred", words="No.", now=NOW
    )
    session.commit()
    assert "Not published." in section(client, "ideas")


def test_withdrawn_idea_is_named_and_leads_nowhere(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    idea = make_idea(session, the_round(session), author=rosa)
    proposals.withdraw_idea(session, actor=rosa, idea_id=idea.id, now=NOW)
    session.commit()
    shown = section(client, "ideas")
    assert "Withdrawn." in shown
    assert "href" not in shown


def test_committee_that_has_the_idea_acts_next(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    round_ = the_round(session)
    idea = make_idea(session, round_, author=rosa)
    committee = make_committee(session, round_)
    proposals.claim_idea(
        session,
        actor=make_delegate(session, round_, committee),
        idea_id=idea.id,
        committee_id=committee.id,
        now=NOW,
    )
    session.commit()
    assert "Streets and green space" in section(client, "ideas")


def test_idea_that_became_a_proposal_leads_to_it(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    round_ = the_round(session)
    committee = make_committee(session, round_)
    amina = make_delegate(session, round_, committee)
    idea = make_claimed_idea(session, round_, committee, amina, author=rosa)
    proposal = make_proposal(session, committee, amina, [idea])
    session.commit()
    shown = section(client, "ideas")
    assert "<strong>Being written.</strong>" in shown
    assert "data-next-actor" not in shown
    path = f"/rounds/{round_.slug}/proposals/{proposal.number}"
    assert f'href="{path}"' in shown
    assert client.get(path, follow_redirects=True).status_code == 200


def test_raised_point_shows_its_status_sentence_and_who_acts_next(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    forum = forums_of(session)
    raised = make_point(session, forum, rosa, now=SENDING, published=False)
    session.commit()
    shown = section(client, "points")
    assert "Being read" in shown
    assert "data-next-actor" in shown
    (link,) = re.findall(r'href="(/forums/[^"]+)"', shown)
    assert client.get(link).status_code == 200
    points.refuse_point(session, actor=COMMAND, point_id=raised.id, reason="A name", now=NOW)
    session.commit()
    shown = section(client, "points")
    assert "Not published." in shown
    (link,) = re.findall(r'href="(/forums/[^"]+)"', shown)
    assert client.get(link).status_code == 200


def forums_of(session: Session) -> ForumSeries:
    return session.scalars(select(ForumSeries)).one()


def test_supported_ideas_and_points_are_listed_and_not_among_the_own(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    idea = make_idea(session, the_round(session), title="A slide")
    point = make_point(session, forums_of(session), make_person(session, "Sam"), now=SENDING)
    proposals.support_idea(session, actor=rosa, idea_id=idea.id, now=NOW)
    points.support(session, actor=rosa, point_id=point.id, now=NOW)
    session.commit()
    assert "A slide" in section(client, "supported_ideas")
    assert "Bins behind Sidings Row" in section(client, "supported_points")
    assert 'data-empty="empty"' in section(client, "ideas")
    assert 'data-empty="empty"' in section(client, "points")


def test_somebody_elses_things_are_never_shown(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    sam = make_person(session, "Sam")
    make_idea(session, the_round(session), author=sam, title="A slide")
    make_point(session, forums_of(session), sam, now=SENDING)
    session.commit()
    page = text_of(client)
    assert "A slide" not in page
    assert "Bins behind" not in page
    assert "sam@example.org" not in page


def test_roles_are_shown_with_their_last_day_and_the_way_to_the_desk(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, rosa: ActorRef
) -> None:
    tom = make_person(session, "Tom", role="official", scope="team:environment", now=NOW)
    session.commit()
    sign_in(app, client, tom, clock)
    shown = section(client, "roles")
    assert "Official" in shown
    assert "Team: Environment" in shown
    assert "Until" in shown
    assert "Go to my desk" in text_of(client)
    clock.at = NOW + timedelta(days=899)
    sign_in(app, client, tom, clock)
    assert "Official" in section(client, "roles")
    clock.at = NOW + timedelta(days=900)
    sign_in(app, client, tom, clock)
    assert 'data-empty="empty"' in section(client, "roles")


def place_without(app: Flask) -> None:
    """A place alone, outside the test's own application context."""
    with app.app_context(), transaction() as session:
        make_place(session)


def test_signing_out_here_and_everywhere_are_presses(app: Flask, client: FlaskClient) -> None:
    place_without(app)
    here, _rosa = signed_in(app, "Rosa")
    there, _same = signed_in(app, "Rosa")
    page = here.get("/me").get_data(as_text=True)
    for path in ("/sign-out", "/sign-out/everywhere"):
        assert f'<form method="post" action="{path}">' in page
    assert there.get("/me").status_code == 200
    assert here.post("/sign-out/everywhere").status_code == 302
    assert here.get("/me").status_code == 302
    assert there.get("/me").status_code == 302


def test_page_is_kept_by_no_browser(client: FlaskClient, rosa: ActorRef) -> None:
    assert client.get("/me").headers["Cache-Control"] == "no-store"


def test_name_is_changed_and_the_log_says_nothing_of_it(app: Flask, client: FlaskClient) -> None:
    place_without(app)
    browser, rosa = signed_in(app, "Rosa")
    assert 'value="Rosa"' in browser.get("/me/name").get_data(as_text=True)
    with app.app_context(), transaction() as session:
        before = session.scalar(select(func.count()).select_from(LogPending))
    answer = browser.post("/me/name", data={"name": "  Rosa   M. "}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "Your name is changed." in page
    assert "Rosa M.</bdi>" in page
    with app.app_context(), transaction() as session:
        assert session.get_one(Account, rosa.account_id).name == "Rosa M."
        assert session.scalar(select(func.count()).select_from(LogPending)) == before


@pytest.mark.parametrize(
    ("name", "said"), [("", "Enter the name"), ("   ", "Enter the name"), ("x" * 81, "80 letters")]
)
def test_name_that_is_none_or_too_long_is_refused_and_stays_typed(
    client: FlaskClient, session: Session, rosa: ActorRef, name: str, said: str
) -> None:
    answer = client.post("/me/name", data={"name": name})
    assert answer.status_code in (409, 422)
    page = answer.get_data(as_text=True)
    assert said in page
    assert not name.strip() or f'value="{name}"' in page
    assert session.get_one(Account, rosa.account_id).name == "Rosa"


def test_name_is_a_signed_in_persons_own(session: Session) -> None:
    rosa = make_person(session, "Rosa")
    with pytest.raises(NotAllowed, match="sign_in_first"):
        accounts.change_name(session, actor=COMMAND, name="Rosa", now=NOON)
    for name, code in (("  ", "name_needed"), ("x" * 81, "name_too_long")):
        with pytest.raises(Conflict, match=code):
            accounts.change_name(session, actor=rosa, name=name, now=NOON)
    accounts.change_name(session, actor=rosa, name="x" * 80, now=NOON)


def fill(session: Session, rosa: ActorRef, count: int) -> None:
    """`count` rows for each list of Rosa's page."""
    sam = int(make_person(session, "Sam").key)
    me, round_id = int(rosa.key), the_round(session).id
    committee = make_committee(session, the_round(session)).id
    forum = forums_of(session).id
    ideas = [
        {
            "id": 100 + n,
            "round_id": round_id,
            "number": 100 + n,
            "title": f"Idea {n}",
            "text": "Seats",
            "text_salt": b"s" * 32,
            "language": "en",
            "author_id": me if n < count else sam,
            "name_shown": "first",
            "state": "claimed",
            "sent_at": SENDING + timedelta(minutes=n),
            "read_by": SENDING.date(),
            "committee_id": committee,
            "claimed_by": sam,
        }
        for n in range(2 * count)
    ]
    session.execute(insert(Idea), ideas)
    likes = [
        {"idea_id": 100 + n, "account_id": me, "supported_at": NOW} for n in range(count, 2 * count)
    ]
    session.execute(insert(IdeaSupport), likes)
    points = [
        {
            "id": 100 + n,
            "forum_id": forum,
            "number": 100 + n,
            "kind": "request",
            "state": "published",
            "title": f"Point {n}",
            "verbatim": "They overflow.",
            "verbatim_salt": b"s" * 32,
            "raised_by_id": me if n < count else sam,
            "raised_as": "Rosa",
            "came_at": SENDING + timedelta(minutes=n),
            "decided_at": SENDING + timedelta(minutes=n),
            "calendar_version": 1,
            "answer_days": 20,
        }
        for n in range(2 * count)
    ]
    session.execute(insert(Point), points)
    backed = [
        {"point_id": 100 + n, "account_id": me, "since": NOW} for n in range(count, 2 * count)
    ]
    session.execute(insert(PointSupport), backed)


@pytest.mark.parametrize("count", [10, 1000])
def test_page_takes_few_queries_at_any_size(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, count: int
) -> None:
    clock.at = NOW
    make_place(session)
    make_round(session)
    make_forum(session)
    rosa = make_person(session, "Rosa", role="official", scope="team:environment")
    fill(session, rosa, count)
    session.commit()
    sign_in(app, client, rosa, clock)
    with counted_queries(app) as sent:
        page = client.get("/me").get_data(as_text=True)
    asked = [statement for statement in sent if not statement.startswith("BEGIN")]
    assert len(asked) <= 30, len(asked)
    assert page.count("data-idea=") == 20
    assert page.count("data-point=") == 20


def test_long_lists_are_turned_page_by_page_each_on_its_own(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    fill(session, rosa, 25)
    session.commit()
    first = section(client, "ideas")
    assert "Idea 24" in first
    older = unescape(re.findall(r'href="(/me[^"]+)" rel="next"', first)[0])
    second = section(client, "ideas", older)
    assert "Idea 14" in second
    assert "Idea 24" not in second
    assert "Point 24" in section(client, "points", older)
    last = section(client, "ideas", "/me?ideas=3")
    assert last.count("data-idea=") == 5
    assert 'rel="next"' not in last
    assert 'data-empty="no-match"' in section(client, "ideas", "/me?ideas=9")
    assert "Idea 24" in section(client, "ideas", "/me?ideas=-3")
