"""News without an account. Source: docs/rules/accounts.md section 7."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries, services
from pbplatform.accounts.models import CONTACT_KEPT, Contact
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.outbox import announce
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.delivery import deliver_due, with_stop
from tests.by_pages import Browser
from tests.conftest import NOON, TICK
from tests.factories import make_person, make_place
from tests.mailed import waiting_mails

ABOUT = "forums/town-forum"
UNTIL = NOON + timedelta(days=30)
KIND = "accounts:contact_asked"


def asks(session: Session, email: str = "rosa@example.org", about: str = ABOUT) -> bool:
    return services.ask_contact(
        session, email=email, purpose="none", about=about, now=NOON, until=UNTIL, language="en"
    ).sent


def token_of(session: Session, email: str = "rosa@example.org") -> str:
    contact = queries.contact(session, email, "none", ABOUT)
    assert contact is not None
    return services.token_of_contact(session, contact.id) or ""


def told(session: Session, about: str = ABOUT) -> list[str]:
    return [each.email for each in queries.contacts_of(session, "none", about, now=NOON)]


def test_nobody_is_told_before_they_said_yes(session: Session) -> None:
    assert asks(session)
    assert told(session) == []
    services.confirm_contact(session, token=token_of(session), now=NOON)
    services.confirm_contact(session, token=token_of(session), now=NOON)
    assert told(session) == ["rosa@example.org"]
    assert told(session, "forums/other") == []


def test_asking_again_or_by_somebody_known_is_answered_alike(session: Session) -> None:
    assert asks(session)
    services.confirm_contact(session, token=token_of(session), now=NOON)
    assert asks(session)
    assert told(session) == ["rosa@example.org"]
    assert len(waiting_mails(session, KIND)) == 2
    assert len(session.scalars(select(Contact)).all()) == 1


def test_fourth_mail_in_fifteen_minutes_is_not_sent_whatever_it_is_about(session: Session) -> None:
    assert [asks(session, about=f"forums/f{n}") for n in range(4)] == [True, True, True, False]
    assert asks(session, "kim@example.org")


def test_stopping_forgets_the_address_and_its_mails_that_wait(session: Session) -> None:
    asks(session)
    token = token_of(session)
    services.confirm_contact(session, token=token, now=NOON)
    services.tell_contacts(session, KIND, purpose="none", about=ABOUT, now=NOON)
    mail = waiting_mails(session, KIND)[-1]
    assert (with_stop(session, "forums:any", mail) or {})["stop"] == f"news/{token}/stop"
    services.stop_contact(session, token=token, now=NOON)
    assert with_stop(session, "forums:any", mail) is None
    assert session.scalars(select(Contact)).all() == []
    with pytest.raises(NotFound):
        services.stop_contact(session, token=token, now=NOON)


def test_unconfirmed_address_is_forgotten_after_seven_days_and_a_confirmed_one_at_its_end(
    session: Session,
) -> None:
    asks(session)
    asks(session, "kim@example.org")
    services.confirm_contact(session, token=token_of(session, "kim@example.org"), now=NOON)
    dead = token_of(session)
    services.forget_contacts(session, now=NOON + CONTACT_KEPT - TICK)
    assert len(session.scalars(select(Contact)).all()) == 2
    with pytest.raises(NotFound):
        services.confirm_contact(session, token=dead, now=NOON + CONTACT_KEPT)
    services.forget_contacts(session, now=NOON + CONTACT_KEPT)
    assert [each.email for each in session.scalars(select(Contact))] == ["kim@example.org"]
    services.forget_contacts(session, now=UNTIL - TICK)
    assert len(session.scalars(select(Contact)).all()) == 1
    services.forget_contacts(session, now=UNTIL)
    assert session.scalars(select(Contact)).all() == []


def test_news_ends_a_moment_before_its_end_and_can_be_extended(session: Session) -> None:
    asks(session)
    services.confirm_contact(session, token=token_of(session), now=NOON)
    assert queries.contacts_of(session, "none", ABOUT, now=UNTIL - TICK)
    assert not queries.contacts_of(session, "none", ABOUT, now=UNTIL)
    services.extend_contacts(session, purpose="none", about=ABOUT, until=UNTIL + TICK)
    assert queries.contacts_of(session, "none", ABOUT, now=UNTIL)
    services.end_contacts(session, email="Rosa@example.org")
    assert told(session) == []
    with pytest.raises(ValueError, match="which"):
        services.end_contacts(session)


def test_signed_in_person_needs_no_mail_and_is_not_told_twice(session: Session) -> None:
    rosa = make_person(session, "Rosa")
    for _press in range(2):
        services.keep_contact(
            session,
            account_id=rosa.account_id or 0,
            purpose="none",
            about=ABOUT,
            now=NOON,
            until=UNTIL,
        )
    assert told(session) == ["rosa@example.org"]
    assert waiting_mails(session) == []
    but = {"rosa@example.org"}
    assert not services.tell_contacts(session, KIND, purpose="none", about=ABOUT, now=NOON, but=but)


@pytest.mark.parametrize("email", ["", "rosa", "r@" + "x" * 300])
def test_what_is_no_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(Conflict) as refused:
        asks(session, email)
    assert refused.value.code == "contact.address_needed"
    with pytest.raises(Conflict):
        services.ask_contact(
            session, email="rosa@example.org", purpose="none", about=ABOUT, now=UNTIL, until=UNTIL
        )


def test_link_says_yes_by_a_press_and_stops_by_a_press(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        asks(session)
        token = token_of(session)
    rosa = Browser(app.test_client())
    page = rosa.open(f"/news/{token}")
    assert "rosa@example.org" in page.words
    with app.app_context(), transaction() as session:
        assert told(session) == []
    rosa.send(button="Yes, send me this news")
    assert "You get this news now." in rosa.page.words
    with app.app_context(), transaction() as session:
        assert told(session) == ["rosa@example.org"]
    assert "You get this news at rosa@example.org" in rosa.open(f"/news/{token}").words
    rosa.press("Stop this news")
    rosa.send(button="Stop it")
    assert "We have forgotten your address." in rosa.page.words
    for path in (f"/news/{token}", f"/news/{token}/stop", "/news/nothing"):
        page = rosa.open(path)
        assert page.status == 404
        assert "We keep no address for this link." in page.words


def test_mail_carries_the_link_and_none_goes_out_once_it_was_stopped(app: Flask) -> None:
    class Post:
        def __init__(self) -> None:
            self.bodies: list[str] = []

        def send(self, mail: object, *, now: object) -> None:
            self.bodies.append(mail.body)  # type: ignore[attr-defined]

    post = Post()
    with app.app_context():
        with transaction() as session:
            make_place(session)
            asks(session)
            token = token_of(session)
        deliver_due(post, public_url="http://localhost", now=NOON)  # type: ignore[arg-type]
        (body,) = post.bodies
        assert f"http://localhost/news/{token}\n" in body
        assert "/stop" not in body
        with transaction() as session:
            services.confirm_contact(session, token=token, now=NOON)
            role = {"role": "official", "where": {}, "until": ""}
            services.tell_contacts(
                session, "accounts:role_granted", purpose="none", about=ABOUT, now=NOON, **role
            )
        deliver_due(post, public_url="http://localhost", now=NOON)  # type: ignore[arg-type]
        assert f"http://localhost/news/{token}/stop\n" in post.bodies[-1]
        with transaction() as session:
            announce(session, "accounts:role_granted", now=NOON, to="x@y.org", contact=99, **role)
        assert deliver_due(post, public_url="http://localhost", now=NOON) == 0  # type: ignore[arg-type]
