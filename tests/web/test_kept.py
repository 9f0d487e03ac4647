"""What is kept about a person is told from the register of personal data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select
from sqlalchemy.orm import Session

from pbplatform.core.db import Base
from pbplatform.core.privacy import Personal
from pbplatform.front.kept import NOT_ABOUT_THEM, kept_about, tables_about_people
from tests.conftest import NOON, SetClock
from tests.factories import make_forum, make_person, make_place, make_point, make_round
from tests.factories_proposals import SENDING, make_idea
from tests.pages import sign_in


def test_every_table_with_personal_columns_that_names_an_account_is_asked() -> None:
    asked = tables_about_people()
    for table in Base.metadata.sorted_tables:
        names = {
            column.name
            for column in table.columns
            if any(key.column.table.name == "account" for key in column.foreign_keys)
        } - {column for name, column in NOT_ABOUT_THEM if name == table.name}
        personal = [c for c in table.columns if isinstance(c.info.get("privacy"), Personal)]
        if names and personal:
            assert {column.name for column in asked[table.name]} == names
    assert {"account", "idea", "point", "role_grant", "roll_account"} <= set(asked)


def test_only_what_is_there_is_told(session: Session) -> None:
    make_place(session)
    rosa, sam = make_person(session, "Rosa"), make_person(session, "Sam")

    def fields(person: object) -> set[str]:
        lines = kept_about(session, int(getattr(person, "key")))  # noqa: B009
        return {field.split(".")[0] for line in lines for field in line.fields}

    assert fields(rosa) == {"account"}
    make_idea(session, make_round(session), author=rosa)
    make_point(session, make_forum(session), rosa, now=SENDING)
    assert fields(rosa) == {"account", "idea", "point"}
    assert fields(sam) == {"account"}


@pytest.mark.one_database
def test_question_to_so_many_tables_is_put_together_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_place(session)
    rosa, sam = make_person(session, "Rosa"), make_person(session, "Sam")
    kept_about(session, int(rosa.key))
    built: list[object] = []
    monkeypatch.setattr(Select, "__init__", lambda *told, **_named: built.append(told))
    assert kept_about(session, int(sam.key))
    assert built == []


def test_delegate_who_claimed_an_idea_is_not_told_that_it_is_about_them(session: Session) -> None:
    make_place(session)
    rosa, amina = make_person(session, "Rosa"), make_person(session, "Amina")
    idea = make_idea(session, make_round(session), author=rosa)
    idea.claimed_by = amina.account_id
    session.flush()
    lines = kept_about(session, int(amina.key))
    assert not [line for line in lines if "idea.text" in line.fields]


def test_page_tells_why_who_sees_it_and_until_when_and_whom_to_ask(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock
) -> None:
    clock.at = NOON + timedelta(hours=1)
    make_place(session)
    rosa = make_person(session, "Rosa")
    session.commit()
    sign_in(app, client, rosa, clock)
    page = client.get("/me").get_data(as_text=True)
    assert "to sign in and to be told of answers" in page
    assert "account.email" in page
    assert "/me/data" in page
    assert 'Call <a href="tel:02079460123">' in page
