"""Rosa, who did all that a resident can, and has what is kept of her erased: for tests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.core.actor import ActorRef
from pbplatform.core.outbox import announce
from pbplatform.proposals import services as proposals
from tests.conftest import SetClock
from tests.factories import make_forum, make_person, make_place, make_point, make_round
from tests.factories_proposals import SENDING, make_idea
from tests.mailed import waiting_mails
from tests.pages import hidden_field, sign_in

NOW = SENDING + timedelta(days=2)


@pytest.fixture
def rosa(app: Flask, client: FlaskClient, session: Session, clock: SetClock) -> ActorRef:
    """Rosa, signed in, who wrote, supported and raised things here."""
    clock.at = NOW
    make_place(session)
    round_ = make_round(session)
    forum = make_forum(session)
    person, nadia = make_person(session, "Rosa"), make_person(session, "Nadia")
    make_idea(session, round_, author=person, title="Bins", now=NOW - timedelta(days=2))
    other = make_idea(session, round_, author=nadia, now=NOW - timedelta(days=2))
    proposals.support_idea(session, actor=person, idea_id=other.id, now=NOW)
    make_point(session, forum, person, now=NOW, published=False)
    announce(session, "proposals:idea_sent", now=NOW, to="rosa@example.org", number=1)
    announce(session, "points:note", now=NOW, to="nadia@example.org", who="Rosa", number=2)
    accounts.request_link(session, email="rosa@example.org", next_path="/me", now=NOW)
    session.commit()
    sign_in(app, client, person, clock)
    return person


def in_order(session: Session) -> list[log.Entry]:
    audit.fold(session, audit.ensure_log(session, SITE))
    session.commit()
    return list(log.all_entries(session, log=SITE))


def mailed_token(session: Session, kind: str) -> str:
    return str(waiting_mails(session, kind)[-1]["token"])


def ask(client: FlaskClient, session: Session, **typed: str) -> str:
    answer = client.post("/me/erase", data=typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return mailed_token(session, "accounts:erase_link")


def erase(client: FlaskClient, session: Session, **typed: str) -> None:
    token = ask(client, session, **typed)
    page = client.get(f"/me/erase/{token}").get_data(as_text=True)
    assert "cannot be undone" in page
    seen = hidden_field(page, "seen")
    answer = client.post(f"/me/erase/{token}", data={"seen": seen})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert "Your data is erased" in client.get(answer.location).get_data(as_text=True)
    session.expire_all()
