"""Acts by two people. Source: docs/rules/accounts.md section 5."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.models import PairAct, RoleGrant
from pbplatform.accounts.policies import refuse_to_pair
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.places.services.auditors import GIVE_AUDITOR, to_give
from tests.accounts.told import told_of
from tests.conftest import TICK, SetClock
from tests.factories import BEGIN, make_person, make_place
from tests.pages import hidden_field, sign_in

NOW = BEGIN + timedelta(days=30)
YEAR = timedelta(days=365)


def asked_for(name: str = "Ina") -> Asked:
    return to_give(name=name, email="ina@example.org", title="", expires_at=NOW + YEAR)


def people(session: Session) -> tuple[ActorRef, ActorRef]:
    """Fay, facilitator, and Ada, auditor, both since long ago."""
    make_place(session)
    return (
        make_person(session, "Fay", role="facilitator"),
        make_person(session, "Ada", role="auditor"),
    )


def auditors(session: Session, now: datetime = NOW) -> set[str]:
    return {holder.name for holder in queries.holders(session, now=now, role="auditor")}


def ask(session: Session, who: ActorRef, now: datetime = NOW) -> PairAct:
    return accounts.ask(session, GIVE_AUDITOR, actor=who, asked=asked_for(), now=now)


@pytest.mark.database
def test_act_happens_when_a_second_person_confirms_what_the_first_saw(session: Session) -> None:
    fay, ada = people(session)
    act = ask(session, fay)
    assert auditors(session) == {"Ada"}
    seen = act.facts_sha256.hex()
    accounts.confirm(session, actor=ada, act_id=act.id, seen=seen, now=NOW)
    assert auditors(session, NOW) == {"Ada", "Ina"}
    assert act.state == "done"
    assert act.facts == ""
    told = told_of(session, "place:pair:confirmed")
    assert (told["first"], told["second"]) == ("Fay", "Ada")
    assert told_of(session, "place:pair:asked")["facts_sha256"] == seen


@pytest.mark.parametrize("choice", ["turn_down", "take_back"])
def test_act_that_was_decided_otherwise_never_happens(session: Session, choice: str) -> None:
    fay, ada = people(session)
    act = ask(session, fay)
    seen = act.facts_sha256.hex()
    if choice == "turn_down":
        accounts.turn_down(session, actor=ada, act_id=act.id, seen=seen, now=NOW)
    else:
        accounts.take_back(session, actor=fay, act_id=act.id, now=NOW)
    with pytest.raises(Conflict, match=r"pair\.decided"):
        accounts.confirm(session, actor=ada, act_id=act.id, seen=seen, now=NOW)
    assert auditors(session) == {"Ada"}


def test_act_lapses_after_seven_days_to_the_microsecond(session: Session) -> None:
    fay, ada = people(session)
    act = ask(session, fay)
    seen = act.facts_sha256.hex()
    late = NOW + timedelta(days=7)
    with pytest.raises(Conflict, match=r"pair\.lapsed"):
        accounts.confirm(session, actor=ada, act_id=act.id, seen=seen, now=late)
    assert queries.waiting_acts(session, now=late) == []
    assert queries.waiting_acts(session, now=late - TICK) == [act]
    accounts.confirm(session, actor=ada, act_id=act.id, seen=seen, now=late - TICK)


def test_facts_of_what_lapsed_are_forgotten_and_no_others(session: Session) -> None:
    fay, _ada = people(session)
    act = ask(session, fay)
    accounts.forget_lapsed(session, now=act.lapses_at - TICK)
    session.expire_all()
    assert act.facts
    accounts.forget_lapsed(session, now=act.lapses_at)
    session.expire_all()
    assert act.facts == ""
    assert act.facts_sha256


def test_stale_page_confirms_nothing(session: Session) -> None:
    fay, ada = people(session)
    act = ask(session, fay)
    with pytest.raises(Conflict, match=r"pair\.other_facts"):
        accounts.confirm(session, actor=ada, act_id=act.id, seen="00" * 32, now=NOW)


def test_same_act_waits_once(session: Session) -> None:
    fay, _ada = people(session)
    ask(session, fay)
    with pytest.raises(Conflict, match=r"pair\.waits_already"):
        ask(session, fay)


def refusal_of(
    first: tuple[int, str, int, int | None], second: tuple[int, str, int, int | None]
) -> str | None:
    """Each person as account, role, hours since the role is public, and who gave it."""
    pair = [
        HeldRole(account, role, NOW - timedelta(hours=hours), giver)
        for account, role, hours, giver in (first, second)
    ]
    cutoff = NOW - timedelta(hours=48)
    found = refuse_to_pair(pair[0], pair[1], public_before=cutoff, given_before=cutoff)
    return found.code if found else None


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((1, "clerk", 99, None), (2, "auditor", 99, None), None),
        ((1, "auditor", 99, None), (2, "clerk", 99, None), None),
        ((1, "clerk", 99, 2), (2, "auditor", 99, None), None),
        ((1, "clerk", 99, None), (1, "auditor", 99, None), "pair.same_person"),
        ((1, "clerk", 99, None), (2, "facilitator", 99, None), "pair.one_is_auditor"),
        ((1, "clerk", 1, None), (2, "auditor", 99, None), "pair.role_too_new"),
        ((1, "clerk", 99, None), (2, "auditor", 1, None), "pair.role_too_new"),
    ],
)
def test_two_people_are_two_accounts_one_an_auditor_both_public_long_enough(
    first: tuple[int, str, int, int | None],
    second: tuple[int, str, int, int | None],
    code: str | None,
) -> None:
    assert refusal_of(first, second) == code


def test_who_gave_the_other_a_role_lately_is_no_second_person_even_after_a_freeze() -> None:
    fay = HeldRole(1, "auditor", NOW - timedelta(days=99), None)
    cleo = HeldRole(2, "clerk", NOW - timedelta(hours=2), 1)
    frozen, lately = NOW - timedelta(hours=1), NOW - timedelta(hours=48)
    for pair in ((fay, cleo), (cleo, fay)):
        found = refuse_to_pair(*pair, public_before=frozen, given_before=lately)
        assert found is not None
        assert found.code == "pair.gave_the_role"


@pytest.mark.parametrize(
    ("given_on", "asked_on", "old_enough"),
    [
        # Thursday 1 October 2026 to Monday: Friday is day 1, Monday day 2.
        (date(2026, 10, 1), date(2026, 10, 5), True),
        (date(2026, 10, 1), date(2026, 10, 4), False),
        (date(2026, 10, 2), date(2026, 10, 5), False),
        (date(2026, 10, 2), date(2026, 10, 6), True),
    ],
)
def test_role_is_public_long_enough_after_two_working_days(
    session: Session, given_on: date, asked_on: date, old_enough: bool
) -> None:
    make_place(session)
    at = datetime(asked_on.year, asked_on.month, asked_on.day, 12, tzinfo=UTC)
    given = datetime(given_on.year, given_on.month, given_on.day, 15, tzinfo=UTC)
    assert (given <= two_working_days_before(session, at)) is old_enough


@pytest.mark.parametrize("role", ["facilitator", "auditor", "clerk"])
def test_no_single_person_gives_or_ends_the_role_of_auditor(session: Session, role: str) -> None:
    people(session)
    one = make_person(session, "Uma", role=role)
    held = session.scalars(select(RoleGrant).where(RoleGrant.role == "auditor")).first()
    assert held is not None
    given = {"account_id": int(one.key), "role": "auditor", "scope": "place"}
    with pytest.raises(DomainError):
        accounts.grant_role(session, actor=one, **given, expires_at=NOW + YEAR, now=NOW)
    with pytest.raises(DomainError):
        accounts.end_role(session, actor=one, grant_id=held.id, reason="Why not", now=NOW)


def test_auditor_given_by_two_is_no_second_person_for_two_working_days(session: Session) -> None:
    fay, ada = people(session)
    act = ask(session, fay)
    accounts.confirm(session, actor=ada, act_id=act.id, seen=act.facts_sha256.hex(), now=NOW)
    grant = session.scalars(select(RoleGrant).order_by(RoleGrant.id.desc())).first()
    assert grant is not None
    assert grant.granted_by == fay.account_id
    ina = ActorRef("account", str(grant.account_id), "auditor", "place", "Ina")
    other = to_give(name="Mo", email="mo@example.org", title="", expires_at=NOW + YEAR)
    again = accounts.ask(session, GIVE_AUDITOR, actor=fay, asked=other, now=NOW)
    with pytest.raises(NotAllowed, match=r"pair\.role_too_new"):
        accounts.confirm(
            session, actor=ina, act_id=again.id, seen=again.facts_sha256.hex(), now=NOW
        )


def test_page_shows_the_whole_act_and_says_who_may_press_what(app: Flask, clock: SetClock) -> None:
    with app.app_context(), transaction() as session:
        fay, ada = people(session)
        cleo = make_person(session, "Cleo", role="clerk")
    app.config["WTF_CSRF_ENABLED"] = False
    clock.at = NOW
    browser = {}
    for person in (fay, ada, cleo):
        browser[person.name] = app.test_client()
        sign_in(app, browser[person.name], person, clock)
    sent = browser["Fay"].post(
        "/desk/facilitator/roles",
        data={
            "name": "Ina", "email": "ina@example.org", "role": "auditor", "scope": "place",
            "expires_on-day": "1", "expires_on-month": "6", "expires_on-year": "2027",
        },
    )  # fmt: skip
    assert sent.status_code == 302, sent.text
    assert sent.headers["Location"] == "/desk/two-people"
    own = browser["Fay"].get("/desk/two-people").text
    assert "You asked for it, so somebody else confirms." in own
    assert "Who can confirm it: <bdi>Ada (Auditor)</bdi>" in re.sub(
        r" translate=\"no\"| dir=\"auto\"", "", own
    )
    assert "Ina" not in browser["Cleo"].get("/desk/two-people").text
    page = browser["Ada"].get("/desk/two-people").text
    assert "ina@example.org" in page
    assert "Tuesday 1 June 2027" in page
    pressed = {"act": hidden_field(page, "act"), "seen": hidden_field(page, "seen")}
    refused = browser["Fay"].post("/desk/two-people", data={**pressed, "choice": "confirm"})
    assert refused.status_code == 409
    assert "A second person must do this" in refused.text
    browser["Cleo"].post("/desk/two-people", data={**pressed, "choice": "confirm"})
    with app.app_context():
        assert auditors(db.session()) == {"Ada"}
    done = browser["Ada"].post("/desk/two-people", data={**pressed, "choice": "confirm"})
    assert done.status_code == 302
    with app.app_context(), transaction() as session:
        accounts.ask(session, GIVE_AUDITOR, actor=fay, asked=asked_for("Uma"), now=NOW)
    again = browser["Ada"].post("/desk/two-people", data={**pressed, "choice": "confirm"})
    assert again.status_code == 409
    assert "Uma" in again.text
    assert again.text.count('class="pb-inset"') == 1
    with app.app_context():
        assert auditors(db.session()) == {"Ada", "Ina"}
        mail = db.session.scalars(select(OutboxRow).where(OutboxRow.kind.contains("granted"))).one()
        assert mail.payload["until"] == "2027-06-01"


def test_kind_of_an_act_has_one_name(app: Flask) -> None:
    from pbplatform.accounts.domain.acts import KINDS, register

    assert all(name == kind.name for name, kind in KINDS.items())
    twin = ActKind(**{**vars(GIVE_AUDITOR)})
    with pytest.raises(ValueError, match="two acts"):
        register(twin)
