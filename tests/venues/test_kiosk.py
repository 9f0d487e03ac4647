"""A screen at a voting place, page by page and without scripts. Source: docs/rules/venues.md 2."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import KioskLog
from pbplatform.venues.models import Kiosk
from pbplatform.venues.pages.kiosk_device import COOKIE, without_ways_out
from tests.conftest import SetClock
from tests.logged import waiting_entries
from tests.pages import code_shown, sign_in
from tests.venues.kiosks import DESK, KIOSK, SLUG, VOTE, a_clerk, add_place, begins, opens, words
from tests.voting.by_page import cast, choose, election, in_box, prove, slip_of, vote
from tests.voting.elections import CLOSES, OPENS, Election

__all__ = ["election"]
# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


@pytest.fixture
def kiosk(app: Flask, client: FlaskClient, clock: SetClock, election: Election) -> str:
    """This browser is a kiosk; its closing code."""
    with app.app_context(), transaction() as session:
        add_place(session, election.round_id, clock.at)
    page = opens(app, client, a_clerk(app), clock)
    found = re.search(r'class="pb-code__value"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>|\s", "", found[1])


def test_a_kiosk_carries_no_role_and_its_clerk_is_signed_out(
    app: Flask, client: FlaskClient, clock: SetClock, kiosk: str
) -> None:
    assert client.get_cookie("pb_session") is None
    given = client.get_cookie(COOKIE)
    assert given is not None
    assert given.http_only
    assert given.same_site == "Lax"
    assert given.domain == "localhost"
    assert given.origin_only
    # Also a session that is left on the device acts for nobody.
    sign_in(app, client, a_clerk(app, "Cleo"), clock)
    begins(client)
    assert "Cleo" not in client.get(VOTE).text
    assert client.get(DESK).status_code == 403
    with app.app_context():
        entries = [
            each for each in waiting_entries(db.session) if each["kind"] == KioskLog.KIOSK_OPENED
        ]
        assert [each["data"] for each in entries] == [{"name": "Central Library", "number": 1}]


def test_a_vote_at_a_kiosk_is_an_ordinary_vote_and_leaves_nothing_on_the_device(
    app: Flask, client: FlaskClient, kiosk: str, election: Election
) -> None:
    start = client.get(KIOSK)
    assert "Voting with help from this screen" in words(start)
    assert begins(client, size="larger", contrast="contrast").location == VOTE
    page = client.get(VOTE)
    assert 'class="pb-look-larger pb-look-contrast"' in page.text
    receipt = vote(client, election.codes[0], 4, 9)
    assert receipt.status_code == 200
    assert in_box(app) == 1
    code = code_shown(receipt.text, "tracker-code")
    done = client.post(f"{VOTE}/done")
    assert (done.status_code, done.location) == (303, KIOSK)
    assert done.headers["Clear-Site-Data"] == '"cache", "storage"'
    own = [(name, VOTE) for name in ("pb_ballot", "pb_receipt", "pb_promise")]
    for name, path in (*own, ("pb", "/"), ("lang", "/")):
        assert client.get_cookie(name, path=path) is None, name
    assert client.get_cookie(COOKIE) is not None
    for address in ("", "/eligibility", "/check"):
        back = client.get(VOTE + address)
        assert (back.status_code, back.location) == (303, KIOSK), address
    assert code not in client.get(KIOSK).text


def test_a_form_that_is_sent_again_after_the_turn_answers_with_the_start_page(
    app: Flask, client: FlaskClient, kiosk: str, election: Election
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    def token(url: str) -> str:
        found = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', client.get(url, follow_redirects=True).text
        )
        assert found
        return found[1]

    def sends(url: str, csrf: str, **typed: str) -> str | None:
        answer = client.post(
            url, data={"csrf_token": csrf, **typed}, headers={"Origin": "http://localhost"}
        )
        return answer.location

    first = token(KIOSK)
    sends(f"{KIOSK}/begin", first, action="alone")
    assert sends(VOTE, first, project="4", action="next") == f"{VOTE}/eligibility"
    sends(f"{VOTE}/eligibility", first, code=election.codes[0])
    slip = slip_of(client)
    sends(f"{VOTE}/cast", first, slip=slip)
    sends(f"{VOTE}/done", first)
    assert in_box(app) == 1
    for _voter in ("nobody has begun", "the next one has begun"):
        assert sends(f"{VOTE}/cast", first, slip=slip) == KIOSK
        assert sends(VOTE, first, project="4", action="next") == KIOSK
        sends(f"{KIOSK}/begin", token(KIOSK), action="alone")
    assert "checked" not in client.get(VOTE).text


def test_only_the_pages_of_this_vote_are_reached_and_nothing_is_taken_away(
    client: FlaskClient, kiosk: str
) -> None:
    begins(client)
    choose(client, 4)
    for url in (
        "/",
        "/sign-in",
        "/rounds",
        f"/rounds/{SLUG}",
        "/verify",
        "/desk",
        "/nowhere",
        "/setup",
    ):
        answer = client.get(url)
        assert answer.status_code == 403, url
        assert "This screen is for one vote only" in words(answer), url
        assert answer.headers["Cache-Control"] == "no-store"
    assert client.post("/sign-in", data={"email": "rosa@example.org"}).status_code == 403
    assert client.get("/rounds/other-fund/vote").status_code == 403
    assert client.get("/brand.css").status_code == 200
    # The choices that were sent are there still.
    assert re.search(r'value="4"[^>]*checked', client.get(VOTE).text)


WAYS_OUT = re.compile(r'(?:<a\b[^>]*\bhref|<form\b[^>]*\baction)="([^"]*)"')


def pages_of_a_turn(client: FlaskClient, code: str) -> list[str]:
    """Every page that a voter sees, with some that go wrong."""
    shown = [client.get(KIOSK).text]
    begins(client)
    shown += [client.get(VOTE).text, choose(client, 4, 7, 9).text]
    choose(client, 4)
    shown += [client.get(f"{VOTE}/eligibility").text, prove(client, "NOTA000000CODE").text]
    prove(client, code)
    shown += [client.get(f"{VOTE}/check").text, cast(client, "no slip").text]
    shown += [cast(client, slip_of(client)).text, client.get(f"{KIOSK}/still").text]
    shown += [client.get(f"{KIOSK}/end").text, client.get("/rounds").text]
    client.post(f"{KIOSK}/done")
    begins(client, action="help")
    shown.append(client.get(f"{KIOSK}/help").text)
    return shown


def test_no_page_of_a_kiosk_leads_away_or_says_what_is_not_true_there(
    client: FlaskClient, kiosk: str, election: Election
) -> None:
    pages = pages_of_a_turn(client, election.codes[1])
    untrue = re.compile(
        r"sign in|my account|by mail|your own phone|your own device|in a new tab|read more", re.I
    )
    for page in pages:
        out = [
            address
            for address in WAYS_OUT.findall(page)
            if address and not address.startswith((VOTE, KIOSK, "#"))
        ]
        assert out == []
        said = re.sub(r"<[^>]+>", " ", page)
        assert untrue.search(said) is None, untrue.search(said)


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ('<a href="/log">the <b>log</b></a>', "<span>the <b>log</b></span>"),
        ('<a class="x"\n  href="https://a.example/?b=1">out</a>', "<span>out</span>"),
        ('<a href="//a.example/kiosk/">out</a>', "<span>out</span>"),
        ("<a href='/rounds'>out</a>", "<span>out</span>"),
        (f'<a href="{VOTE}s">out</a>', "<span>out</span>"),
        (f'<a href="/rounds/{SLUG}">out</a>', "<span>out</span>"),
        ('<a href="#main">on</a>', ""),
        (f'<a href="{VOTE}">on</a>', ""),
        (f'<a href="{VOTE}/check?a=1">on</a>', ""),
        ('<a href="/kiosk?size=large">on</a>', ""),
        ('<a id="here">on</a>', ""),
        ("<abbr>on</abbr>", ""),
    ],
)
def test_links_that_lead_elsewhere_become_plain_words(app: Flask, link: str, shown: str) -> None:
    with app.test_request_context("/kiosk"):
        page = without_ways_out(f"<p>{link} {link}</p>", SLUG)
    assert page == f"<p>{shown or link} {shown or link}</p>"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("before", "Nobody can vote on this screen now."),
        ("open", "Begin"),
        ("shut", "Nobody can vote on this screen now."),
        ("called off", "Nobody can vote on this screen now."),
    ],
)
def test_a_kiosk_says_by_the_phase_of_its_round_whether_one_can_vote(
    app: Flask,
    client: FlaskClient,
    clock: SetClock,
    election: Election,
    moment: str,
    said: str,
) -> None:
    at = {"before": OPENS - timedelta(hours=1), "shut": CLOSES - timedelta(hours=1)}
    clock.at = at.get(moment, OPENS + timedelta(days=1))
    with app.app_context(), transaction() as session:
        add_place(session, election.round_id, clock.at)
    opens(app, client, a_clerk(app), clock)
    if moment == "shut":
        begins(client)
        clock.at = CLOSES
    if moment == "called off":
        with app.app_context(), transaction() as session:
            session.get_one(Round, election.round_id).called_off_at = clock.at
    page = client.get(KIOSK, follow_redirects=True)
    assert said in words(page)
    assert (moment == "open") == ('value="alone"' in page.text)
    if moment != "open":
        assert begins(client).location == KIOSK
        assert client.get(VOTE).location == KIOSK


def test_a_vote_that_is_sent_too_late_is_told_so(
    client: FlaskClient, clock: SetClock, kiosk: str, election: Election, app: Flask
) -> None:
    begins(client)
    choose(client, 4)
    prove(client, election.codes[0])
    slip = slip_of(client)
    clock.at = CLOSES
    with app.app_context(), transaction() as session:
        session.get_one(Kiosk, (election.round_id, 1)).ends_at = CLOSES + timedelta(hours=1)
    assert "This vote is not in the box" in words(cast(client, slip))
    assert "was not put in the box" in words(choose(client, 4))
    assert in_box(app) == 0


def next_day(app: Flask, clock: SetClock) -> datetime:
    with app.app_context():
        kiosk = db.session.scalars(select(Kiosk)).one()
        return kiosk.ends_at


def test_the_kiosk_of_another_day_says_so_and_is_given_up_without_a_code(
    app: Flask, client: FlaskClient, clock: SetClock, kiosk: str
) -> None:
    begins(client)
    clock.at = next_day(app, clock)
    assert client.get(VOTE).location == KIOSK
    client.get(KIOSK)
    page = words(client.get(KIOSK))
    assert "That day is over." in page
    assert 'value="alone"' not in page
    assert begins(client).location == KIOSK
    assert "Use this device as an ordinary browser again" in words(client.get(f"{KIOSK}/end"))
    assert client.post(f"{KIOSK}/end").location == KIOSK
    assert client.get_cookie(COOKIE) is None
    assert "This device is not a voting screen" in words(client.get(KIOSK))
    assert client.get("/rounds").status_code == 200


def test_the_last_moment_of_the_day_is_still_that_day(
    app: Flask, client: FlaskClient, clock: SetClock, kiosk: str
) -> None:
    clock.at = next_day(app, clock) - timedelta(microseconds=1)
    assert begins(client).location == VOTE


def test_a_kiosk_ends_by_its_code_alone(app: Flask, client: FlaskClient, kiosk: str) -> None:
    begins(client)
    for wrong in ("", "0000-0000", kiosk[:-1]):
        answer = client.post(f"{KIOSK}/end", data={"code": wrong})
        assert answer.status_code in (409, 422), wrong
    assert client.get_cookie(COOKIE) is not None
    typed = f" {kiosk[:4].lower()} {kiosk[4:]} "
    assert client.post(f"{KIOSK}/end", data={"code": typed}).location == KIOSK
    assert client.get_cookie(COOKIE) is None
    with app.app_context():
        kinds = [each["kind"] for each in waiting_entries(db.session)]
        assert kinds.count(KioskLog.KIOSK_CLOSED) == 1


def test_a_clerk_closes_a_kiosk_from_afar_and_its_device_says_so(
    app: Flask, client: FlaskClient, clock: SetClock, kiosk: str
) -> None:
    begins(client)
    other = app.test_client()
    sign_in(app, other, a_clerk(app, "Cleo"), clock)
    page = other.get(DESK)
    assert f"{kiosk[:4]}-{kiosk[4:]}" in page.text
    assert other.post(f"{DESK}/1/close").location == DESK
    assert "closed already" in words(other.post(f"{DESK}/1/close"))
    assert kiosk[4:] not in other.get(DESK).text
    assert client.get(VOTE).location == KIOSK
    client.get(KIOSK)
    assert "This screen was closed at" in words(client.get(KIOSK))


@pytest.mark.parametrize("cookie", ["", "nonsense", "WzEsMSwxXQ.aaaa", "é", "a" * 4000])
def test_a_cookie_that_is_none_of_ours_makes_no_kiosk(
    client: FlaskClient,
    election: Election,
    cookie: str,
) -> None:
    client.set_cookie(COOKIE, cookie)
    assert client.get("/rounds").status_code == 200
    assert "This device is not a voting screen" in words(client.get(KIOSK))
    assert begins(client).location == KIOSK


def test_wrong_codes_at_a_kiosk_make_nobody_wait(
    client: FlaskClient, kiosk: str, election: Election
) -> None:
    begins(client)
    choose(client, 4)
    for _try in range(40):
        assert prove(client, "NOTA000000CODE").status_code == 422
    assert prove(client, election.codes[0]).location == f"{VOTE}/check"


def test_nobody_but_a_clerk_of_the_round_opens_a_kiosk_and_only_at_a_place_that_stands(
    app: Flask,
    client: FlaskClient,
    clock: SetClock,
    election: Election,
) -> None:
    clerk = a_clerk(app)
    sign_in(app, client, a_clerk(app, "Cleo", "round:other-fund"), clock)
    assert client.get(DESK).status_code == 403
    assert client.post(DESK, data={"place": "1"}).status_code == 403
    sign_in(app, client, clerk, clock)
    assert "No voting place stands on the list" in words(client.get(DESK))
    assert client.post(DESK, data={"place": "1"}).status_code == 422
    with app.app_context(), transaction() as session:
        add_place(session, election.round_id, clock.at)
    assert client.post(DESK, data={"place": "7"}).status_code == 422
    clock.at = CLOSES
    sign_in(app, client, clerk, clock)
    assert "Voting is over." in words(client.get(DESK))
    assert client.post(DESK, data={"place": "1"}).status_code == 409
    assert client.get_cookie(COOKIE) is None


def test_pages_that_show_choices_have_one_length_at_a_kiosk_too(
    client: FlaskClient, kiosk: str, election: Election
) -> None:
    """Links become words after a page was filled. Source: docs/rules/voting.md section 2.7."""
    begins(client)
    sizes: dict[str, set[int]] = {"": set(), "/check": set()}
    for numbers in ((), (4,), (9, 15)):
        choose(client, *numbers)
        prove(client, election.codes[0])
        for address, known in sizes.items():
            known.add(len(client.get(VOTE + address).data))
    assert [len(known) for known in sizes.values()] == [1, 1]
