"""Closing, the lot and opening. docs/rules/voting.md sections 5 and 6."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.secrets import normalise_code
from pbplatform.rounds.domain.ballots import Approval, Terms
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.opened_list import OpenedList
from pbplatform.voting.domain.sealing import _SUITE, PlainBallot, box_code, new_tracker
from pbplatform.voting.models import PublishedBallot, RollEntry, SeparatedEnvelope, UrnEnvelope
from pbplatform.voting.queries.codes import CodeKind, CodeState, look_up
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import LotState, close_urn, type_lot
from pbplatform.voting.services.open_urn import OpenedUrn, judge, open_in_memory, record_opening
from pbplatform.voting.services.opening import open_round
from pbplatform.voting.words.invalid import why_invalid
from tests.conftest import TICK
from tests.factories import COMMAND, make_person
from tests.voting import ceremony_acts
from tests.voting.ceremony_acts import CLOSERS, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

DURING = ManualClock(OPENS + timedelta(days=1))
DICE = "3141592653"


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return make_election(session, tmp_path / "keys")


def put(session: Session, election: Election, *casts: Cast) -> None:
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=DURING)


def close_and_roll(session: Session, election: Election) -> None:
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for name in ("Bea", "Carla"):
        person = make_person(session, name, role="auditor")
        type_lot(session, actor=person, round_id=election.round_id, digits=DICE, now=CLOSES)


def open_box(session: Session, election: Election, folder: Path) -> None:
    close_and_roll(session, election)
    separate_box(session, election.round_id, now=CLOSES)
    ceremony_acts.open_box(session, folder / "keys", election.round_id, now=CLOSES)


def test_box_is_not_closed_before_its_time(session: Session, election: Election) -> None:
    with pytest.raises(Conflict, match="still_open"):
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES - TICK)


def test_no_envelope_passes_after_the_close_entry_whatever_the_clock_says(
    session: Session, election: Election
) -> None:
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    with pytest.raises(Conflict, match="closed"):
        put(session, election, election.cast(1, 4))


def test_close_entry_is_last_and_carries_the_counts(session: Session, election: Election) -> None:
    put(session, election, election.cast(1, 4), election.cast(2, 7))
    counts = close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    assert (counts.roll, counts.marked, counts.envelopes) == (5, 2, 2)
    entries = list(log.all_entries(session, log=f"rounds/{election.slug}"))
    assert entries[0].kind == "round:definition:frozen"
    assert entries[-1].kind == "vote:urn:closed"
    assert entries[-1].told["envelopes"] == 2


def test_close_is_refused_when_marks_and_envelopes_differ(
    session: Session, election: Election
) -> None:
    session.execute(update(RollEntry).where(RollEntry.voter_no == 5).values(marked=True))
    with pytest.raises(Conflict, match="counts_differ"):
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)


def test_replaying_the_log_gives_exactly_the_envelopes_of_the_box(
    session: Session, election: Election
) -> None:
    for choices in ((4,), (7,), (9, 15)):
        put(session, election, election.cast(1, *choices), election.cast(2, *choices))
    put(session, election, election.cast(3, 4))
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    live: set[str] = set()
    for entry in log.all_entries(session, log=f"rounds/{election.slug}"):
        if entry.kind == "vote:envelope:cast":
            replaced = entry.told.get("x")
            assert replaced is None or replaced in live
            live.discard(replaced or "")
            live.add(entry.told["h"])
    assert live == {bytes(h).hex() for h in session.scalars(select(UrnEnvelope.env_hash))}


def test_lot_needs_two_people_who_type_the_same(session: Session, election: Election) -> None:
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    scope = f"round:{election.slug}"
    bea = make_person(session, "Bea", role="facilitator", scope=scope)
    carla = make_person(session, "Carla", role="auditor")
    rosa = make_person(session, "Rosa")

    def typed(actor: object, digits: str) -> LotState:
        return type_lot(
            session,
            actor=actor,  # type: ignore[arg-type]
            round_id=election.round_id,
            digits=digits,
            now=CLOSES,
        )

    with pytest.raises(NotAllowed):
        typed(rosa, DICE)
    with pytest.raises(Conflict, match="ten_digits"):
        typed(bea, "12345")
    assert typed(bea, DICE) is LotState.FIRST
    with pytest.raises(Conflict, match="second_person"):
        typed(bea, DICE)
    assert typed(carla, "9999999999") is LotState.DIFFERS
    assert typed(carla, DICE) is LotState.FIRST
    assert typed(bea, DICE) is LotState.STANDS


def test_urn_is_not_opened_without_close_and_lot(
    session: Session, election: Election, tmp_path: Path
) -> None:
    round_ = session.get_one(Round, election.round_id)
    opened = OpenedUrn(OpenedList(), b"")
    arguments = {"actor": COMMAND, "round_id": election.round_id, "opened": opened, "now": CLOSES}
    with pytest.raises(Conflict, match="not_closed"):
        record_opening(session, **arguments)  # type: ignore[arg-type]
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    with pytest.raises(Conflict, match="missing"):
        record_opening(session, **arguments)  # type: ignore[arg-type]
    for actor in (ceremony_acts.FIRST, ceremony_acts.SECOND):
        type_lot(session, actor=actor, round_id=election.round_id, digits=DICE, now=CLOSES)
    with pytest.raises(Conflict, match="not_separated"):
        record_opening(session, **arguments)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="not_separated"):
        open_round(session, KeyStore(tmp_path / "keys"), round_)


def test_opening_publishes_ballots_by_tracker_and_forgets_voters(
    session: Session, election: Election, tmp_path: Path
) -> None:
    trackers = [new_tracker() for _ in range(3)]
    for voter, tracker in enumerate(trackers, start=1):
        put(session, election, election.cast(voter, 4, 9, tracker=tracker))
    open_box(session, election, tmp_path)
    listed = list(queries.published_ballots(session, election.round_id))
    assert [ballot.tracker for ballot in listed] == sorted(trackers)
    assert {ballot.choices for ballot in listed} == {"4,9"}
    assert session.scalar(select(func.count()).select_from(UrnEnvelope)) == 0
    assert session.scalar(select(func.count()).select_from(SeparatedEnvelope)) == 3
    assert "voter_no" not in SeparatedEnvelope.__table__.columns


def test_ballots_against_the_rule_are_published_as_invalid_with_their_reason(
    session: Session, election: Election, tmp_path: Path
) -> None:
    put(
        session,
        election,
        election.cast(1, 4, 9),
        election.cast(2, 4, 8),
        election.cast(3, 4, 4),
        Cast.of(4, b"\x01junk", b"n" * 32),
        election.cast(5),
    )
    open_box(session, election, tmp_path)
    reasons = sorted(
        ballot.invalid for ballot in queries.published_ballots(session, election.round_id)
    )
    assert reasons == ["", "", "damaged", "named-twice", "not-on-ballot"]
    round_ = session.get_one(Round, election.round_id)
    assert list(queries.ballot_groups(session, round_)) == [(Approval(), 1), (Approval((4, 9)), 1)]


def test_two_ballots_with_one_tracker_are_both_published(
    session: Session, election: Election, tmp_path: Path
) -> None:
    tracker = new_tracker()
    put(
        session,
        election,
        election.cast(1, 4, tracker=tracker, nonce="a"),
        election.cast(2, 7, tracker=tracker, nonce="b"),
    )
    open_box(session, election, tmp_path)
    copies = session.scalars(select(PublishedBallot.copy).order_by(PublishedBallot.copy)).all()
    assert copies == [1, 2]
    assert len(look_up(session, CodeKind.TRACKER, tracker).ballots) == 2


def test_codes_get_a_true_answer_before_and_after_the_opening(
    session: Session, election: Election, tmp_path: Path
) -> None:
    tracker = new_tracker()
    old = election.cast(1, 4)
    new = election.cast(1, 7, tracker=tracker)
    put(session, election, old)
    put(session, election, new)

    def state(code: str, kind: CodeKind = CodeKind.BOX) -> CodeState:
        return look_up(session, kind, normalise_code(code)).state

    assert state(box_code(new.env_hash)) is CodeState.IN_BOX
    assert state(box_code(old.env_hash)) is CodeState.REPLACED
    assert state(tracker, CodeKind.TRACKER) is CodeState.UNKNOWN
    assert state("nonsense") is CodeState.NO_CODE
    open_box(session, election, tmp_path)
    assert state(tracker, CodeKind.TRACKER) is CodeState.PUBLISHED
    assert state(box_code(new.env_hash)) is CodeState.OPENED
    assert state(box_code(old.env_hash)) is CodeState.REPLACED


def test_key_file_is_private_and_destroyed_for_good(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "k")
    public = store.make("fund")
    assert store.make("fund") == public
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "k" / "urn-fund.pem").stat().st_mode & 0o777 == 0o600
    store.destroy("fund")
    with pytest.raises(Conflict, match="key_not_here"):
        store.load("fund")


def test_every_key_is_overwritten_on_the_disk_before_its_file_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KeyStore(tmp_path / "k")
    store.make("fund")
    store.make_register_key("fund")
    store.make_batch_key("fund", 1)
    paths = {path: path.stat() for path in (tmp_path / "k").iterdir()}
    sync, synced = os.fsync, dict[int, bytes]()

    def look(handle: int) -> None:
        sync(handle)
        held = os.fstat(handle)
        path = next(path for path, stat in paths.items() if stat.st_ino == held.st_ino)
        synced[held.st_ino] = path.read_bytes()

    monkeypatch.setattr(os, "fsync", look)
    store.destroy("fund")
    assert synced == {stat.st_ino: bytes(stat.st_size) for stat in paths.values()}
    assert not any(path.exists() for path in paths)


def test_key_is_made_once_when_two_ask_at_the_same_time(tmp_path: Path) -> None:
    store, found = KeyStore(tmp_path / "k"), []
    threads = [Thread(target=lambda: found.append(store.make("fund"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [path.name for path in (tmp_path / "k").iterdir()] == ["urn-fund.pem"]


def test_key_file_that_holds_no_key_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "urn-fund.pem").write_bytes(b"")
    with pytest.raises(Conflict, match="key_damaged"):
        KeyStore(tmp_path).load("fund")


def test_box_is_not_opened_with_the_key_of_another_box(
    session: Session, election: Election, tmp_path: Path
) -> None:
    put(session, election, election.cast(1, 4))
    close_and_roll(session, election)
    separate_box(session, election.round_id, now=CLOSES)
    strange = KeyStore(tmp_path / "strange")
    strange.make(election.slug)
    with pytest.raises(Conflict, match="key_does_not_fit"):
        open_round(session, strange, session.get_one(Round, election.round_id))


def test_every_way_of_not_counting_has_words(
    app: Flask, election: Election, tmp_path: Path
) -> None:
    good = election.cast(1, 4).envelope
    stuff = {1: b"\x02" + good[1:], 2: good[:-1] + bytes([good[-1] ^ 1])}
    plain = b"\x00\x02{}".ljust(election.key.size, b"\x00")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), election.key.public)
    stuff[3] = b"\x01" + _SUITE.encrypt(plain, public, info=election.key.info)
    for number, choices in ((4, (4, 4)), (5, (99,))):
        stuff[number] = election.cast(1, *choices).envelope
    opened = open_in_memory(
        ((bytes([number]) * 32, envelope) for number, envelope in stuff.items()),
        private=KeyStore(tmp_path / "keys").load(election.slug),
        key=election.key,
        terms=Terms({4: 0, 7: 0}, 0, 2),
    )
    codes = {ballot.invalid for ballot in opened.ballots} | {
        judge(PlainBallot(Approval((4, 7, 9)), ""), Terms({4: 0, 7: 0, 9: 0}, 0, 2)).invalid
    }
    assert len(codes) == 6
    with app.test_request_context():
        assert [code for code in codes if why_invalid(code) == code] == []


def test_ballot_log_tells_the_hash_of_the_published_list(
    session: Session, election: Election, tmp_path: Path
) -> None:
    put(session, election, election.cast(1, 4))
    open_box(session, election, tmp_path)
    last = list(log.all_entries(session, log=f"rounds/{election.slug}"))[-1]
    assert last.kind == "vote:urn:opened"
    assert json.loads(last.body)["ballots"] == 1
