"""A facilitator writes to all who follow. Source: docs/rules/notices.md section 10."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.texts import MARK, find_text, write_part
from pbplatform.core.transaction import transaction
from pbplatform.notices.models import Notice
from tests.conftest import NOON, SetClock
from tests.factories import make_forum, make_person, make_place, make_round
from tests.logged import told_of
from tests.notices.followers import follows, mails, rows
from tests.pages import confirm, hidden_field, sign_in

ROUND, FORUM = "rounds/neighbour-fund", "forums/town-forum"
TYPED = {"title": "The hall is open", "words": "Come on Monday.\nThe lift works."}
HOUR = timedelta(hours=1)


@pytest.fixture
def bea(app: Flask, client: FlaskClient, clock: SetClock) -> ActorRef:
    """A facilitator of the place, signed in; a round and a forum that one address follows."""
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)
        make_forum(session)
        person = make_person(session, "Bea", role="facilitator")
    for about in (ROUND, FORUM):
        follows(app, "sam@example.org", about)
    clock.at = NOON + HOUR
    sign_in(app, client, person, clock)
    return person


def sends(client: FlaskClient, about: str = ROUND, **typed: str) -> TestResponse:
    """Write it, look at it, send it."""
    page = f"/desk/facilitator/{about}/notice"
    shown = client.post(page, data={**TYPED, **typed})
    assert shown.status_code == 200, shown.text
    seen = hidden_field(shown.text, "seen")
    return client.post(page, data={**TYPED, **typed, "seen": seen})


@pytest.mark.database
@pytest.mark.parametrize("about", [ROUND, FORUM])
def test_what_was_shown_first_is_what_everybody_reads_and_followers_get(
    app: Flask, client: FlaskClient, clock: SetClock, bea: ActorRef, about: str
) -> None:
    desk = client.get(f"/desk/facilitator/{about}").text
    assert f"/desk/facilitator/{about}/notice" in desk
    page = f"/desk/facilitator/{about}/notice"
    shown = client.post(page, data=TYPED).text
    assert "about 1 address that follows" in " ".join(shown.split())
    assert "cannot be taken back" in shown
    assert "A facilitator writes: “The hall is open”." in shown
    assert "sam@example.org" not in shown
    assert rows(app, Notice) == 0
    changed = client.post(page, data={**TYPED, "seen": "x", "to": "change"})
    assert changed.status_code == 200
    assert "Come on Monday." in changed.text
    assert hidden_field(changed.text, "seen") == ""

    assert sends(client, about).status_code == 302
    public = client.get(f"/{about}/notices/1").text
    for words in ("The hall is open", "Come on Monday.", "Bea", "Facilitator"):
        assert words.lower() in public.lower()
    assert f'href="/{about}/notices/1"' in client.get(f"/{about}").text
    sent = mails(app, clock.at)
    assert sent.to == ["sam@example.org"]
    assert "Come on Monday." in sent.sent[0].body
    assert f"/{about}/notices/1" in sent.sent[0].body
    with app.app_context():
        logged = " ".join(str(each) for each in db.session.scalars(select(LogPending.body)))
        assert "notice:words:written" in logged
        assert "Come on Monday." not in logged  # the entry commits to the words


def test_words_that_were_not_shown_do_not_go_out(
    app: Flask, client: FlaskClient, bea: ActorRef
) -> None:
    page = f"/desk/facilitator/{ROUND}/notice"
    seen = hidden_field(client.post(page, data=TYPED).text, "seen")
    other = client.post(page, data={**TYPED, "words": "Something else.", "seen": seen})
    assert other.status_code == 409
    assert "Something else." in other.text
    for seen in ("nonsense", ""):
        client.post(page, data={**TYPED, "seen": seen})
    assert rows(app, Notice) == 0


def test_second_notice_of_a_day_is_refused_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, clock: SetClock, bea: ActorRef
) -> None:
    sends(client)
    page = f"/desk/facilitator/{ROUND}/notice"
    again = client.post(page, data={"title": "More", "words": "Again."})
    assert again.status_code == 409
    assert "One notice has gone out today" in again.text
    assert "Again." in again.text
    assert sends(client, FORUM).status_code == 302
    clock.at += timedelta(days=1)
    assert sends(client).status_code == 302
    assert rows(app, Notice) == 3
    assert client.get(f"/{ROUND}/notices/2").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"words": " "}, {"title": "x" * 121}, {"words": "x" * 2001}]
)
def test_what_is_missing_or_too_long_is_said_beside_it(
    app: Flask, client: FlaskClient, bea: ActorRef, wrong: dict[str, str]
) -> None:
    page = f"/desk/facilitator/{ROUND}/notice"
    assert client.post(page, data={**TYPED, **wrong}).status_code == 422
    assert rows(app, Notice) == 0


@pytest.mark.parametrize("about", [ROUND, FORUM])
def test_notice_is_taken_back_in_public_and_what_waits_is_not_sent(
    app: Flask, client: FlaskClient, clock: SetClock, bea: ActorRef, about: str
) -> None:
    sends(client, about)
    page = f"/desk/facilitator/{about}/notices/1/take-back"
    assert page in client.get(f"/desk/facilitator/{about}").text
    assert client.get(page).status_code == 200
    assert confirm(client, page).status_code == 422
    assert confirm(client, page, reason="The lift is broken.").status_code == 302
    with app.app_context():
        (told,) = told_of(db.session(), "notice:words:taken_back")
    assert told == {"title": "The hall is open", "reason": "The lift is broken."}
    public = client.get(f"/{about}/notices/1").text
    assert "The hall is open" in public
    assert "The lift is broken." in public
    assert "Come on Monday." not in public
    assert "Come on Monday." not in client.get(f"/{about}/news.atom").text
    assert "was taken back" in client.get(f"/{about}/news.atom").text
    assert not mails(app, clock.at).sent
    assert client.post(page, data={"reason": "Again.", "seen": "x"}).status_code == 409


def test_hidden_notice_is_not_mailed(
    app: Flask, client: FlaskClient, clock: SetClock, bea: ActorRef
) -> None:
    sends(client)
    path = f"{ROUND}/notices/1"
    with app.app_context(), transaction() as session:
        found = find_text(session, path)
        assert found is not None
        for part in found.fields:
            write_part(session, path, type(part)(part.name, MARK))
    assert not mails(app, clock.at).sent


def test_only_a_facilitator_writes_and_nothing_strange_is_found(
    app: Flask, client: FlaskClient, clock: SetClock, bea: ActorRef
) -> None:
    sends(client)
    for path in ("2", "0", "99999999999999999999"):
        assert client.get(f"/{ROUND}/notices/{path}").status_code == 404
    assert client.get(f"/follow/{ROUND}/notices/1").status_code == 404
    with app.app_context(), transaction() as session:
        sam = make_person(session, "Sam")
    client.delete_cookie("pb_session")
    sign_in(app, client, sam, clock)
    for page in ("notice", "notices/1/take-back"):
        assert client.get(f"/desk/facilitator/{ROUND}/{page}").status_code == 403
