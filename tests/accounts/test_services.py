"""Signing in by a mailed link, and giving roles. Source: docs/rules/accounts.md."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries, services
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.secrets import token_hash
from tests.conftest import NOON, TICK
from tests.mailed import link_tokens

FIFTEEN = timedelta(minutes=15)
BEA = ActorRef(kind="account", key="1", role="facilitator", scope="place", name="Bea")


def mailed_token(session: Session) -> str:
    return link_tokens(session)[-1]


def test_link_signs_in_a_new_person_once(session: Session) -> None:
    services.request_link(session, email="Rosa@Example.org", next_path="/x", now=NOON)
    token = mailed_token(session)
    cookie, next_path = services.use_link(session, token=token, name="Rosa", now=NOON)
    actor = queries.actor_of_session(session, token_hash(cookie), now=NOON)
    assert actor is not None
    assert (actor.name, next_path) == ("Rosa", "/x")
    with pytest.raises(NotFound):
        services.use_link(session, token=token, name="Rosa", now=NOON)


def test_link_works_until_just_before_fifteen_minutes(session: Session) -> None:
    services.request_link(session, email="a@example.org", next_path="", now=NOON)
    token = mailed_token(session)
    with pytest.raises(NotFound):
        services.look_up_link(session, token, now=NOON + FIFTEEN)
    assert services.look_up_link(session, token, now=NOON + FIFTEEN - TICK)


def test_link_asks_a_new_person_for_a_name_and_stays_usable(session: Session) -> None:
    services.request_link(session, email="a@example.org", next_path="", now=NOON)
    token = mailed_token(session)
    with pytest.raises(Conflict, match="name_needed"):
        services.use_link(session, token=token, name=" ", now=NOON)
    assert services.use_link(session, token=token, name="Ana", now=NOON)


def test_only_three_links_are_mailed_in_fifteen_minutes(session: Session) -> None:
    for _ in range(10):
        services.request_link(session, email="a@example.org", next_path="", now=NOON)
    session.flush()
    assert len(session.scalars(select(OutboxRow.key16)).all()) == 3


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_link_never_leads_away_from_this_site(session: Session, path: str) -> None:
    services.request_link(session, email="a@example.org", next_path=path, now=NOON)
    assert services.look_up_link(session, mailed_token(session), now=NOON).next_path == ""


def test_role_holds_until_just_before_it_expires(session: Session) -> None:
    person = services.ensure_account(session, email="amina@example.org", name="Amina")
    until = NOON + timedelta(days=30)
    services.grant_role(
        session,
        actor=BEA,
        account_id=person.id,
        role="delegate",
        scope="committee:fund/streets",
        expires_at=until,
        now=NOON,
    )
    cookie = services.open_session(session, account_id=person.id, now=until - timedelta(days=1))
    last = queries.actor_of_session(session, token_hash(cookie), now=until - TICK)
    gone = queries.actor_of_session(session, token_hash(cookie), now=until)
    assert last is not None
    assert gone is not None
    assert last.holds("delegate", "committee:fund/streets")
    assert not gone.grants


@pytest.mark.parametrize(
    ("own_scope", "role", "scope", "code"),
    [
        ("place", "facilitator", "place", "role.not_narrower"),
        ("round:a", "delegate", "committee:b/x", "role.outside_your_scope"),
        ("round:a", "official", "team:parks", "role.outside_your_scope"),
    ],
)
def test_roles_given_are_narrower_than_the_givers(
    session: Session, own_scope: str, role: str, scope: str, code: str
) -> None:
    giver = ActorRef(kind="account", key="1", role="facilitator", scope=own_scope, name="Bea")
    person = services.ensure_account(session, email="x@example.org", name="X")
    with pytest.raises(NotAllowed, match=code):
        services.grant_role(
            session,
            actor=giver,
            account_id=person.id,
            role=role,
            scope=scope,
            expires_at=NOON + FIFTEEN,
            now=NOON,
        )


def test_role_change_ends_the_sessions_of_that_person(session: Session) -> None:
    person = services.ensure_account(session, email="x@example.org", name="X")
    cookie = services.open_session(session, account_id=person.id, now=NOON)
    grant = services.grant_role(
        session,
        actor=BEA,
        account_id=person.id,
        role="clerk",
        scope="round:a",
        expires_at=NOON + FIFTEEN,
        now=NOON,
    )
    assert queries.actor_of_session(session, token_hash(cookie), now=NOON) is None
    services.end_role(session, actor=BEA, grant_id=grant.id, reason="moved away", now=NOON)
    assert not grant.holds(NOON)
