"""A fact reaches each address once, whoever dies in the middle. Source: notices.md section 9."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Account
from pbplatform.core.db import db
from pbplatform.core.facts import NewsFact
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.notices.jobs.spreading import spread_due
from pbplatform.notices.services import following, spreading
from pbplatform.notices.services.spreading import forget_told, spread_page
from pbplatform.notices.words.news import known
from pbplatform.proposals.models import Idea
from tests.conftest import NOON
from tests.factories import make_person, make_place, make_round
from tests.factories_proposals import make_idea
from tests.notices.conftest import AUTHOR
from tests.notices.followers import LATER, ROUND, follows, fund, happens, mails, person

IDEA = f"{ROUND}/ideas/1"


def fund_with_idea(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_idea(session, make_round(session), author=make_person(session, "Nadia"))
    mails(app, NOON)  # what its author is told is not asked here


def test_each_address_gets_one_mail_whatever_the_number_of_reasons(app: Flask) -> None:
    fund_with_idea(app)
    person(app, "Amina")
    follows(app, "amina@example.org", IDEA)
    follows(app, "amina@example.org", ROUND)
    follows(app, "rosa@example.org", ROUND)
    follows(app, "kim@example.org", "rounds/other")
    happens(
        app,
        about=IDEA,
        within=[ROUND, IDEA],
        audiences=[(AUTHOR, 1), (AUTHOR, 2), ("gone:audience", 1)],
        told=["Tom@example.org"],
    )
    follows(app, "tom@example.org", ROUND)
    pigeon = mails(app)
    assert pigeon.to == ["amina@example.org", "rosa@example.org"]
    of_amina = next(mail for mail in pigeon.sent if mail.to.startswith("amina"))
    assert "You get this because you wrote it." in of_amina.body
    assert mails(app).sent == []


def test_nobody_hears_twice_who_has_a_mail_of_their_own_or_followed_later(app: Flask) -> None:
    fund(app)
    follows(app, "rosa@example.org")
    happens(app, told=[" Rosa@Example.org "])
    follows(app, "kim@example.org", at=LATER + timedelta(seconds=1))
    assert mails(app).sent == []
    with app.app_context():
        fact = db.session.scalars(select(NewsFact)).one()
        assert fact.spread_at == LATER
        assert "rosa" not in str(fact.told)


def test_worker_that_dies_between_pages_or_in_one_writes_each_mail_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "PAGE", 2)
    fund(app)
    everybody = [f"fan{number}@example.org" for number in range(5)]
    for email in everybody:
        follows(app, email)
    with app.app_context(), transaction() as session:
        for number in range(5):
            make_person(session, f"Amina{number}")
    happens(app, audiences=[(AUTHOR, 1)])
    with app.app_context():
        what = known()
        for turn in range(40):
            try:
                with transaction() as session:
                    more = spread_page(session, what, now=LATER)
                    session.flush()
                    if turn % 3 == 0:
                        raise ConnectionError
            except ConnectionError:
                continue
            if not more:
                break
        sent = [row.payload["to"] for row in db.session.scalars(select(OutboxRow))]
        assert sorted(sent) == sorted([*everybody, *(f"amina{n}@example.org" for n in range(5))])
        keys = {row.key16 for row in db.session.scalars(select(OutboxRow))}
        assert len(keys) == 10
    # Told again from the beginning, it would be the same mails.
    with app.app_context():
        with transaction() as session:
            fact = session.scalars(select(NewsFact)).one()
            fact.spread_at = fact.spread_to = None
        spread_due(now=LATER)
        assert {row.key16 for row in db.session.scalars(select(OutboxRow))} == keys


def test_thing_that_is_not_public_any_more_tells_nothing(app: Flask) -> None:
    fund_with_idea(app)
    follows(app, "rosa@example.org", IDEA)
    follows(app, "kim@example.org", ROUND)
    happens(app, about=IDEA, within=[ROUND])
    with app.app_context():
        spread_due(now=LATER)  # the mails wait
        with transaction() as session:
            session.scalars(select(Idea)).one().title = "[…]"
    happens(app, LATER + timedelta(minutes=1), about=IDEA, within=[ROUND])
    assert mails(app, LATER + timedelta(minutes=2)).sent == []


def test_mail_calls_a_thing_by_the_name_it_has_when_the_mail_leaves(app: Flask) -> None:
    fund_with_idea(app)
    follows(app, "rosa@example.org", IDEA)
    happens(app, about=IDEA)
    with app.app_context():
        spread_due(now=LATER)
        with transaction() as session:
            session.scalars(select(Idea)).one().title = "Shade for all"
    (mail,) = mails(app).sent
    assert mail.subject == "Shade for all: the day moved"


def test_kind_that_no_slice_tells_any_more_holds_up_no_other(app: Flask) -> None:
    fund(app)
    follows(app, "rosa@example.org")
    happens(app, NOON, kind="tests:no_longer")
    happens(app, about="rounds/not-there")
    happens(app)
    assert mails(app).to == ["rosa@example.org"]


def test_erased_account_hears_nothing(app: Flask) -> None:
    fund(app)
    person(app, "Amina")
    follows(app, "amina@example.org")
    happens(app, audiences=[(AUTHOR, 1)])
    with app.app_context():
        spread_due(now=LATER)
        with transaction() as session:
            account = session.scalars(select(Account)).one()
            accounts.end_contacts(session, email="amina@example.org")
            following.forget_address(session, "amina@example.org")
            account.email = None
    assert mails(app).sent == []


def test_who_was_told_is_forgotten_after_a_month_and_what_names_nobody_is_not_read(
    app: Flask,
) -> None:
    with app.app_context():
        with transaction() as session:
            for number, told in ((1, ["a"]), (2, []), (3, ["b"]), (4, [])):
                at = LATER - timedelta(days=0 if number > 2 else 1)
                fact = {"kind": "test", "about": f"{IDEA}{number}", "at": at, "spread_at": at}
                parts = {"within": [], "facts": {}, "audiences": [], "told": told}
                session.add(NewsFact(key16=bytes([number]) * 16, **fact, **parts))
        db.session.remove()
        read: list[int] = []

        def note(fact: NewsFact, _context: object) -> None:
            read.append(fact.key16[0])

        event.listen(NewsFact, "load", note)
        with transaction() as session:
            forget_told(session, now=LATER + timedelta(days=30))
        event.remove(NewsFact, "load", note)
        assert read == [1]
        db.session.remove()
        left = db.session.execute(select(NewsFact.about, NewsFact.told))
        assert {about for about, told in left if told} == {f"{IDEA}3"}
