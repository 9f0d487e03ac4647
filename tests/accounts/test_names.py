"""Nobody takes the name of a person with a public role; staff are renamed in public."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services
from pbplatform.accounts.models import Account, MailLink
from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict
from pbplatform.core.secrets import token_hash
from tests.conftest import NOON
from tests.factories import COMMAND, make_person, make_place

ALIKE = [
    *("Bea Smith", "bea  smith", "Bea\u200bSmith", "Веа Smith", "Béa Smith", "Bea Srnith"),
    *("Bea\u202eSmith", "Bea. Smith", "B e a Smith", "Ｂｅａ Smith", "Bea Sm1th", "Bea Smıth"),
]


@pytest.fixture
def bea(session: Session):  # type: ignore[no-untyped-def]
    make_place(session)
    return make_person(session, "Bea Smith", role="facilitator", scope="place")


@pytest.mark.parametrize("name", ALIKE, ids=ascii)
def test_name_that_looks_like_somebody_with_a_public_role_is_refused(
    session: Session,
    bea,  # type: ignore[no-untyped-def]
    name: str,
) -> None:
    rosa = make_person(session, "Rosa")
    with pytest.raises(Conflict, match=r"account\.name_of_somebody_public"):
        services.change_name(session, actor=rosa, name=name, now=NOON)
    session.add(
        MailLink(
            token_hash=token_hash("t"),
            email="new@example.org",
            created_at=NOON,
            expires_at=NOON + timedelta(minutes=15),
        )
    )
    with pytest.raises(Conflict, match=r"account\.name_of_somebody_public"):
        services.use_link(session, token="t", name=name, now=NOON)
    services.use_link(session, token="t", name="Bea T. Smith", now=NOON)


def test_person_with_a_public_role_is_renamed_in_public(session: Session, bea) -> None:  # type: ignore[no-untyped-def]
    services.change_name(session, actor=bea, name="Bea \u202eTaylor", now=NOON)
    session.flush()
    bodies = [json.loads(row.body) for row in session.scalars(select(LogPending))]
    told = [body for body in bodies if body["kind"] == "place:name:changed"]
    assert [entry["data"] for entry in told] == [
        {"name": "Bea Taylor", "name_before": "Bea Smith", "role": "facilitator"}
    ]
    rosa = make_person(session, "Rosa")
    services.change_name(session, actor=rosa, name="Rosa M.", now=NOON)
    session.flush()
    bodies = [json.loads(row.body) for row in session.scalars(select(LogPending))]
    assert sum(body["kind"] == "place:name:changed" for body in bodies) == 1


def test_two_people_of_one_name_may_be_given_roles_and_posts_tell_them_apart(
    session: Session,
    bea,  # type: ignore[no-untyped-def]
) -> None:
    for post in ("Head of Parks", "Head of Roads"):
        services.appoint(
            session,
            actor=COMMAND,
            email=f"{post[-5:].lower()}@example.org",
            name="Tom\u200b  Jones\nSmith",
            role="official",
            scope="team:parks",
            title=f"{post}\u202e",
            expires_at=NOON.replace(year=2028),
            now=NOON,
        )
    names = session.scalars(select(Account.name).where(Account.email.is_not(None)))
    assert list(names).count("Tom Jones Smith") == 2
