"""Casting: window, one live envelope, the same form twice. docs/rules/voting.md section 3."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pbplatform.audit.models import Log, LogPending
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.voting.models import RollEntry, SupersededEnvelope, UrnEnvelope
from pbplatform.voting.services.cast import NOTHING_IN_BOX, cast_ballots
from pbplatform.voting.services.roll import (
    Voter,
    add_by_spares,
    import_roll,
    link_account,
    make_letters_again,
    proof_hash,
    take_voters_back,
    voter_by_proof,
    voter_of_account,
)
from tests.conftest import TICK
from tests.factories import COMMAND, make_person
from tests.voting.casting import put, reissue, sealed_as
from tests.voting.elections import CLOSES, CODE_KEY, OPENS, TWO, Election, make_election


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return make_election(session, tmp_path / "keys")


def live(session: Session) -> dict[int, bytes]:
    return {
        slot: bytes(h)
        for slot, h in session.execute(select(UrnEnvelope.slot, UrnEnvelope.env_hash))
    }


def pending(session: Session, election: Election) -> list[dict[str, object]]:
    query = (
        select(LogPending.body)
        .join(Log, Log.id == LogPending.log_id)
        .where(Log.slug == f"rounds/{election.slug}")
    )
    return [json.loads(body) for body in session.scalars(query)]


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (OPENS - TICK, "vote.not_open_yet"),
        (OPENS, ""),
        (CLOSES - TICK, ""),
        (CLOSES, "vote.closed"),
    ],
)
def test_cast_stands_from_opening_until_just_before_closing(
    session: Session, election: Election, now: object, code: str
) -> None:
    clock = ManualClock(now)  # type: ignore[arg-type]
    cast = election.cast(1, 4)
    if not code:
        report = cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)
        assert report.at == now
        return
    with pytest.raises(Conflict, match=code):
        cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)


def test_vote_marks_the_voter_and_writes_one_entry_without_time_or_voter(
    session: Session, election: Election
) -> None:
    cast = election.cast(3, 4, 9)
    put(session, election, cast)
    marked = session.scalars(select(RollEntry.voter_no).where(RollEntry.marked)).all()
    assert marked == [3]
    assert pending(session, election) == [
        {"v": 1, "kind": "vote:envelope:cast", "h": cast.env_hash.hex()}
    ]


def test_later_vote_replaces_the_earlier_and_says_so(session: Session, election: Election) -> None:
    first, second = election.cast(1, 4), election.cast(1, 7)
    put(session, election, first)
    report = put(session, election, second)
    assert report.in_box[0].replaced == first.env_hash
    assert live(session) == {1: second.env_hash}
    told = {entry["h"]: entry.get("x") for entry in pending(session, election)}
    assert told == {first.env_hash.hex(): None, second.env_hash.hex(): first.env_hash.hex()}
    assert session.scalars(select(SupersededEnvelope.env_hash)).all() == [first.env_hash]


def test_same_form_again_writes_nothing_and_tells_the_same_box_code(
    session: Session, election: Election
) -> None:
    first = election.cast(1, 4, nonce="n")
    put(session, election, first)
    # Sealing again gives other bytes: only the nonce tells that it is the same form.
    report = put(session, election, election.cast(1, 4, nonce="n"))
    assert report.in_box[0].repeated
    assert report.in_box[0].env_hash == first.env_hash
    assert len(pending(session, election)) == 1


def test_old_form_never_undoes_a_newer_vote(session: Session, election: Election) -> None:
    old = election.cast(1, 4, nonce="old", expected=NOTHING_IN_BOX)
    put(session, election, old)
    newer = election.cast(1, 7, expected=old.env_hash)
    put(session, election, newer)
    with pytest.raises(Conflict, match="newer_in_box"):
        put(session, election, election.cast(1, 4, nonce="old", expected=NOTHING_IN_BOX))
    assert live(session) == {1: newer.env_hash}


def test_envelope_that_was_replaced_never_comes_back(session: Session, election: Election) -> None:
    """Else the log would hold one hash twice, and could not be put in order."""
    first, second = election.cast(1, 4), election.cast(1, 9)
    put(session, election, first)
    put(session, election, second)
    again = replace(election.cast(1, 4, expected=second.env_hash), **sealed_as(first))
    with pytest.raises(Conflict, match="envelope_used"):
        put(session, election, again)


def test_envelope_does_not_replace_itself(session: Session, election: Election) -> None:
    first = election.cast(1, 4)
    put(session, election, first)
    with pytest.raises(Conflict, match="envelope_used"):
        put(session, election, replace(election.cast(1, 4), **sealed_as(first)))


@pytest.mark.parametrize("replaced", [False, True])
def test_envelope_of_another_voter_is_refused(
    session: Session, election: Election, replaced: bool
) -> None:
    first = election.cast(1, 4)
    put(session, election, first)
    if replaced:
        put(session, election, election.cast(1, 9))
    session.commit()
    with pytest.raises(Conflict, match="envelope_used"):
        put(session, election, replace(election.cast(2, 4), **sealed_as(first)))
    session.rollback()
    assert 2 not in live(session)


def test_first_vote_that_expected_an_empty_box_replaced_nothing(
    session: Session, election: Election
) -> None:
    report = put(session, election, election.cast(1, 4, expected=NOTHING_IN_BOX))
    assert report.in_box[0].replaced is None
    assert "x" not in pending(session, election)[0]


def test_many_votes_go_in_together_and_none_when_one_may_not(
    session: Session, election: Election
) -> None:
    put(session, election, *(election.cast(voter, 4) for voter in (1, 2, 3)))
    assert set(live(session)) == {1, 2, 3}
    session.commit()
    with pytest.raises(Conflict, match="may_not_vote_here"):
        put(session, election, election.cast(4, 4), election.cast(99, 4))
    session.rollback()
    assert set(live(session)) == {1, 2, 3}


def test_voter_on_paper_is_refused_online(session: Session, election: Election) -> None:
    session.execute(update(RollEntry).where(RollEntry.voter_no == 2).values(state="paper"))
    with pytest.raises(Conflict, match="votes_on_paper"):
        put(session, election, election.cast(2, 4))
    proof = proof_hash(CODE_KEY, election.slug, election.codes[1])
    with pytest.raises(Conflict, match="votes_on_paper"):
        voter_by_proof(session, round_id=election.round_id, proof=proof)


def test_code_proves_its_voter_whatever_way_it_is_typed(
    session: Session, election: Election
) -> None:
    typed = election.codes[2].lower().replace("0", "o")
    proof = proof_hash(CODE_KEY, election.slug, f" {typed[:4]}-{typed[4:]} ")
    assert voter_by_proof(session, round_id=election.round_id, proof=proof).number == 3


def test_code_of_a_lost_letter_stops_working_and_the_new_one_is_the_same_voter(
    session: Session, election: Election
) -> None:
    reissue(session, election, 1)
    new = proof_hash(CODE_KEY, election.slug, election.spare_codes[0])
    old = proof_hash(CODE_KEY, election.slug, election.codes[0])
    with pytest.raises(Conflict, match="letter_replaced"):
        voter_by_proof(session, round_id=election.round_id, proof=old)
    assert voter_by_proof(session, round_id=election.round_id, proof=new) == Voter(1, letter=2)


def test_proof_by_a_cancelled_letter_is_worth_nothing_from_that_moment(
    session: Session, election: Election
) -> None:
    rosa = make_person(session, "Rosa")
    person = {"round_id": election.round_id, "account_id": rosa.account_id or 0}
    link_account(session, voter=Voter(1, letter=1), **person)
    proved = replace(election.cast(1, 4), letter=1)
    reissue(session, election, 1)
    with pytest.raises(Conflict, match="letter_cancelled"):
        put(session, election, proved)
    with pytest.raises(Conflict, match="letter_cancelled"):
        put(session, election, replace(election.cast(2, 4), letter=1), proved)
    assert voter_of_account(session, **person) is None
    assert put(session, election, replace(election.cast(1, 4), letter=2)).in_box


def test_letter_cancelled_after_it_proved_a_place_links_no_account(
    session: Session, election: Election
) -> None:
    rosa = make_person(session, "Rosa")
    person = {"round_id": election.round_id, "account_id": rosa.account_id or 0}
    old = proof_hash(CODE_KEY, election.slug, election.codes[0])
    proved = voter_by_proof(session, round_id=election.round_id, proof=old)
    reissue(session, election, 1)
    link_account(session, voter=proved, **person)
    assert voter_of_account(session, **person) is None


def test_replaced_letter_puts_in_a_first_envelope_and_replaces_none(
    session: Session, election: Election
) -> None:
    put(session, election, election.cast(1, 4))
    held = live(session)
    reissue(session, election, 1)
    for expected in (None, held[1], NOTHING_IN_BOX):
        cast = replace(election.cast(1, 9, expected=expected), letter=2)
        with pytest.raises(Conflict, match="letter_votes_once"):
            put(session, election, cast)
    assert live(session) == held
    reissue(session, election, 2)
    first = replace(election.cast(2, 9), letter=2)
    assert put(session, election, first).in_box[0].replaced is None
    assert put(session, election, first).in_box[0].repeated
    with pytest.raises(Conflict, match="letter_votes_once"):
        put(session, election, replace(election.cast(2, 4), letter=2))


def test_nobody_alone_adds_voters_or_makes_codes_once_the_ballot_is_frozen(
    session: Session, election: Election
) -> None:
    given = {"actor": COMMAND, "round_id": election.round_id, "now": OPENS}
    with pytest.raises(Conflict, match=r"roll\.frozen"):
        import_roll(session, proofs=[b"a" * 32], **given)
    with pytest.raises(Conflict, match=r"roll\.frozen"):
        make_letters_again(session, first=1, proofs=[b"a" * 32], **given)
    with pytest.raises(Conflict, match=r"roll\.frozen"):
        take_voters_back(session, file_no=1, **given)


def test_two_people_add_voters_by_sealed_letters_and_numbers_go_on(
    session: Session, election: Election
) -> None:
    more = add_by_spares(
        session,
        pair=TWO,
        round_id=election.round_id,
        first_spare=2,
        last_spare=3,
        known=5,
        now=OPENS,
    )
    assert list(more) == [6, 7]
    assert session.scalar(select(func.count()).select_from(RollEntry)) == 7
    proof = proof_hash(CODE_KEY, election.slug, election.spare_codes[1])
    assert voter_by_proof(session, round_id=election.round_id, proof=proof) == Voter(6, letter=1)
    with pytest.raises(Conflict, match="spare_used"):
        reissue(session, election, 2)


def test_account_keeps_the_voter_it_was_linked_to_first(
    session: Session, election: Election
) -> None:
    rosa, tom = make_person(session, "Rosa"), make_person(session, "Tom")
    for person, voter in ((rosa, 1), (rosa, 2), (tom, 1)):
        link_account(
            session,
            round_id=election.round_id,
            account_id=person.account_id or 0,
            voter=Voter(voter, letter=1),
        )
    found = [
        voter_of_account(session, round_id=election.round_id, account_id=person.account_id or 0)
        for person in (rosa, tom)
    ]
    assert found == [Voter(1, letter=1), None]
