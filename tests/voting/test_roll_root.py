"""The root of the roll: in the logs, at the freeze and at the close, and a voter's proof of it.

Source: docs/rules/voting.md section 13.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.domain.tree import EMPTY_ROOT, Head, includes
from pbplatform.audit.models import SITE
from pbplatform.core.canonical import sha256
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.verifier import check_roll
from pbplatform.voting.domain.roll_tree import Row, leaf_of, salt_of, tree_of
from pbplatform.voting.kinds import VoteLog, Why
from pbplatform.voting.models import RollEntry
from pbplatform.voting.models.checking import AT_CLOSE, AT_FREEZE, RollRoot, RollTile
from pbplatform.voting.queries.box import close_entry
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.queries.roll_history import roll_size
from pbplatform.voting.queries.roll_root import proof_at_freeze, proof_of, rows_of_roll
from pbplatform.voting.services import open_vote
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.destroying import record_key_destroyed
from pbplatform.voting.services.roll import Strike, Who, add_by_spares, strike_voters
from tests.voting.ceremony_acts import CLOSERS, close_to_opened
from tests.voting.elections import CLOSES, OPENS, TWO, Election, make_election
from tests.voting.one_moment import Act, one_after_the_other

DURING = OPENS + timedelta(days=1)
SECRET = bytes(range(32))


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    """Six voters, of whom 1, 2 and 3 have voted."""
    made = make_election(session, tmp_path, voters=6)
    casts = [made.cast(voter, 4) for voter in (1, 2, 3)]
    cast_ballots(session, round_id=made.round_id, sealed=casts, clock=ManualClock(DURING))
    return made


def round_of(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id, populate_existing=True)


def first_entry(session: Session, election: Election) -> dict[str, object]:
    entry = log.entry(session, log=f"rounds/{election.slug}", idx=0)
    assert entry is not None
    return entry.told


def strike(session: Session, election: Election, number: int, why: Why) -> None:
    strike_voters(
        session,
        who=Who.two(TWO),
        round_id=election.round_id,
        strike=Strike((number,), why),
        seen=None,
        today=DURING.date(),
        now=DURING,
    )


def close(session: Session, election: Election) -> None:
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)


def test_leaf_is_made_as_the_rules_say() -> None:
    """Bytes written by hand: whoever reads the rules makes the same leaf."""
    salt = salt_of(SECRET, 17)
    assert salt == hmac.new(SECRET, b"17", hashlib.sha256).digest()
    by_hand = sha256(b"\x00" + sha256(salt + b"17 open 1"))
    assert leaf_of(SECRET, Row(17, "open", True)) == by_hand
    assert leaf_of(SECRET, Row(17, "open", False)) != by_hand


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 700))
def test_tiles_are_those_of_the_tree_whatever_its_size(size: int) -> None:
    rows = [Row(number, "open", number % 2 == 0) for number in range(1, size + 1)]
    tree = tree_of(SECRET, rows)
    leaves = sorted(leaf_of(SECRET, row) for row in rows)
    assert tree.root == (Head().grown(leaves).root if leaves else EMPTY_ROOT)
    assert b"".join(tile.hashes for tile in tree.tiles if tile.level == 0) == b"".join(leaves)


def test_both_logs_have_the_root_of_the_freeze_and_of_the_close(
    session: Session, election: Election
) -> None:
    round_ = round_of(session, election)
    begun = first_entry(session, election)
    audit.fold(session, audit.ensure_log(session, SITE))
    rooted = log.first_of_kind(session, about=round_.path, kind=VoteLog.ROLL_ROOTED)
    assert rooted is not None
    assert begun["roll_rows"] == rooted.told["data"]["rows"] == 6
    assert begun["roll_root"] == rooted.told["data"]["root"]
    close(session, election)
    closed = close_entry(session, round_of(session, election))
    assert closed["roll_rows"] == closed["roll"] + closed["struck"] == 6
    assert closed["roll_root"] != begun["roll_root"]
    assert round_findings(session, round_of(session, election)) == []


def test_every_voter_has_a_proof_at_both_roots_that_the_program_for_voters_takes(
    session: Session, election: Election
) -> None:
    strike(session, election, 6, Why.MOVED)
    close(session, election)
    round_ = round_of(session, election)
    lines = [entry.body.decode() for entry in log.all_entries(session, log=round_.path)]
    for row in list(rows_of_roll(session, election.round_id)):
        freeze = proof_at_freeze(session, round_, row.voter)
        closed = proof_of(session, round_, AT_CLOSE, row)
        assert freeze is not None
        assert closed is not None
        assert freeze.row == Row(row.voter, "open", False)
        assert freeze.salt != closed.salt
        for proof in (freeze, closed):
            told, hashes = check_roll.read_proof(proof.text)
            number, rows, root = check_roll.logged(lines, told)
            assert (rows, root) == (proof.rows, check_roll.root_of(told, hashes))
            assert number == (0 if proof is freeze else round_.close_entry)
    states = {row.voter: (row.state, row.marked) for row in rows_of_roll(session, round_.id)}
    assert states[6] == ("struck", False)
    assert states[1] == ("open", True)


def test_another_answer_has_no_proof(session: Session, election: Election) -> None:
    """The case of somebody who is told that nobody voted for them, while the roll says so."""
    close(session, election)
    round_ = round_of(session, election)
    true = proof_of(session, round_, AT_CLOSE, Row(1, "open", True))
    assert true is not None
    for lie in (Row(1, "open", False), Row(1, "struck", True), Row(7, "open", True)):
        assert proof_of(session, round_, AT_CLOSE, lie) is None
        leaf = leaf_of(secrets.token_bytes(32), lie)
        assert not includes(leaf, true.place, true.rows, true.hashes, true.root)
    told, hashes = check_roll.read_proof(true.text.replace("mark: 1", "mark: 0"))
    assert check_roll.root_of(told, hashes) != true.root.hex()


def test_rows_add_up_over_voters_who_are_added_and_struck(
    session: Session, election: Election
) -> None:
    add_by_spares(
        session,
        pair=TWO,
        round_id=election.round_id,
        first_spare=1,
        last_spare=2,
        known=roll_size(session, election.round_id),
        now=DURING,
    )
    strike(session, election, 1, Why.DIED)  # the vote stays
    strike(session, election, 2, Why.NOT_ENTITLED)  # it is taken out
    close(session, election)
    round_ = round_of(session, election)
    closed = close_entry(session, round_)
    assert closed["roll_rows"] == 8 == closed["roll"] + closed["struck"]
    assert proof_at_freeze(session, round_, 7) is None
    assert proof_of(session, round_, AT_CLOSE, Row(7, "open", False)) is not None
    assert proof_of(session, round_, AT_CLOSE, Row(1, "struck", True)) is not None
    assert proof_of(session, round_, AT_CLOSE, Row(2, "struck", False)) is not None
    assert round_findings(session, round_) == []


CHANGES = {
    "a mark moved": lambda: (
        update(RollEntry).where(RollEntry.voter_no == 3).values(marked=False),
        update(RollEntry).where(RollEntry.voter_no == 4).values(marked=True),
    ),
    "the root of the close": lambda: (
        update(RollRoot).where(RollRoot.stage == AT_CLOSE).values(root=b"\1" * 32),
    ),
    "the rows of the freeze": lambda: (
        update(RollRoot).where(RollRoot.stage == AT_FREEZE).values(rows=7),
    ),
    "a root taken away": lambda: (
        delete(RollTile).where(RollTile.stage == AT_CLOSE),
        delete(RollRoot).where(RollRoot.stage == AT_CLOSE),
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_roll_that_was_changed_after_the_close_is_found(
    session: Session, election: Election, change: str
) -> None:
    close(session, election)
    assert round_findings(session, round_of(session, election)) == []
    for statement in CHANGES[change]():
        session.execute(statement)
    session.expire_all()
    found = {finding.code for finding in round_findings(session, round_of(session, election))}
    assert found & {"check.roll_not_of_root", "check.roll_root_differs"}, found


def test_root_that_only_the_log_has_is_found(session: Session, election: Election) -> None:
    """So nobody makes a round one that was frozen before there were roots."""
    session.execute(delete(RollTile))
    session.execute(delete(RollRoot))
    session.expire_all()
    found = {finding.code for finding in round_findings(session, round_of(session, election))}
    assert found == {"check.roll_root_differs"}


def test_round_that_was_frozen_before_there_were_roots_closes_as_ever(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_vote, "root_roll", lambda *_given: {})
    monkeypatch.setattr(open_vote, "record_root", lambda *_given, **_more: None)
    older = make_election(session, tmp_path)
    close(session, older)
    round_ = round_of(session, older)
    assert "roll_root" not in close_entry(session, round_)
    assert session.scalars(select(RollRoot)).all() == []
    assert round_findings(session, round_) == []


def test_key_takes_marks_register_and_secrets_with_it_and_the_checks_still_agree(
    session: Session, election: Election, tmp_path: Path
) -> None:
    strike(session, election, 1, Why.DIED)
    close_to_opened(session, tmp_path, election.round_id, now=CLOSES)
    before = roll_size(session, election.round_id)
    session.execute(
        update(RollEntry).where(RollEntry.voter_no == 2).values(register_hash=b"2" * 32)
    )
    record_key_destroyed(session, slug=election.slug, now=CLOSES + timedelta(days=60))
    rows = session.execute(select(RollEntry.marked, RollEntry.register_hash)).all()
    assert {tuple(row) for row in rows} == {(False, None)}
    assert session.scalars(select(RollTile.n)).all() == []
    roots = session.scalars(select(RollRoot)).all()
    assert {root.stage for root in roots} == {AT_FREEZE, AT_CLOSE}
    assert all(root.secret is None and len(root.root) == 32 for root in roots)
    assert roll_size(session, election.round_id) == before
    assert round_findings(session, round_of(session, election)) == []
    assert proof_of(session, round_of(session, election), AT_CLOSE, Row(2, "open", True)) is None


@pytest.mark.database
@pytest.mark.parametrize("strike_first", [True, False])
def test_root_of_the_close_has_a_strike_at_the_same_moment_or_there_is_none(
    app: Flask, tmp_path: Path, strike_first: bool
) -> None:
    with app.app_context(), transaction() as session:
        election = make_election(session, tmp_path, voters=6)
    vote = election.cast(2, 4)
    with app.app_context(), transaction() as session:
        cast_ballots(session, round_id=election.round_id, sealed=[vote], clock=ManualClock(DURING))
    acts: list[Act] = [
        lambda session: strike(session, election, 2, Why.NOT_ENTITLED),
        lambda session: close(session, election),
    ]
    met = one_after_the_other(app, *(acts if strike_first else reversed(acts)))
    with app.app_context():
        session = db.session()
        round_ = round_of(session, election)
        if strike_first:
            assert met is None
        else:
            assert isinstance(met, Conflict), met
        closed = close_entry(session, round_) if round_.closed_at else {}
        assert closed["roll_rows"] == closed["roll"] + closed["struck"] == 6
        assert closed["struck"] == int(strike_first)
        assert closed["marked"] == 1 - int(strike_first)
        row = Row(2, "struck", False) if strike_first else Row(2, "open", True)
        assert proof_of(session, round_, AT_CLOSE, row) is not None
        assert round_findings(session, round_) == []
