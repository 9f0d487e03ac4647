"""Your data: told, taken home, put right and erased. Source: docs/rules/privacy.md."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import Account, AccountLink, LoginSession, MailLink
from pbplatform.audit.models import LogReference
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import Base
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.privacy import Personal
from pbplatform.core.storage import StorageTask
from pbplatform.forums.models import Attendance, ForumSeries
from pbplatform.points.kinds import PointState
from pbplatform.points.models import Point, PointSupport
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, IdeaDraft, IdeaSupport
from pbplatform.rounds.models import Round
from pbplatform.slices import SLICES
from tests.conftest import SetClock
from tests.factories import COMMAND, make_place, make_point
from tests.mailed import waiting_mails
from tests.pages import hidden_field, sign_in
from tests.web.one_person import NOW, ask, erase, in_order, mailed_token, rosa

__all__ = ["rosa"]

OWN = {table.model.__tablename__: table for each in SLICES for table in each.own_data}


def names_an_account(table: Any) -> bool:
    return any(key.column.table.name == "account" for key in table.foreign_keys)


def is_personal(table: Any) -> bool:
    return any(isinstance(column.info.get("privacy"), Personal) for column in table.columns)


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_table_about_people_says_what_is_ones_own(name: str) -> None:
    table = Base.metadata.tables[name]
    about_people = names_an_account(table) or is_personal(table)
    assert (name in OWN) == about_people, name
    if names_an_account(table):
        assert OWN[name].mine is not None, f"{name} names an account: its rows can be found"


def test_what_goes_can_be_found() -> None:
    assert not [name for name, table in OWN.items() if table.goes and table.mine is None]
    told = [str(table.model.__tablename__) for each in SLICES for table in each.own_data]
    assert len(told) == len(set(told))


def test_file_has_everything_of_one_person_and_nothing_of_another(
    client: FlaskClient, rosa: ActorRef
) -> None:
    answer = client.get("/me/data.zip")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    folder = zipfile.ZipFile(io.BytesIO(answer.data))
    told = json.loads(folder.read("my-data.json"))
    assert told["account"][0]["email"] == "rosa@example.org"
    for name in ("idea", "idea_support", "point", "log_reference", "login_session", "mail_link"):
        assert len(told[name]) >= 1, name
    assert "nadia" not in json.dumps(told).lower()
    assert "token_hash" not in json.dumps(told)
    page = folder.read("my-data.html").decode()
    assert "rosa@example.org" in page
    assert "Ideas you sent" in page


def test_visitor_gets_no_data(client: FlaskClient, session: Session) -> None:
    make_place(session)
    session.commit()
    for path in ("/me/data", "/me/data.zip", "/me/address", "/me/erase"):
        assert client.get(path).status_code == 302, path
    for path in ("/me/address/abc", "/me/erase/abc"):
        assert client.get(path).status_code == 404, path
        assert client.post(path, data={}).status_code == 404, path


def test_new_address_holds_only_once_its_link_is_pressed(
    client: FlaskClient, session: Session, rosa: ActorRef, clock: SetClock
) -> None:
    same = client.post("/me/address", data={"email": "Rosa@example.org"})
    assert "This is your address already" in same.get_data(as_text=True)
    assert client.post("/me/address", data={"email": "rose@example.org"}).status_code == 302
    token = mailed_token(session, "accounts:new_address")
    page = client.get(f"/me/address/{token}").get_data(as_text=True)
    assert "rose@example.org" in page
    assert session.scalar(select(Account.email).where(Account.id == int(rosa.key))) == (
        "rosa@example.org"
    )
    session.rollback()
    assert client.post(f"/me/address/{token}", data={}).status_code == 302
    session.expire_all()
    assert session.get_one(Account, int(rosa.key)).email == "rose@example.org"
    assert waiting_mails(session, "accounts:address_changed")[0]["to"] == "rosa@example.org"
    assert client.post(f"/me/address/{token}", data={}).status_code == 404


def test_address_of_somebody_else_is_refused_to_whoever_holds_the_link(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    assert client.post("/me/address", data={"email": "nadia@example.org"}).status_code == 302
    token = mailed_token(session, "accounts:new_address")
    session.rollback()
    answer = client.post(f"/me/address/{token}", data={})
    assert answer.status_code == 409
    assert "Another account has this address" in answer.get_data(as_text=True)
    session.expire_all()
    assert session.get_one(Account, int(rosa.key)).email == "rosa@example.org"


def test_links_end_after_an_hour_and_are_three_at_most(
    client: FlaskClient, session: Session, rosa: ActorRef, clock: SetClock
) -> None:
    for _ in range(3):
        token = ask(client, session)
        session.rollback()
    refused = client.post("/me/erase", data={})
    assert refused.status_code == 409
    assert "three links" in refused.get_data(as_text=True)
    clock.at = NOW + timedelta(hours=1)
    assert client.get(f"/me/erase/{token}").status_code == 404
    assert client.get(f"/me/address/{token}").status_code == 404


def test_whoever_holds_a_role_reads_which_and_cannot_go(
    app: Flask, client: FlaskClient, session: Session, rosa: ActorRef, clock: SetClock
) -> None:
    token = ask(client, session)
    accounts.grant_role(
        session,
        actor=COMMAND,
        account_id=int(rosa.key),
        role="facilitator",
        scope="forum:town-forum",
        expires_at=NOW + timedelta(days=9),
        now=NOW,
    )
    session.commit()
    sign_in(app, client, rosa, clock)
    page = client.get("/me/erase").get_data(as_text=True)
    assert "Your roles come first" in page
    assert "Facilitator" in page
    assert client.post("/me/erase", data={}).status_code == 409
    seen = hidden_field(client.get(f"/me/erase/{token}").get_data(as_text=True), "seen")
    answer = client.post(f"/me/erase/{token}", data={"seen": seen})
    assert answer.status_code == 409


def test_page_that_is_old_erases_nothing(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    token = ask(client, session)
    seen = hidden_field(client.get(f"/me/erase/{token}").get_data(as_text=True), "seen")
    make_point(session, session.scalars(select(ForumSeries)).one(), rosa, now=NOW)
    session.commit()
    for data in ({"seen": seen}, {}):
        assert client.post(f"/me/erase/{token}", data=data).status_code == 409
    session.expire_all()
    assert session.get_one(Account, int(rosa.key)).email == "rosa@example.org"


@pytest.mark.parametrize("words_too", [False, True])
def test_erasing_leaves_no_row_that_names_the_person_but_what_stays(
    client: FlaskClient, session: Session, rosa: ActorRef, words_too: bool
) -> None:
    before = in_order(session)
    idea = session.scalars(select(Idea).where(Idea.author_id == int(rosa.key))).one()
    text, number = idea.text, idea.number
    session.rollback()
    erase(client, session, **({"words_too": "y"} if words_too else {}))
    account = session.get_one(Account, int(rosa.key))
    assert (account.email, account.name, account.language) == (None, "", None)
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table.name == "account" for key in column.foreign_keys):
                left = session.execute(select(table).where(column == account.id)).all()
                assert not left, f"{table.name}.{column.name}"
    for model in (IdeaSupport, PointSupport, Attendance, AccountLink, MailLink, LoginSession):
        assert not session.scalars(select(model)).all(), model
    idea = session.scalars(select(Idea).where(Idea.number == number)).one()
    assert (idea.text == text) is not words_too
    assert (idea.state == IdeaState.WITHDRAWN) is words_too
    point = session.scalars(select(Point)).one()
    assert (point.raised_as, point.raised_by_id) == ("", None)
    assert (point.state == PointState.WITHDRAWN) is words_too
    mails = session.scalars(select(OutboxRow)).all()
    assert not [row for row in mails if "rosa" in json.dumps(row.payload).lower()]
    assert [row for row in mails if row.payload.get("to") == "nadia@example.org"]
    references = session.scalars(select(LogReference.reference)).all()
    assert f"account:{account.id}" not in references
    after = in_order(session)
    assert [one.body for one in after[: len(before)]] == [one.body for one in before]
    gone = [one for one in after if one.kind == AccountLog.ACCOUNT_ERASED]
    assert [one.told["actor"] for one in gone] == [{"role": "resident"}]
    assert len(session.scalars(select(StorageTask)).all()) == 1


def test_address_begins_again_with_an_empty_account(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    erase(client, session)
    accounts.request_link(session, email="rosa@example.org", next_path="/me", now=NOW)
    session.commit()
    token = mailed_token(session, "accounts:sign_in_link")
    session.rollback()
    assert client.post(f"/sign-in/{token}", data={"name": "Rosa"}).status_code == 302
    page = client.get("/me").get_data(as_text=True)
    assert "You have sent no idea yet." in page
    again = session.scalars(select(Account).where(Account.email == "rosa@example.org")).one()
    assert again.id != int(rosa.key)


def test_draft_that_waits_for_a_link_goes_with_its_link(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    round_ = session.scalars(select(Round)).one()
    kept = [
        proposals.keep_draft(session, round_id=round_.id, typed={"title": "x"}, now=NOW)
        for _ in range(2)
    ]
    path = f"/rounds/{round_.slug}/ideas/new?draft={kept[0]}"
    accounts.request_link(session, email="rosa@example.org", next_path=path, now=NOW)
    session.commit()
    erase(client, session)
    assert len(session.scalars(select(IdeaDraft)).all()) == 1


def test_name_stays_where_somebody_acted_in_a_public_role(
    app: Flask, client: FlaskClient, session: Session, rosa: ActorRef, clock: SetClock
) -> None:
    accounts.grant_role(
        session,
        actor=COMMAND,
        account_id=int(rosa.key),
        role="facilitator",
        scope="forum:town-forum",
        expires_at=NOW + timedelta(days=9),
        now=NOW,
    )
    session.commit()
    clock.at = NOW + timedelta(days=10)
    sign_in(app, client, rosa, clock)
    assert "your name stays" in client.get("/me/erase").get_data(as_text=True)
    erase(client, session)
    account = session.get_one(Account, int(rosa.key))
    assert (account.email, account.name) == (None, "Rosa")
    idea = session.scalars(select(Idea).where(Idea.author_id.is_(None))).one()
    page = client.get(f"/rounds/neighbour-fund/ideas/{idea.number}", follow_redirects=True)
    assert "Rosa" not in page.get_data(as_text=True)


def test_pages_after_an_erasure_show_no_name(
    client: FlaskClient, session: Session, rosa: ActorRef
) -> None:
    idea = session.scalars(select(Idea).where(Idea.author_id == int(rosa.key))).one()
    address = f"/rounds/neighbour-fund/ideas/{idea.number}"
    session.rollback()
    assert "Rosa" in client.get(address, follow_redirects=True).get_data(as_text=True)
    erase(client, session)
    for url in (address, "/rounds/neighbour-fund/ideas", "/log", "/"):
        page = client.get(url, follow_redirects=True)
        assert page.status_code == 200, url
        assert not re.search(r"\bRosa\b", page.get_data(as_text=True)), url
