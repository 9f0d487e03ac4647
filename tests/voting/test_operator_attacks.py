"""Whoever runs the database attacks; which check sees it. docs/rules/audit.md section 6."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import ROOT, Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import Asked
from pbplatform.audit import services as audit
from pbplatform.audit.models import Log
from pbplatform.cli.check import look_at_all
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.results import queries as results
from pbplatform.results import services as counting
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from pbplatform.voting.services.damaged import GO_ON, to_go_on
from pbplatform.voting.services.open_urn import record_opening
from pbplatform.voting.services.opening import open_round
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.voting.attack_tables import AFTER_THE_COUNT, WHILE_VOTING, AttackSeen
from tests.voting.ceremony_acts import CLOSERS, open_box, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, add_election, make_election
from tests.voting.operator_attacks import ROUND, Operator

DURING = ManualClock(OPENS + timedelta(days=1))
# What `check` finds of the whole place; a close looks at its round.
OF_THE_PLACE = {
    *("check.log_older", "check.log_changed", "check.filing_differs"),
    "check.role_not_in_log",
}
Stage = Callable[[Session, Path, SetClock], Election]


def fold_all(session: Session) -> None:
    for log_id in session.scalars(select(Log.id)):
        audit.fold(session, log_id)


def voting(session: Session, keys: Path, clock: SetClock) -> Election:
    """Eight of forty have voted, one of them twice; the last vote waits for its hour."""
    election = make_election(session, keys, voters=40)
    make_person(session, "Bea", role="facilitator")
    choices = ((4,), (7,), (9,), (15,), (4, 7), (9,), (4,))
    first = [election.cast(voter, *ballot) for voter, ballot in enumerate(choices, start=1)]
    cast_ballots(session, round_id=election.round_id, sealed=first, clock=DURING)
    cast_ballots(session, round_id=election.round_id, sealed=[election.cast(3, 4)], clock=DURING)
    fold_all(session)
    cast_ballots(session, round_id=election.round_id, sealed=[election.cast(8, 7)], clock=DURING)
    clock.at = OPENS + timedelta(days=3)
    return election


def counted(session: Session, keys: Path, clock: SetClock) -> Election:
    election = voting(session, keys, clock)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for name, role in (("Ann", "auditor"), ("Carla", "clerk")):
        person = make_person(session, name, role=role, scope=f"round:{election.slug}")
        type_lot(session, actor=person, round_id=election.round_id, digits="1234567890", now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    open_box(session, keys, election.round_id, now=CLOSES)
    tallied = counting.count_in_memory(session, round_id=election.round_id)
    counting.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=CLOSES
    )
    fold_all(session)
    clock.at = CLOSES + timedelta(days=1)
    return election


def codes_of(settings: Settings) -> set[str]:
    return {found.finding.code for found in look_at_all(settings)}


def attacked(
    session: Session, settings: Settings, clock: SetClock, stage: Stage, attack: AttackSeen
) -> tuple[Election, set[str]]:
    """What the program says after an attack on a place where everything agreed before."""
    election = stage(session, settings.key_dir, clock)
    assert codes_of(settings) == set()  # and the marks are noted
    attack[1](Operator(session, election))
    session.flush()
    session.expire_all()
    return election, codes_of(settings)


@pytest.mark.parametrize("attack", WHILE_VOTING, ids=[name for name, _, _ in WHILE_VOTING])
def test_attack_while_people_vote_is_seen_by_its_check(
    session: Session, settings: Settings, clock: SetClock, attack: AttackSeen
) -> None:
    election, codes = attacked(session, settings, clock, voting, attack)
    assert attack[2] <= codes
    assert bool(attack[2]) == bool(codes)  # what we call unseen is unseen
    if not codes - OF_THE_PLACE:
        return
    with pytest.raises(Conflict) as refused:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES + timedelta(9))
    assert refused.value.code.startswith(("check.", "urn.", "vote."))


@pytest.mark.parametrize("attack", AFTER_THE_COUNT, ids=[name for name, _, _ in AFTER_THE_COUNT])
def test_attack_after_the_count_is_seen_by_its_check(
    session: Session, settings: Settings, clock: SetClock, attack: AttackSeen
) -> None:
    _election, codes = attacked(session, settings, clock, counted, attack)
    assert attack[2] <= codes


def test_documents_say_how_many_attacks_are_tried_and_how_many_are_told_of() -> None:
    tried = [*WHILE_VOTING, *AFTER_THE_COUNT]
    told_of = sum(bool(codes) for _name, _attack, codes in tried)
    assert f"of {len(tried)} attacks the program tells of {told_of}" in _text("SECURITY.md")
    assert f"({len(tried)} ways to forge a vote by SQL" in _text("README.md")


def _text(name: str) -> str:
    return (ROOT / name).read_text()


CHANGES = {
    "closes_at": CLOSES + timedelta(days=2),
    "opens_at": OPENS - timedelta(days=2),
    "money_minor": 1_000,
    "max_choices": 1,
    "rule": {"family": "other"},
    "name": "Another fund",
    "currency_code": "EUR",
    "ballot_kind": "ranking",
    "results_at": CLOSES + timedelta(days=99),
    "currency_exponent": 0,
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_fact_of_a_frozen_round_changed_in_its_row_changes_nothing_and_stops_votes(
    session: Session, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    election = make_election(session, tmp_path / "keys")
    before = getattr(session.get_one(Round, election.round_id), name)
    session.execute(update(ROUND).values({name: CHANGES[name]}))
    session.expire_all()
    assert getattr(session.get_one(Round, election.round_id), name) == before
    with pytest.raises(Conflict, match="not_taken"):
        cast_ballots(
            session, round_id=election.round_id, sealed=[election.cast(1, 4)], clock=DURING
        )
    assert name in caplog.text


def test_window_moved_behind_everybodys_back_takes_no_vote_after_the_frozen_end(
    session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path / "keys")
    session.execute(update(ROUND).values(closes_at=CLOSES + timedelta(days=2)))
    session.expire_all()
    round_ = session.get_one(Round, election.round_id)
    assert not round_.is_open(CLOSES)
    with pytest.raises(Conflict, match=r"vote\.closed"):
        cast_ballots(
            session, round_id=election.round_id, sealed=[election.cast(1, 4)],
            clock=ManualClock(CLOSES),
        )  # fmt: skip


def test_ballot_shows_the_frozen_list_whatever_its_rows_say(
    session: Session, settings: Settings, clock: SetClock
) -> None:
    def shown() -> list[tuple[int, str, int]]:
        session.expunge_all()
        projects = rounds.ballot_projects(session, election.round_id)
        return [(one.number, one.title, one.cost_minor) for one in projects]

    election = voting(session, settings.key_dir, clock)
    before = shown()
    attacks = {name: attack for name, attack, _seen in WHILE_VOTING}
    for name in ("costs changed", "title changed", "project taken off", "project put on"):
        attacks[name](Operator(session, election))
        assert shown() == before, name
    assert not session.dirty


def test_result_page_that_was_changed_says_not_to_rely_on_it(
    app: Flask, settings: Settings, clock: SetClock
) -> None:
    with app.app_context():
        session = db.session()
        election = counted(session, settings.key_dir, clock)
        session.commit()
        address = f"/rounds/{election.slug}/results"
        assert "Do not rely on this page" not in app.test_client().get(address).text
        results.rows_of(session, election.round_id)[0][0].votes += 1
        session.commit()
        assert "Do not rely on this page" in app.test_client().get(address).text
        session.rollback()


@pytest.mark.parametrize(("damaged", "stops"), [(3, False), (4, True)])
def test_more_than_a_handful_of_damaged_votes_stops_the_opening(
    session: Session, settings: Settings, damaged: int, stops: bool
) -> None:
    election = make_election(session, settings.key_dir, voters=10)
    stranger = make_stranger(session, settings)
    casts = [stranger.cast(voter, 4) for voter in range(1, damaged + 1)]
    casts += [election.cast(voter, 4) for voter in range(damaged + 1, 11)]
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=DURING)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for name, role in (("Ann", "auditor"), ("Carla", "clerk")):
        person = make_person(session, name, role=role, scope=f"round:{election.slug}")
        type_lot(session, actor=person, round_id=election.round_id, digits="1234567890", now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    round_ = session.get_one(Round, election.round_id)
    opened = open_round(session, KeyStore(settings.key_dir), round_)
    assert (len(opened.ballots), opened.damaged) == (10, damaged)
    if not stops:
        record_opening(
            session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES
        )
        return
    with pytest.raises(Conflict, match="too_many_damaged"):
        record_opening(
            session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES
        )
    assert round_.opened_at is None
    another = replace(opened, damaged_hashes=(*opened.damaged_hashes, bytes(32)))
    go_on_by_two(session, to_go_on(round_, another))
    with pytest.raises(Conflict, match="too_many_damaged"):  # they confirmed another number
        record_opening(
            session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES
        )
    go_on_by_two(session, to_go_on(round_, opened))
    record_opening(session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES)
    assert round_.opened_at == CLOSES


def go_on_by_two(session: Session, asked: Asked) -> None:
    """A facilitator asks, an auditor confirms."""
    bea = make_person(session, "Bea", role="facilitator")
    ann = make_person(session, "Ada", role="auditor")
    act = accounts.ask(session, GO_ON, actor=bea, asked=asked, now=CLOSES)
    accounts.confirm(session, actor=ann, act_id=act.id, seen=act.facts_sha256.hex(), now=CLOSES)


def make_stranger(session: Session, settings: Settings) -> Election:
    """Another round's key: what is sealed with it cannot be opened here."""
    return add_election(session, settings.key_dir, name="Another", voters=1)
