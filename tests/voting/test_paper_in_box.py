"""Votes on paper in the box, and that it closes right with them.

Source: docs/rules/ceremony.md sections 1, 3 and 4; docs/rules/paper.md section 3.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit.models import LogEntry
from pbplatform.core import undecided
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict
from pbplatform.core.undecided import PaperNumbers
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.oddities import Box, odd_box
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import ON_PAPER, PAPER, PublishedBallot, RollEntry, UrnEnvelope
from pbplatform.voting.queries.box import box_numbers, close_entry, reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.queries.roll_history import roll_history, struck_by_day
from pbplatform.voting.services.cast import Cast, InBox, cast_ballots
from pbplatform.voting.services.cast_paper import put_in_paper
from pbplatform.voting.services.close import close_urn, complete_paper
from pbplatform.voting.services.roll import (
    Who,
    proof_hash,
    put_voters_back,
    voter_by_proof,
)
from pbplatform.voting.words.acts import number_rows
from tests.conftest import TICK
from tests.factories import COMMAND
from tests.voting.casting import strike
from tests.voting.ceremony_acts import CLOSERS, close_and_roll, close_to_opened, separate_box
from tests.voting.elections import CLOSES, CODE_KEY, OPENS, Election, make_election

DURING = OPENS + timedelta(days=1)
SHEET = 101  # batch 1, sheet 1


class Keeper:
    """A keeper of paper whose numbers a test says."""

    def __init__(self) -> None:
        self.numbers = PaperNumbers(issued=4, returned=2)

    def __call__(self, _session: Session, _round_id: int) -> PaperNumbers:
        return self.numbers


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    own = Keeper()
    monkeypatch.setattr(undecided, "_READERS", [own])
    return own


@pytest.fixture
def election(session: Session, tmp_path: Path, keeper: Keeper) -> Election:
    """Voters 3, 4 and 5 are on the roll for paper, 1 and 2 vote on a screen."""
    made = make_election(session, tmp_path / "keys")
    own = (RollEntry.round_id == made.round_id, RollEntry.voter_no > 2)
    session.execute(update(RollEntry).where(*own).values(state=ON_PAPER))
    session.expire_all()
    return made


def put(
    session: Session, election: Election, *casts: Cast, now: datetime = DURING
) -> tuple[InBox, ...]:
    return put_in_paper(session, round_id=election.round_id, sealed=casts, now=now)


def online(session: Session, election: Election, *voters: int) -> None:
    casts = [election.cast(voter, 4) for voter in voters]
    clock = ManualClock(DURING)
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=clock)


def round_of(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id)


@pytest.mark.parametrize(
    ("now", "code"),
    [(OPENS - TICK, "vote.not_open_yet"), (OPENS, ""), (CLOSES, ""), (CLOSES + TICK, "")],
)
def test_paper_goes_in_from_the_opening_and_after_the_shut(
    session: Session, election: Election, now: datetime, code: str
) -> None:
    if code:
        with pytest.raises(Conflict, match=code):
            put(session, election, election.cast(SHEET, 4), now=now)
        return
    assert [held.slot for held in put(session, election, election.cast(SHEET, 4), now=now)] == [101]


def test_paper_goes_in_no_more_once_it_is_complete(session: Session, election: Election) -> None:
    round_ = round_of(session, election)
    complete_paper(session, actor=COMMAND, round_=round_, now=CLOSES)
    with pytest.raises(Conflict, match=r"urn\.paper_complete"):
        put(session, election, election.cast(SHEET, 4), now=CLOSES)


def test_sheet_marks_nobody_and_writes_one_entry_as_every_vote_does(
    session: Session, election: Election
) -> None:
    sheet = election.cast(3, 4)  # a slot that is also a voter's number
    put(session, election, sheet)
    assert not session.scalars(select(RollEntry.voter_no).where(RollEntry.marked)).all()
    row = session.scalars(select(UrnEnvelope)).one()
    assert (row.kind, row.slot) == (PAPER, 3)
    assert round_findings(session, round_of(session, election)) == []


def test_same_sheet_again_writes_nothing_and_another_vote_of_it_is_refused(
    session: Session, election: Election
) -> None:
    sheet = election.cast(SHEET, 4, nonce="one")
    put(session, election, sheet)
    again = put(session, election, election.cast(SHEET, 7, nonce="one"))
    assert again == (InBox(SHEET, sheet.env_hash, replaced=None, repeated=True),)
    with pytest.raises(Conflict, match=r"urn\.paper_slot_taken"):
        put(session, election, election.cast(SHEET, 7, nonce="other"))
    with pytest.raises(Conflict, match=r"vote\.envelope_used"):
        put(session, election, replace(sheet, slot=102))
    assert session.scalars(select(UrnEnvelope.env_hash)).all() == [sheet.env_hash]
    with pytest.raises(ValueError, match="each sheet"):
        put(session, election, sheet, sheet)


def test_no_more_sheets_go_in_than_papers_are_out(
    session: Session, election: Election, keeper: Keeper
) -> None:
    keeper.numbers = PaperNumbers(issued=3, spoiled=1, unused=1)
    put(session, election, election.cast(101, 4))
    with pytest.raises(Conflict, match=r"urn\.more_paper_than_out"):
        put(session, election, election.cast(102, 4))


def test_box_with_both_closes_separates_opens_and_counts(
    session: Session, tmp_path: Path, election: Election, keeper: Keeper
) -> None:
    online(session, election, 1, 2)
    put(session, election, election.cast(101, 4), election.cast(102, 7), now=CLOSES)
    counts = reconcile(session, election.round_id)
    assert (counts.marked, counts.envelopes, counts.on_paper, counts.paper) == (2, 4, 2, 3)
    assert counts.agrees
    close_to_opened(session, tmp_path / "keys", election.round_id, now=CLOSES)
    told = close_entry(session, round_of(session, election))
    assert told["by_kind"] == "paper=2,person=2"
    assert {name: told[name] for name in told if name.startswith("paper_")} == {
        "paper_issued": 4,
        "paper_spoiled": 0,
        "paper_unused": 0,
        "paper_returned": 2,
        "paper_not_returned": 2,
        "paper_set_aside": 0,
    }
    keeper.numbers = PaperNumbers()  # from the close on its entry is read
    assert reconcile(session, election.round_id) == counts
    assert len(session.scalars(select(PublishedBallot)).all()) == 4
    assert round_findings(session, round_of(session, election)) == []


def test_box_that_lies_apart_is_checked_by_what_the_close_told(
    session: Session, election: Election
) -> None:
    online(session, election, 1)
    put(session, election, election.cast(101, 4))
    close_and_roll(session, election.round_id, now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    assert round_findings(session, round_of(session, election)) == []
    own = (RollEntry.round_id == election.round_id, RollEntry.voter_no == 2)
    session.execute(update(RollEntry).where(*own).values(marked=True))
    found = round_findings(session, round_of(session, election))
    told = ["check.roll_not_of_root", "check.marks_differ"]
    assert [finding.code for finding in found] == told


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (PaperNumbers(issued=4, returned=2, undecided=1), "urn.paper_undecided"),
        (PaperNumbers(issued=1, returned=1), "urn.more_paper_than_out"),
        (PaperNumbers(issued=2, spoiled=1, returned=1), "urn.more_paper_than_out"),
        (PaperNumbers(issued=2, unused=1, returned=1), "urn.more_paper_than_out"),
        (PaperNumbers(issued=2, returned=3), "urn.more_paper_came_back"),
    ],
)
def test_box_is_not_closed_over_paper_that_does_not_add_up(
    session: Session, election: Election, keeper: Keeper, numbers: PaperNumbers, code: str
) -> None:
    put(session, election, election.cast(101, 4), election.cast(102, 7))
    keeper.numbers = numbers
    with pytest.raises(Conflict, match=code):
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)


def test_box_with_more_votes_than_voters_is_not_closed(
    session: Session, election: Election, keeper: Keeper
) -> None:
    keeper.numbers = PaperNumbers(issued=6, returned=6)
    put(session, election, *(election.cast(sheet, 4) for sheet in range(101, 107)))
    with pytest.raises(Conflict, match=r"urn\.counts_differ"):
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)


def test_more_sheets_than_papers_are_found_by_the_check(
    session: Session, election: Election, keeper: Keeper
) -> None:
    put(session, election, election.cast(101, 4), election.cast(102, 7))
    keeper.numbers = PaperNumbers(issued=1)
    found = round_findings(session, round_of(session, election))
    assert [finding.code for finding in found] == ["check.more_paper_than_out"]


def test_round_without_paper_tells_no_word_of_it(
    session: Session, election: Election, keeper: Keeper
) -> None:
    keeper.numbers = PaperNumbers()
    online(session, election, 1)
    facts = box_numbers(session, round_of(session, election)).facts
    assert list(facts) == [
        *("roll", "struck", "marked", "paper", "envelopes", "by_kind"),
        *("superseded", "taken_out", "entries"),
    ]
    assert len(number_rows(facts)) == len(facts)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    told = close_entry(session, round_of(session, election))
    assert not [name for name in told if name.startswith("paper_")]
    bodies = [json.loads(body) for body in session.scalars(select(LogEntry.body))]
    assert [one["by_kind"] for one in bodies if one["kind"] == "vote:urn:closed"] == ["person=1"]


def test_paper_is_nothing_odd_before_the_opening() -> None:
    box = Box(roll=10, marked=2, envelopes=5, on_paper=3, last_roll=None, last_envelopes=None)
    assert list(odd_box(box)) == []
    assert [odd.code for odd in odd_box(replace(box, on_paper=2))] == ["marks_differ"]


def test_struck_voter_with_a_paper_counts_on_and_can_be_put_back(
    session: Session, election: Election
) -> None:
    """Source: docs/rules/voting.md section 1.20 to 1.22."""
    assert strike(session, election, Why.DIED, 2, 3) == 4
    round_, counts = round_of(session, election), reconcile(session, election.round_id)
    assert (counts.roll, counts.struck, counts.paper) == (4, 1, 3)
    history = roll_history(session, round_)
    assert (history.now, history.kept, history.papers, history.votes_kept) == (4, 1, 1, 0)
    assert [(day.voters, day.kept, day.papers) for day in struck_by_day(session, round_.id)] == [
        (2, 0, 1)
    ]
    assert round_findings(session, round_) == []
    proof = proof_hash(CODE_KEY, election.slug, election.codes[2])
    with pytest.raises(Conflict, match=r"roll\.struck_with_paper"):
        voter_by_proof(session, round_id=election.round_id, proof=proof)
    put_voters_back(
        session,
        who=Who.two(Pair(COMMAND, COMMAND)),
        round_id=election.round_id,
        numbers=(2, 3),
        reason="Somebody else died.",
        seen=None,
        today=DURING.date(),
        now=DURING,
    )
    assert session.get_one(RollEntry, (election.round_id, 3)).state == ON_PAPER
    assert reconcile(session, election.round_id).roll == 5
    assert round_findings(session, round_of(session, election)) == []


@pytest.mark.parametrize("why", [Why.NOT_ENTITLED, Why.DOUBLE, Why.REPLACED])
def test_number_whose_paper_is_out_is_not_struck_for_other_reasons(
    session: Session, election: Election, why: Why
) -> None:
    with pytest.raises(Conflict, match=r"roll\.paper_is_out"):
        strike(session, election, why, 3, other=1)


def test_double_who_voted_online_and_has_a_paper_keeps_the_paper(
    session: Session, election: Election
) -> None:
    online(session, election, 1)
    assert strike(session, election, Why.DOUBLE, 1, other=3) == 4
    assert reconcile(session, election.round_id).envelopes == 0
    assert round_findings(session, round_of(session, election)) == []
