"""The roll shrinks: voters are struck and put back, and every number follows.

Source: docs/rules/voting.md section 1.17 to 1.24.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import OutboxRow
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.domain.numbers import MOST_NUMBERS, read_numbers, written
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import RollAccount, RollEntry
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.queries.roll_history import roll_history
from pbplatform.voting.services import strike_acts
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, reconcile
from pbplatform.voting.services.roll import (
    Strike,
    Voter,
    Who,
    bind_spare,
    facts_to_strike,
    link_account,
    proof_hash,
    put_voters_back,
    strike_voters,
    take_out_envelope,
    voter_by_proof,
    voter_of_account,
)
from tests.factories import BEGIN, COMMAND, make_person
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CARLA, CLOSES, CODE_KEY, OPENS, TWO, Election, make_election

DURING = OPENS + timedelta(days=1)
TODAY = DURING.date()


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    """Six voters, of whom 1, 2 and 3 have voted."""
    made = make_election(session, tmp_path, voters=6)
    put_in(session, made, 1, 2, 3)
    return made


def put_in(session: Session, election: Election, *voters: int) -> None:
    casts = [election.cast(voter, 4) for voter in voters]
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=ManualClock(DURING))


def strike(
    session: Session, election: Election, numbers: Sequence[int], why: Why, **more: int
) -> int:
    """As two people do it after the freeze."""
    return strike_voters(
        session,
        who=Who.two(TWO),
        round_id=election.round_id,
        strike=Strike(tuple(numbers), why, **more),
        seen=None,
        today=TODAY,
        now=DURING,
    )


def put_back(session: Session, election: Election, *numbers: int) -> int:
    return put_voters_back(
        session,
        who=Who.two(TWO),
        round_id=election.round_id,
        numbers=numbers,
        reason="Another person of that name.",
        seen=None,
        today=TODAY,
        now=DURING,
    )


def the_round(session: Session) -> Round:
    return session.scalars(select(Round)).one()


def code_of(election: Election, voter: int) -> bytes:
    return proof_hash(CODE_KEY, election.slug, election.codes[voter - 1])


def agrees(session: Session, election: Election) -> None:
    """Nothing is found, and the numbers add up."""
    session.flush()
    round_ = the_round(session)
    assert round_findings(session, round_) == []
    counts, history = reconcile(session, election.round_id), roll_history(session, round_)
    assert counts.agrees, counts
    assert counts.roll == queries.roll_size(session, election.round_id) == history.now
    assert history.at_freeze is not None
    assert history.now == history.at_freeze + history.added - history.struck + history.put_back
    assert counts.envelopes == counts.marked <= counts.roll


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("17", (17,)),
        ("17, 20-22", (17, 20, 21, 22)),
        (" 20 – 22\n17;17 ", (17, 20, 21, 22)),
        ("١٧, 20", (17, 20)),
        ("9-9", (9,)),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, numbers: tuple[int, ...]) -> None:
    assert read_numbers(typed) == numbers
    assert read_numbers(written(numbers)) == numbers


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "roll.no_numbers"),
        (" , ;", "roll.no_numbers"),
        ("0", "roll.numbers_unreadable"),
        ("-5", "roll.numbers_unreadable"),
        ("17a", "roll.numbers_unreadable"),
        ("1-2-3", "roll.numbers_unreadable"),
        ("1234567890", "roll.numbers_unreadable"),
        ("25-20", "roll.numbers_backwards"),
        ("1,200", "roll.numbers_run_together"),
        ("1.000-1.200", "roll.numbers_run_together"),
        (f"1-{MOST_NUMBERS + 1}", "roll.too_many_numbers"),
        (f"1-{MOST_NUMBERS}, 9000", "roll.too_many_numbers"),
    ],
)
def test_nobody_is_struck_by_a_guess_at_what_was_typed(typed: str, code: str) -> None:
    with pytest.raises(Conflict) as met:
        read_numbers(typed)
    assert met.value.code == code


@pytest.mark.database
@pytest.mark.parametrize("why", [Why.MOVED, Why.DIED])
def test_vote_that_was_rightly_cast_stays_and_its_voter_stays_counted(
    session: Session, election: Election, why: Why
) -> None:
    assert strike(session, election, (1, 4), why) == 5
    agrees(session, election)
    history = roll_history(session, the_round(session))
    assert (history.struck, history.kept, history.at_freeze) == (1, 1, 6)
    with pytest.raises(Conflict, match=f"struck_{why}_vote_stays"):
        voter_by_proof(session, round_id=election.round_id, proof=code_of(election, 1))
    with pytest.raises(Conflict, match=rf"^roll.struck_{why}$|{why}"):
        voter_by_proof(session, round_id=election.round_id, proof=code_of(election, 4))
    for voter in (1, 4):
        with pytest.raises(Conflict, match="struck_meanwhile"):
            put_in(session, election, voter)


@pytest.mark.database
def test_everybody_votes_and_one_dies_and_the_box_can_be_closed(
    session: Session, election: Election
) -> None:
    put_in(session, election, 4, 5, 6)
    strike(session, election, (1, 2), Why.DIED)
    agrees(session, election)
    counts = close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    assert (counts.roll, counts.envelopes) == (6, 6)


@pytest.mark.database
def test_vote_of_somebody_never_entitled_is_taken_out_and_named(
    session: Session, election: Election
) -> None:
    held = queries.live_hash(session, round_id=election.round_id, voter_no=1)
    assert strike(session, election, (1, 4), Why.NOT_ENTITLED) == 4
    agrees(session, election)
    assert queries.live_hash(session, round_id=election.round_id, voter_no=1) is None
    assert queries.roll_changes(session, election.round_id).taken_out == 1
    assert held is not None
    with pytest.raises(Conflict, match="struck_not_entitled_vote_out"):
        voter_by_proof(session, round_id=election.round_id, proof=code_of(election, 1))


@pytest.mark.database
def test_of_a_double_the_number_without_a_vote_is_struck(
    session: Session, election: Election
) -> None:
    with pytest.raises(Conflict, match="strike_the_other"):
        strike(session, election, (1,), Why.DOUBLE, other=4)
    assert strike(session, election, (4,), Why.DOUBLE, other=1) == 5
    agrees(session, election)
    assert strike(session, election, (2,), Why.DOUBLE, other=3) == 4
    agrees(session, election)
    assert reconcile(session, election.round_id).envelopes == 2


@pytest.mark.parametrize(
    ("numbers", "why", "more", "code"),
    [
        ((4, 5), Why.DOUBLE, {"other": 1}, "roll.one_at_a_time"),
        ((4,), Why.DOUBLE, {}, "roll.other_missing"),
        ((4,), Why.DOUBLE, {"other": 4}, "roll.other_is_the_same"),
        ((4,), Why.DOUBLE, {"other": 99}, "roll.no_such_voter"),
        ((99,), Why.MOVED, {}, "roll.no_such_voters"),
        ((4,), Why.REPLACED, {}, "roll.spare_missing"),
        ((1,), Why.REPLACED, {"spare": 1}, "roll.voted_already"),
        ((4, 5), Why.REPLACED, {"spare": 1}, "roll.one_at_a_time"),
        ((4,), Why.REPLACED, {"spare": 99}, "roll.no_such_spare"),
    ],
)
def test_strikes_that_would_be_wrong_are_refused(
    session: Session,
    election: Election,
    numbers: tuple[int, ...],
    why: Why,
    more: dict[str, int],
    code: str,
) -> None:
    with pytest.raises(Conflict) as met:
        strike(session, election, numbers, why, **more)
    assert met.value.code == code


@pytest.mark.database
def test_voter_who_is_replaced_gets_a_new_number_by_a_sealed_letter(
    session: Session, election: Election
) -> None:
    assert strike(session, election, (4,), Why.REPLACED, spare=2) == 6
    agrees(session, election)
    code = proof_hash(CODE_KEY, election.slug, election.spare_codes[1])
    assert voter_by_proof(session, round_id=election.round_id, proof=code) == Voter(7, letter=1)
    with pytest.raises(Conflict, match="replaced_by"):
        put_back(session, election, 4)
    strike(session, election, (7,), Why.NOT_ENTITLED)
    assert put_back(session, election, 4) == 6
    agrees(session, election)


@pytest.mark.database
def test_voter_who_was_struck_by_mistake_votes_again_by_the_same_letter(
    session: Session, election: Election
) -> None:
    strike(session, election, (1, 2, 4), Why.NOT_ENTITLED)
    with pytest.raises(Conflict, match="struck_already"):
        strike(session, election, (4,), Why.MOVED)
    assert put_back(session, election, 1, 4) == 5
    agrees(session, election)
    with pytest.raises(Conflict, match="not_struck"):
        put_back(session, election, 1)
    put_in(session, election, 1, 4)
    agrees(session, election)
    history = roll_history(session, the_round(session))
    assert (history.struck, history.put_back) == (3, 2)
    strike(session, election, (1,), Why.MOVED)
    assert put_back(session, election, 1) == 5
    agrees(session, election)


@pytest.mark.database
def test_linked_account_is_linked_no_more_and_told_what_became_of_its_vote(
    session: Session, election: Election
) -> None:
    rosa = make_person(session, "Rosa")
    assert rosa.account_id is not None
    given = {"round_id": election.round_id, "account_id": rosa.account_id}
    link_account(session, voter=Voter(1, 1), **given)
    strike(session, election, (1, 4), Why.MOVED)
    assert voter_of_account(session, **given) is None
    told = session.scalars(select(OutboxRow).where(OutboxRow.kind == "voting:struck")).all()
    assert [(row.payload["to"], row.payload["vote"]) for row in told] == [
        ("rosa@example.org", "stays")
    ]
    link_account(session, voter=Voter(4, 1), **given)
    assert session.scalars(select(RollAccount)).all() == []


def test_struck_voter_gets_no_spare_letter_and_loses_no_kept_vote(
    session: Session, election: Election
) -> None:
    given = {"pair": TWO, "today": TODAY, "now": DURING, "round_id": election.round_id}
    bind_spare(session, voter_no=1, spare_no=1, **given)
    strike(session, election, (1, 4), Why.DIED)
    with pytest.raises(Conflict, match="voter_struck"):
        bind_spare(session, voter_no=4, spare_no=2, **given)
    held = queries.live_hash(session, round_id=election.round_id, voter_no=1)
    assert held is not None
    with pytest.raises(Conflict, match="voter_struck"):
        take_out_envelope(session, pair=TWO, round_id=election.round_id, env_hash=held, now=DURING)
    agrees(session, election)


def test_nobody_is_struck_alone_after_the_freeze_nor_by_two_after_the_close(
    session: Session, election: Election
) -> None:
    alone = {
        "round_id": election.round_id,
        "strike": Strike((4,), Why.MOVED),
        "seen": None,
        "today": TODAY,
        "now": DURING,
    }
    for actor in (CARLA, COMMAND):
        with pytest.raises(Conflict, match=r"roll\.frozen"):
            strike_voters(session, who=Who.one(actor), **alone)  # type: ignore[arg-type]
    strike(session, election, (5,), Why.MOVED)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    with pytest.raises(Conflict, match=r"roll\.closed"):
        strike(session, election, (4,), Why.MOVED)
    with pytest.raises(Conflict, match=r"roll\.closed"):
        put_back(session, election, 5)


def test_page_that_is_older_than_the_roll_strikes_nobody(
    session: Session, election: Election
) -> None:
    wanted = Strike((4,), Why.MOVED)
    seen = seal(facts_to_strike(session, election.round_id, wanted))
    put_in(session, election, 4)
    with pytest.raises(ChangedMeanwhile):
        strike_voters(
            session,
            who=Who.two(TWO),
            round_id=election.round_id,
            strike=wanted,
            seen=seen,
            today=TODAY,
            now=DURING,
        )


def test_second_person_confirms_what_the_first_one_saw_of_the_box(
    session: Session, election: Election
) -> None:
    first = make_person(session, "Fay", role="facilitator", now=BEGIN)
    second = make_person(session, "Ada", role="auditor", now=BEGIN)
    asked = strike_acts.to_strike(session, the_round(session), Strike((4,), Why.NOT_ENTITLED))
    other = strike_acts.to_strike(session, the_round(session), Strike((5,), Why.MOVED))
    acts = [
        accounts.ask(session, strike_acts.STRIKE, actor=first, asked=each, now=DURING)
        for each in (asked, other)
    ]
    pressed = [{"act_id": act.id, "seen": act.facts_sha256.hex(), "now": DURING} for act in acts]
    accounts.confirm(session, actor=second, **pressed[1])  # another strike stands in nobody's way
    put_in(session, election, 4)
    with pytest.raises(Conflict, match="other_facts"):
        accounts.confirm(session, actor=second, **pressed[0])
    assert session.get_one(RollEntry, (election.round_id, 4)).state == "open"
    agrees(session, election)
