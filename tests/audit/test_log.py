"""The public log: canonical bytes, order of the fold, nothing changed afterwards."""

from __future__ import annotations

import json
import random
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pbplatform.audit import queries, services
from pbplatform.audit.models import LogEntry, LogPending, LogReference
from pbplatform.core.actor import ActorRef
from pbplatform.places.kinds import PlaceLog
from pbplatform.proposals.kinds import ProposalLog
from pbplatform.rounds.kinds import RoundLog
from tests.conftest import NOON

ROSA = ActorRef(kind="account", key="7", role="resident")
BEA = ActorRef(kind="account", key="1", role="facilitator", scope="place", name="Bea Okoro")


def test_entry_of_a_resident_keeps_only_a_salted_commitment(session: Session) -> None:
    services.record(
        session, ProposalLog.IDEA_SENT, actor=ROSA, subject="rounds/x/ideas/1", now=NOON
    )
    session.flush()
    body = json.loads(session.scalars(select(LogPending.body)).one())
    assert set(body["actor"]) == {"role", "commitment"}
    assert session.scalars(select(LogReference.reference)).one() == "account:7"


def test_entry_of_a_public_role_names_the_person(session: Session) -> None:
    services.record(session, RoundLog.ROUND_PUBLISHED, actor=BEA, subject="rounds/x", now=NOON)
    session.flush()
    body = json.loads(session.scalars(select(LogPending.body)).one())
    assert body["actor"] == {"role": "facilitator", "name": "Bea Okoro"}
    assert body["at"] == "2027-03-10T12:00:00.000000Z"


def test_site_log_is_folded_by_time_whatever_the_order_of_writing(session: Session) -> None:
    for minutes in (5, 1, 3):
        now = NOON + timedelta(minutes=minutes)
        services.record(session, PlaceLog.PLACE_CHANGED, actor=BEA, subject=f"p{minutes}", now=now)
    log = services.ensure_log(session, "site")
    assert services.fold(session, log) == 3
    told = [entry.told["subject"] for entry in queries.all_entries(session, log="site")]
    assert told == ["p1", "p3", "p5"]
    assert session.scalars(select(LogPending.key16)).all() == []


def test_ballot_log_is_folded_by_hash_but_after_what_it_replaces(session: Session) -> None:
    log = services.ensure_log(session, "rounds/x")
    chain = [("cc", None), ("bb", "cc"), ("aa", "bb"), ("dd", None), ("ab", "outside")]
    bodies = [{"kind": "k", "h": h, **({"x": x} if x else {})} for h, x in chain]
    random.Random(4).shuffle(bodies)
    session.execute(insert(LogPending), services.pending_rows(log, bodies))
    services.fold(session, log)
    hashes = [entry.told["h"] for entry in queries.all_entries(session, log="rounds/x")]
    assert hashes == ["cc", "bb", "aa", "ab", "dd"]


@pytest.mark.parametrize("change", ["UPDATE log_entry SET idx = idx + 1", "DELETE FROM log_entry"])
def test_log_entry_is_never_changed_in_the_database(session: Session, change: str) -> None:
    services.record(session, PlaceLog.PLACE_CHANGED, actor=BEA, subject="p", now=NOON)
    services.fold(session, services.ensure_log(session, "site"))
    assert session.scalar(select(LogEntry.idx)) == 0
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(change))
    session.rollback()


def test_close_entry_comes_after_everything_pending(session: Session) -> None:
    log = services.ensure_log(session, "rounds/x")
    session.execute(insert(LogPending), services.pending_rows(log, [{"kind": "k", "h": "ff"}]))
    assert services.append_now(session, log, {"kind": "close"}) == 1
