"""Following without an account and with one, and how it stops.

Source: docs/rules/notices.md sections 7 and 8.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Account, Contact
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.spreading import spread_due
from pbplatform.notices.models import NoticeAddress, NoticeChoice
from pbplatform.notices.queries.addresses import followed_by
from pbplatform.notices.services import following
from pbplatform.notices.words import Mail
from tests.conftest import NOON, SetClock
from tests.factories import (
    make_forum,
    make_meeting,
    make_person,
    make_point,
    make_round,
)
from tests.mailed import waiting_mails
from tests.notices.conftest import AUTHOR
from tests.notices.followers import (
    HERE,
    LATER,
    LINK,
    ROUND,
    follows,
    fund,
    happens,
    mails,
    person,
    rows,
)
from tests.pages import sign_in


def test_anybody_follows_by_an_address_and_a_press_in_its_mail(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    page = client.get(f"/follow/{ROUND}?often=now")
    assert page.status_code == 200
    assert re.search(r'value="now"\s+checked', page.text)
    asked = client.post(f"/follow/{ROUND}", data={"email": "Rosa@example.org", "often": "now"})
    assert "We sent a link" in asked.text
    happens(app)
    (mail,) = mails(app).sent
    assert mail.subject.startswith("Do you want this news?")
    (link,) = re.findall(r"http://localhost(/news/\S+)", mail.body)
    client.get(link)
    happens(app, LATER)
    assert mails(app).sent == []
    assert client.post(link).status_code == 302
    clock.at = LATER + timedelta(minutes=1)
    happens(app, clock.at)
    (news,) = mails(app, clock.at).sent
    assert (news.to, news.subject) == ("rosa@example.org", "Neighbour Fund: the day moved")
    assert "because you follow “Neighbour Fund”" in " ".join(news.body.split())


@pytest.mark.parametrize(
    "path",
    [
        "rounds/no-such-round",
        "rounds/draft",
        "rounds/neighbour-fund/ideas/1",
        "rounds/neighbour-fund/projects/1",
        "rounds/neighbour-fund/projects/01",
        "forums/none",
        "forums/none/meetings/2027-03-04",
        "me",
        "log",
        "people/1",
        "https://example.org",
        "rounds/neighbour-fund/vote",
        "x" * 500,
    ],
)
def test_what_nobody_can_see_cannot_be_followed(app: Flask, client: FlaskClient, path: str) -> None:
    fund(app)
    with app.app_context(), transaction() as session:
        make_round(session, name="Draft", published=False)
    assert client.get(f"/follow/{path}").status_code == 404
    data = {"email": "rosa@example.org", "often": "now"}
    assert client.post(f"/follow/{path}", data=data).status_code == 404
    assert rows(app, Contact) == 0


def test_each_kind_of_page_can_be_followed(app: Flask, client: FlaskClient) -> None:
    fund(app)
    with app.app_context(), transaction() as session:
        forum = make_forum(session)
        meeting = make_meeting(session, forum, NOON + timedelta(days=9), now=NOON)
        point = make_point(session, forum, make_person(session, "Rosa"), now=NOON)
        paths = [forum.path, forum.path_to(meeting), f"{forum.path}/points/{point.number}"]
    for path in [ROUND, *paths]:
        page = client.get(f"/follow/{path}")
        assert page.status_code == 200, path
        assert client.get(f"/{path}", follow_redirects=True).status_code == 200


def test_whoever_is_signed_in_follows_by_one_press_and_stops_by_one(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    rosa = person(app, "Rosa")
    sign_in(app, client, rosa, clock)
    assert client.post(f"/follow/{ROUND}", data={"often": "now"}).status_code == 302
    assert "You follow this" in client.get(f"/follow/{ROUND}").text
    assert "Neighbour Fund" in client.get("/me/notifications").text
    happens(app)
    assert mails(app).to == ["rosa@example.org"]
    client.get(f"/me/notifications/stop/{ROUND}")
    assert "You follow this" in client.get(f"/follow/{ROUND}").text
    clock.at = LATER + timedelta(hours=1)
    for _press in range(2):
        assert client.post(f"/me/notifications/stop/{ROUND}").status_code == 302
    happens(app, clock.at)
    assert mails(app, clock.at).sent == []
    # Following anew undoes the stop.
    clock.at += timedelta(hours=1)
    client.post(f"/follow/{ROUND}", data={"often": "now"})
    happens(app, clock.at)
    assert mails(app, clock.at).to == ["rosa@example.org"]


def test_somebody_else_cannot_change_how_often_an_address_hears(
    app: Flask, client: FlaskClient
) -> None:
    fund(app)
    follows(app, "rosa@example.org")
    client.post(f"/follow/{ROUND}", data={"email": "rosa@example.org", "often": "weekly"})
    with app.app_context():
        (each,) = followed_by(db.session(), "rosa@example.org", now=LATER)
        assert each.often == "now"


def links_of(mail: Mail) -> tuple[str, str]:
    """The links that stop this, and that show all."""
    stop = re.search(r"http://localhost(/notices/\S+/stop/\S+)", mail.body)
    shown = re.search(r"http://localhost(/notices/[^/\s]+)\n", mail.body)
    assert stop
    assert shown
    return stop[1], shown[1]


def test_link_of_a_mail_shows_all_that_an_address_follows_and_stops_it(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    with app.app_context(), transaction() as session:
        forum = make_forum(session).path
    follows(app, "rosa@example.org")
    follows(app, "rosa@example.org", forum, often="weekly")
    happens(app)
    clock.at = LATER
    stop, shown = links_of(mails(app).sent[0])
    page = client.get(shown)
    assert "Neighbour Fund" in page.text
    assert "Town Forum" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Stop it" in client.get(stop).text
    assert rows(app, Contact) == 2
    assert client.post(stop).status_code == 302
    assert rows(app, Contact) == 1
    assert client.post(f"{shown}/stop").status_code == 302
    assert [rows(app, model) for model in (Contact, NoticeAddress, NoticeChoice)] == [0, 0, 0]
    for gone in (stop, shown, f"{shown}/stop"):
        answer = client.get(gone)
        assert answer.status_code == 404
        assert "does not work any more" in answer.text


def test_mail_program_stops_news_without_cookie_or_token_and_opening_does_nothing(
    app: Flask, clock: SetClock
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    fund(app)
    follows(app, "rosa@example.org")
    happens(app)
    clock.at = LATER
    (mail,) = mails(app).sent
    address = mail.one_click.removeprefix(HERE)
    client = app.test_client()
    opened = client.get(address)
    assert opened.status_code == 302
    assert "/stop/" in opened.location
    assert client.post(address).status_code == 302
    assert rows(app, Contact) == 1
    pressed = {"List-Unsubscribe": "One-Click"}
    for _press in range(2):
        assert client.post(address, data=pressed).status_code == 200
        assert rows(app, Contact) == 0
    # That address alone takes a form without a token.
    follows(app, "rosa@example.org", at=LATER)
    with app.app_context(), transaction() as session:
        row = session.scalars(select(NoticeAddress)).one()
        token = following.token_of(session, row)
    assert client.post(f"/notices/{token}/stop", data=pressed).status_code == 400
    assert rows(app, Contact) == 1


def test_stop_reaches_mails_that_wait(app: Flask) -> None:
    fund(app)
    follows(app, "rosa@example.org")
    happens(app)
    with app.app_context():
        spread_due(now=LATER)
        with transaction() as session:
            assert session.scalars(select(OutboxRow)).one()
            following.stop_one(session, email="rosa@example.org", about=ROUND, now=LATER)
    assert mails(app).sent == []
    assert rows(app, NoticeAddress) == 0


def test_stop_of_everything_lasts_for_an_account_whatever_concerns_it(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    amina = person(app, "Amina")
    sign_in(app, client, amina, clock)
    happens(app, NOON, audiences=[(AUTHOR, 1)])
    assert mails(app, NOON).to == ["amina@example.org"]
    page = client.get("/me/notifications/stop")
    assert "cannot be turned off" in page.text
    client.post("/me/notifications/stop")
    happens(app, LATER, audiences=[(AUTHOR, 1)])
    assert mails(app).sent == []


def test_changed_address_takes_along_what_is_followed(app: Flask) -> None:
    fund(app)
    rosa = person(app, "Rosa")
    follows(app, "rosa@example.org")
    follows(app, "new@example.org", often="weekly")
    with app.app_context(), transaction() as session:
        actor = ActorRef(kind="account", key=rosa.key, role="resident")
        accounts.ask_for_address(session, actor=actor, email="new@example.org", now=NOON)
    with app.app_context():
        (mail,) = waiting_mails(db.session(), "accounts:new_address")
        with transaction() as session:
            moves = [following.readdress]
            accounts.change_address(session, token=mail["token"], now=NOON + LINK, moves=moves)
        (each,) = followed_by(db.session(), "new@example.org", now=LATER)
        assert each.often == "now"
        assert db.session.scalars(select(Account.email)).all() == ["new@example.org"]
    happens(app, LATER)
    news = [mail.to for mail in mails(app).sent if mail.subject.startswith("Neighbour")]
    assert news == ["new@example.org"]


def test_following_ends_two_years_after_the_last_news(app: Flask) -> None:
    fund(app)
    follows(app, "rosa@example.org")
    year = timedelta(days=365)
    happens(app, NOON + year)
    assert mails(app, NOON + year).to == ["rosa@example.org"]
    happens(app, NOON + 3 * year - timedelta(days=1))
    assert mails(app, NOON + 3 * year - timedelta(days=1)).to == ["rosa@example.org"]
    happens(app, NOON + 6 * year)
    assert mails(app, NOON + 6 * year).sent == []
    with app.app_context(), transaction() as session:
        accounts.forget_contacts(session, now=NOON + 6 * year)
        following.forget_what_is_over(session, now=NOON + 6 * year)
    assert [rows(app, model) for model in (Contact, NoticeAddress, NoticeChoice)] == [0, 0, 0]


def test_account_without_an_address_and_odd_paths_are_answered_in_words(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    rosa = person(app, "Rosa")
    sign_in(app, client, rosa, clock)
    for odd in ("me", "x" * 300, f"forums/{'x' * 200}"):
        assert client.get(f"/me/notifications/stop/{odd}").status_code == 404
        assert client.post(f"/me/notifications/stop/{odd}").status_code == 404
    assert rows(app, NoticeChoice) == 0
    # A thing that is hidden meanwhile can still be stopped.
    assert client.post(f"/me/notifications/stop/{ROUND}/ideas/7").status_code == 302
    with app.app_context(), transaction() as session:
        session.scalars(select(Account)).one().email = None
    for page in ("/me/notifications", f"/follow/{ROUND}"):
        assert "no e-mail address" in client.get(page).text
        assert client.post(page, data={"often": "now", "ideas": "now"}).status_code in (409, 422)
    assert client.post("/me/notifications/stop").status_code == 404


def test_choices_of_a_page_are_kept_and_only_what_is_on_the_list_is_taken(
    app: Flask, client: FlaskClient, clock: SetClock
) -> None:
    fund(app)
    sign_in(app, client, person(app, "Rosa"), clock)
    page = client.get("/me/notifications").text
    assert re.search(r'name="own"[^>]*value="now"\s+checked', page)
    assert client.post("/me/notifications", data={"own": "hourly"}).status_code == 422
    sent = {"own": "daily", "ideas": "never", "results": "now"}
    assert client.post("/me/notifications", data=sent).status_code == 302
    page = client.get("/me/notifications").text
    for what, often in sent.items():
        assert re.search(rf'name="{what}"[^>]*value="{often}"\s+checked', page), what
    assert rows(app, NoticeChoice) == 3
    clock.at = LATER
    client.post("/me/notifications", data=sent)
    assert rows(app, NoticeChoice) == 3
