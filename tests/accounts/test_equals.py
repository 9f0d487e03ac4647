"""Several facilitators of one scope, and the last one. Source: docs/rules/accounts.md section 8."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import Account, RoleGrant, RoleInvitation
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.transaction import transaction
from pbplatform.places.services.equals import (
    END_FACILITATOR,
    OFFER_FACILITATOR,
    to_end_facilitator,
    to_offer,
)
from tests.accounts.told import told_of
from tests.conftest import TICK
from tests.factories import BEGIN, make_person, make_place

NOW = BEGIN + timedelta(days=30)
YEAR = timedelta(days=365)


def offer_of(email: str = "ina@example.org", **changed: object) -> accounts.Offer:
    facts: dict[str, object] = {
        "email": email,
        "name": "Ina",
        "scope": "place",
        "title": "",
        "expires_at": NOW + 2 * YEAR,
        "where": {"kind": "place"},
    }
    return accounts.Offer(**{**facts, **changed})  # type: ignore[arg-type]


def facilitators(session: Session, now: datetime = NOW) -> set[str]:
    held = queries.holders(session, now=now, role="facilitator", scopes=["place"])
    return {holder.name for holder in held}


def asked(session: Session, **changed: object) -> tuple[ActorRef, ActorRef, RoleInvitation]:
    """Fay, facilitator, has asked Ina."""
    make_place(session)
    fay, ina = make_person(session, "Fay", role="facilitator"), make_person(session, "Ina")
    offer = accounts.offer_role(session, actor=fay, offer=offer_of(**changed), now=NOW)
    assert offer is not None
    return fay, ina, offer


def grant_of(session: Session, who: ActorRef) -> RoleGrant:
    query = select(RoleGrant).where(RoleGrant.account_id == who.account_id)
    return session.scalars(query).one()


@pytest.mark.database
def test_role_begins_when_the_other_accepts_and_not_before(session: Session) -> None:
    _fay, ina, offer = asked(session)
    assert facilitators(session) == {"Fay"}
    told = told_of(session, "place:role:offered")
    assert "Ina" not in str(told)  # nobody is in the log before they agreed
    accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    assert facilitators(session) == {"Fay", "Ina"}
    told = told_of(session, "place:role:accepted")
    assert (told["name"], told["asked_by"]) == ("Ina", "Fay")
    kinds = [row.kind for row in session.scalars(select(OutboxRow))]
    assert {"accounts:role_offered", "accounts:offer_accepted"} <= set(kinds)


def test_offer_waits_fourteen_days_to_the_microsecond(session: Session) -> None:
    _fay, ina, offer = asked(session)
    late = NOW + timedelta(days=14)
    with pytest.raises(Conflict, match=r"offer\.over"):
        accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=late)
    assert queries.offers(session, now=late) == []
    accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=late - TICK)
    assert facilitators(session, late) == {"Fay", "Ina"}


def test_offer_is_answered_once_and_by_nobody_else(session: Session) -> None:
    fay, ina, offer = asked(session)
    for other in (fay, make_person(session, "Joe")):
        with pytest.raises(NotFound, match=r"offer\.not_found"):
            accounts.accept_offer(session, actor=other, offer_id=offer.id, now=NOW)
    accounts.decline_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    with pytest.raises(Conflict, match=r"offer\.over"):
        accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    assert facilitators(session) == {"Fay"}
    assert accounts.offer_role(session, actor=fay, offer=offer_of(), now=NOW) is not None


def test_offer_is_taken_back_and_falls_when_its_offerer_leaves(session: Session) -> None:
    fay, ina, offer = asked(session)
    accounts.take_offer_back(session, actor=fay, offer_id=offer.id, now=NOW)
    with pytest.raises(Conflict, match=r"offer\.over"):
        accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    again = accounts.offer_role(session, actor=fay, offer=offer_of(), now=NOW)
    assert again is not None
    make_person(session, "Gus", role="facilitator")
    own = grant_of(session, fay).id
    accounts.lay_down(session, actor=fay, grant_id=own, reason="moved away", now=NOW)
    with pytest.raises(Conflict, match=r"offer\.fell"):
        accounts.accept_offer(session, actor=ina, offer_id=again.id, now=NOW)


def test_same_person_is_asked_once_and_nobody_makes_their_own_role_longer(
    session: Session,
) -> None:
    fay, _ina, _offer = asked(session)
    with pytest.raises(Conflict, match=r"offer\.waits_already"):
        accounts.offer_role(session, actor=fay, offer=offer_of(), now=NOW)
    longer = offer_of("fay@example.org", expires_at=NOW + 5 * YEAR)
    with pytest.raises(Conflict, match=r"offer\.yourself"):
        accounts.offer_role(session, actor=fay, offer=longer, now=NOW)


@pytest.mark.database
def test_whoever_hands_over_keeps_the_role_until_the_other_accepts(session: Session) -> None:
    make_place(session)
    fay, ina = make_person(session, "Fay", role="facilitator"), make_person(session, "Ina")
    own = grant_of(session, fay)
    offer = accounts.offer_role(session, actor=fay, offer=offer_of(hands_over=own.id), now=NOW)
    assert offer is not None
    assert facilitators(session) == {"Fay"}
    accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    assert facilitators(session) == {"Ina"}
    assert told_of(session, "place:role:ended")["receiver"] == "Ina"


def test_nobody_hands_over_a_role_of_somebody_else(session: Session) -> None:
    make_place(session)
    fay = make_person(session, "Fay", role="facilitator")
    gus = make_person(session, "Gus", role="facilitator")
    theirs = grant_of(session, gus)
    with pytest.raises(NotFound, match=r"role\.not_found"):
        accounts.offer_role(session, actor=fay, offer=offer_of(hands_over=theirs.id), now=NOW)


def test_auditor_confirms_an_offer_and_a_longer_role(session: Session) -> None:
    make_place(session)
    fay, ada = (
        make_person(session, "Fay", role="facilitator"),
        make_person(session, "Ada", role="auditor"),
    )
    facts = {"name": "Ina", "title": "", "expires_at": NOW + 5 * YEAR, "hands_over": None}
    ina = to_offer(email="ina@example.org", **facts)
    made = accounts.ask(session, OFFER_FACILITATOR, actor=fay, asked=ina, now=NOW)
    assert queries.offers(session, now=NOW) == []
    accounts.confirm(session, actor=ada, act_id=made.id, seen=made.facts_sha256.hex(), now=NOW)
    ((offer, name),) = queries.offers(session, now=NOW)
    assert (name, offer.confirmed_by) == ("Ina", ada.account_id)
    longer = to_offer(email="fay@example.org", **{**facts, "name": "Fay"})
    made = accounts.ask(session, OFFER_FACILITATOR, actor=fay, asked=longer, now=NOW)
    accounts.confirm(session, actor=ada, act_id=made.id, seen=made.facts_sha256.hex(), now=NOW)
    assert facilitators(session, NOW + 4 * YEAR) == {"Fay"}
    told = told_of(session, "place:role:accepted")
    assert (told["asked_by"], told["confirmed_by"]) == ("Fay", "Ada")


def test_auditor_confirms_no_role_for_themselves(session: Session) -> None:
    make_place(session)
    fay, ada = (
        make_person(session, "Fay", role="facilitator"),
        make_person(session, "Ada", role="auditor"),
    )
    asked = to_offer(
        email="ada@example.org", name="Ada", title="", expires_at=NOW + YEAR, hands_over=None
    )
    made = accounts.ask(session, OFFER_FACILITATOR, actor=fay, asked=asked, now=NOW)
    with pytest.raises(Conflict, match=r"offer\.yourself"):
        accounts.confirm(session, actor=ada, act_id=made.id, seen=made.facts_sha256.hex(), now=NOW)


def test_two_people_end_a_facilitator_but_never_the_last_one(session: Session) -> None:
    make_place(session)
    fay, gus, ada = (
        make_person(session, "Fay", role="facilitator"),
        make_person(session, "Gus", role="facilitator"),
        make_person(session, "Ada", role="auditor"),
    )
    reason = {"reason": "did not answer"}
    with pytest.raises(NotAllowed, match=r"role\.not_narrower"):
        accounts.end_role(session, actor=fay, grant_id=grant_of(session, gus).id, now=NOW, **reason)
    made = accounts.ask(
        session,
        END_FACILITATOR,
        actor=fay,
        asked=to_end_facilitator(grant_id=grant_of(session, gus).id, **reason),
        now=NOW,
    )
    accounts.confirm(session, actor=ada, act_id=made.id, seen=made.facts_sha256.hex(), now=NOW)
    assert facilitators(session) == {"Fay"}
    last = to_end_facilitator(grant_id=grant_of(session, fay).id, **reason)
    with pytest.raises(Conflict, match=r"role\.last_facilitator"):
        accounts.ask(session, END_FACILITATOR, actor=ada, asked=last, now=NOW)


def test_last_facilitator_can_neither_leave_nor_be_erased(session: Session) -> None:
    fay, ina, offer = asked(session)
    own = grant_of(session, fay).id
    with pytest.raises(Conflict, match=r"role\.last_facilitator"):
        accounts.lay_down(session, actor=fay, grant_id=own, reason="tired", now=NOW)
    with pytest.raises(Conflict, match=r"role\.last_facilitator"):
        accounts.require_facilitator_stays(session, account_id=fay.account_id or 0, now=NOW)
    accounts.require_facilitator_stays(session, account_id=ina.account_id or 0, now=NOW)
    accounts.accept_offer(session, actor=ina, offer_id=offer.id, now=NOW)
    accounts.lay_down(session, actor=fay, grant_id=own, reason="moved away", now=NOW)
    assert facilitators(session) == {"Ina"}
    held = queries.holders(session, now=NOW, role="facilitator")[0]
    with pytest.raises(NotAllowed, match=r"role\.not_yours"):
        accounts.lay_down(session, actor=fay, grant_id=held.grant_id, reason="no", now=NOW)


@pytest.mark.database
def test_of_two_who_leave_at_one_moment_one_stays(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        people = [make_person(session, name, role="facilitator") for name in ("Fay", "Gus")]
        grants = {who.key: grant_of(session, who).id for who in people}
    ready, refused = threading.Barrier(2), []

    def leave(who: ActorRef) -> None:
        with app.app_context():
            ready.wait()
            try:
                with transaction() as own:
                    accounts.lay_down(
                        own, actor=who, grant_id=grants[who.key], reason="moved away", now=NOW
                    )
            except DomainError as error:
                refused.append(error.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=leave, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["role.last_facilitator"]
    with app.app_context():
        assert len(facilitators(db.session())) == 1


def test_address_that_is_new_gets_an_account_by_the_name_that_was_typed(session: Session) -> None:
    make_place(session)
    fay = make_person(session, "Fay", role="facilitator")
    offered = offer_of("new@example.org", name="Nia")
    offer = accounts.offer_role(session, actor=fay, offer=offered, now=NOW)
    assert offer is not None
    assert session.get_one(Account, offer.account_id).name == "Nia"
