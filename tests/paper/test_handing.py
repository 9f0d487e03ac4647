"""Ballot papers are given out against the roll, and taken back.

Source: docs/rules/paper.md sections 1 and 2.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.paper.kinds import Hand, How, PaperLog, PaperState
from pbplatform.paper.models.handing import PaperIssue
from pbplatform.paper.queries.handing import given_by_how, given_on, hand_of
from pbplatform.paper.services.hands import remember_hand
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import RollEntry
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast_paper import put_in_paper
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.roll import Strike, Who, proof_hash, strike_voters, voter_by_proof
from tests.logged import waiting_entries
from tests.paper.rounds import DURING, TODAY, back, clerk, give, make_paper_election, online
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, CODE_KEY, TWO, Election


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return make_paper_election(session, tmp_path / "keys")


@pytest.fixture
def carla(session: Session, election: Election) -> ActorRef:
    return clerk(session)


def state(session: Session, election: Election, voter: int) -> str:
    session.expire_all()
    return session.get_one(RollEntry, (election.round_id, voter)).state


def test_number_that_was_given_a_paper_votes_online_no_more(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 2)
    assert state(session, election, 2) == "paper"
    assert given_on(session, election.round_id, 2) == TODAY
    proof = proof_hash(CODE_KEY, election.slug, election.codes[1])
    with pytest.raises(Conflict, match=r"roll\.votes_on_paper"):
        voter_by_proof(session, round_id=election.round_id, proof=proof)
    with pytest.raises(Conflict, match=r"roll\.votes_on_paper"):  # the page was open before
        online(session, election, 2)


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Exclusion.FIRST, "paper.have_voted"),
        (Exclusion.REPLACES, "paper.two_take_vote_out"),
    ],
)
def test_number_that_voted_online_gets_no_paper_by_one_person(
    session: Session, tmp_path: Path, rule: Exclusion, code: str
) -> None:
    election = make_paper_election(session, tmp_path / "keys", rule=rule)
    actor = clerk(session)
    online(session, election, 2)
    with pytest.raises(Conflict, match=code.replace(".", r"\.")):
        give(session, election, actor, 1, 2)
    assert state(session, election, 1) == "open"  # all of them or none
    assert paper_numbers(session, election.round_id) == PaperNumbers()


@pytest.mark.parametrize(("number", "code"), [(1, "paper.has_one"), (9, "paper.no_such_voters")])
def test_number_with_a_paper_or_on_no_roll_gets_none(
    session: Session, election: Election, carla: ActorRef, number: int, code: str
) -> None:
    give(session, election, carla, 1)
    with pytest.raises(Conflict, match=code):
        give(session, election, carla, number)


def test_many_are_posted_at_once_and_asked_again_in_words(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1, 2, 3, how=How.POST)
    assert given_by_how(session, election.round_id) == {How.POST: 3}
    entry = next(each for each in waiting_entries(session) if each["kind"] == PaperLog.GIVEN)
    assert entry["data"] == {"papers": 3, "how": "post"}


def test_spoiled_paper_is_replaced_and_the_numbers_add_up(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1, 2)
    back(session, election, carla, PaperState.SPOILED, 1)
    assert state(session, election, 1) == "paper"
    numbers = paper_numbers(session, election.round_id)
    assert (numbers.issued, numbers.spoiled, numbers.out, numbers.not_returned) == (3, 1, 2, 2)


def test_paper_given_back_unused_opens_the_other_way_again(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1)
    back(session, election, carla, PaperState.UNUSED, 1)
    online(session, election, 1)
    numbers = paper_numbers(session, election.round_id)
    assert (numbers.issued, numbers.unused, numbers.out) == (1, 1, 0)
    assert given_on(session, election.round_id, 1) is None
    assert round_findings(session, session.get_one(Round, election.round_id)) == []
    with pytest.raises(Conflict, match=r"paper\.has_none"):
        back(session, election, carla, PaperState.UNUSED, 1)


def test_slip_is_put_right_on_its_day_only_and_counts_as_no_paper(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1, 2)
    back(session, election, carla, PaperState.SLIP, 1)
    assert state(session, election, 1) == "open"
    assert paper_numbers(session, election.round_id).issued == 1
    with pytest.raises(Conflict, match=r"paper\.not_a_slip"):
        back(session, election, carla, PaperState.SLIP, 2, now=DURING + timedelta(days=1))
    give(session, election, carla, 1)  # the same number again, this time in earnest
    assert paper_numbers(session, election.round_id).issued == 2


def test_no_paper_comes_back_once_as_many_votes_are_in_the_box(
    session: Session, election: Election, carla: ActorRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(session, election, carla, 1)
    monkeypatch.setattr(
        "pbplatform.paper.services.handing.paper_numbers",
        lambda *_: PaperNumbers(issued=1, returned=1),
    )
    for what in (PaperState.UNUSED, PaperState.SPOILED, PaperState.SLIP):
        with pytest.raises(Conflict, match=r"paper\.more_back_than_out"):
            back(session, election, carla, what, 1)


def test_who_gave_out_papers_and_who_logged_returned_ones_are_never_the_same(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1)
    assert hand_of(session, election.round_id, carla.account_id) is Hand.GAVE
    cleo = clerk(session, "Cleo")
    remember_hand(session, round_id=election.round_id, actor=cleo, did=Hand.LOGGED)
    for refused in (
        lambda: give(session, election, cleo, 2),
        lambda: back(session, election, cleo, PaperState.UNUSED, 1),
    ):
        with pytest.raises(NotAllowed, match=r"paper\.logged_before"):
            refused()


def test_struck_number_gets_no_paper_and_gives_none_back(
    session: Session, election: Election, carla: ActorRef
) -> None:
    give(session, election, carla, 1)
    strike_voters(
        session,
        who=Who.two(TWO),
        round_id=election.round_id,
        strike=Strike((1, 2), Why.DIED),
        seen=None,
        today=TODAY,
        now=DURING,
    )
    for code, act in (
        ("paper.struck", lambda: give(session, election, carla, 2)),
        ("paper.struck_with_paper", lambda: back(session, election, carla, PaperState.UNUSED, 1)),
    ):
        with pytest.raises(DomainError, match=code):
            act()


def test_box_closes_right_with_papers_of_the_desk(
    session: Session, election: Election, carla: ActorRef
) -> None:
    online(session, election, 1)
    give(session, election, carla, 2, 3, 4, how=How.POST)
    back(session, election, carla, PaperState.SPOILED, 2)
    back(session, election, carla, PaperState.UNUSED, 3)
    sheets = [election.cast(101, 4), election.cast(102, 7)]
    put_in_paper(session, round_id=election.round_id, sealed=sheets, now=CLOSES)
    one_more = [election.cast(103, 7)]
    with pytest.raises(Conflict, match=r"urn\.more_paper_than_out"):
        put_in_paper(session, round_id=election.round_id, sealed=one_more, now=CLOSES)


def test_round_with_papers_out_closes_and_tells_them(
    session: Session, election: Election, carla: ActorRef
) -> None:
    online(session, election, 1)
    give(session, election, carla, 2, 3)
    sheet = [election.cast(101, 4)]
    put_in_paper(session, round_id=election.round_id, sealed=sheet, now=CLOSES)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    counts = reconcile(session, election.round_id)
    assert (counts.paper, counts.on_paper, counts.papers.issued) == (2, 1, 2)
    assert round_findings(session, session.get_one(Round, election.round_id)) == []


def test_no_table_says_which_sheet_a_voter_got_or_who_gave_it_when(session: Session) -> None:
    held = {column["name"] for column in inspect(session.connection()).get_columns("paper_issue")}
    assert held == {"round_id", "voter_no", "n", "how", "state", "given_on", "ended_on"}
    assert not PaperIssue.__table__.foreign_keys - PaperIssue.__table__.c.round_id.foreign_keys
