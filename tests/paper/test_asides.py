"""Papers that are set aside, and what two people decide. Source: docs/rules/paper.md section 4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import PairAct
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import seal as seal_facts
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.paper.kinds import AsideOutcome, AsideWhy, How, PaperLog
from pbplatform.paper.models.handing import PaperAside
from pbplatform.paper.queries.batches import batch_of, facts_of
from pbplatform.paper.queries.handing import aside_of, asides_to_batch, given_by_how
from pbplatform.paper.services import batches
from pbplatform.paper.services.aside import forget_batch, give_back, set_aside, take_into_batch
from pbplatform.paper.services.paper_acts import DECIDE, REPLACE, to_decide, to_replace
from pbplatform.places.queries import working_days
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.voting.models import RollEntry, UrnEnvelope
from pbplatform.voting.queries.box import close_entry, reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.close import close_urn
from tests.factories import BEGIN, make_person
from tests.logged import waiting_entries
from tests.paper.rounds import DURING, SCOPE, TODAY, clerk, give, make_paper_election, online
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, OPENS, Election


@dataclass(frozen=True)
class Desk:
    """A round with paper, a clerk and an auditor."""

    session: Session
    election: Election
    carla: ActorRef
    ada: ActorRef

    @property
    def round_(self) -> Round:
        return self.session.get_one(Round, self.election.round_id)

    def aside(self, why: AsideWhy, now: datetime = DURING) -> int:
        return set_aside(
            self.session,
            actor=self.carla,
            round_id=self.election.round_id,
            why=why,
            today=now.date(),
            now=now,
        )

    def decide(
        self,
        n: int,
        outcome: AsideOutcome = AsideOutcome.COUNTS,
        *,
        voter: int = 0,
        reason: str = "It has our stamp.",
        now: datetime = DURING,
    ) -> PairAct:
        asked = to_decide(self.round_, n, outcome=outcome, voter=voter, reason=reason)
        act = accounts.ask(self.session, DECIDE, actor=self.carla, asked=asked, now=now)
        seen = act.facts_sha256.hex()
        return accounts.confirm(self.session, actor=self.ada, act_id=act.id, seen=seen, now=now)

    def state(self, voter: int) -> str:
        self.session.expire_all()
        return self.session.get_one(RollEntry, (self.election.round_id, voter)).state

    def undecided(self) -> int:
        return paper_numbers(self.session, self.election.round_id).undecided


def make_desk(session: Session, folder: Path, rule: Exclusion = Exclusion.FIRST) -> Desk:
    election = make_paper_election(session, folder, rule=rule)
    ada = make_person(session, "Ada", role="auditor", now=BEGIN)
    return Desk(session, election, clerk(session), ada)


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    return make_desk(session, tmp_path / "keys")


def test_paper_set_aside_gets_the_next_number_and_two_working_days(desk: Desk) -> None:
    assert [desk.aside(AsideWhy.SIGNED), desk.aside(AsideWhy.NO_STAMP)] == [1, 2]
    aside = aside_of(desk.session, desk.election.round_id, 2)
    assert aside.decide_by == working_days(desk.session).after(TODAY, 2)
    assert desk.undecided() == 2


@pytest.mark.parametrize(
    ("why", "now", "code"),
    [
        (AsideWhy.SIGNED, OPENS - timedelta(microseconds=1), "vote.not_open_yet"),
        (AsideWhy.LATE, CLOSES - timedelta(microseconds=1), "paper.not_late_yet"),
        (AsideWhy.NOT_FOUND, CLOSES, "paper.vote_over"),
    ],
)
def test_paper_is_set_aside_in_its_time_only(
    desk: Desk, why: AsideWhy, now: datetime, code: str
) -> None:
    with pytest.raises(Conflict, match=code):
        desk.aside(why, now)


def test_box_waits_for_a_paper_in_time_and_not_for_a_late_one(desk: Desk) -> None:
    give(desk.session, desk.election, desk.carla, 1, 2)
    n = desk.aside(AsideWhy.SIGNED)
    desk.aside(AsideWhy.LATE, CLOSES)
    with pytest.raises(Conflict, match=r"urn\.paper_undecided"):
        close_urn(desk.session, pair=CLOSERS, round_id=desk.election.round_id, now=CLOSES)
    desk.decide(n, AsideOutcome.REFUSED, reason="Its voter wrote a name.", now=CLOSES)
    close_urn(desk.session, pair=CLOSERS, round_id=desk.election.round_id, now=CLOSES)
    papers = reconcile(desk.session, desk.election.round_id).papers
    assert (papers.issued, papers.returned, papers.set_aside) == (2, 2, 2)
    # Late ones are decided after that too, but none of them counts any more.
    with pytest.raises(Conflict, match=r"paper\.complete"):
        desk.decide(2, now=CLOSES)
    desk.decide(2, AsideOutcome.REFUSED, reason="It came a day late.", now=CLOSES)
    assert round_findings(desk.session, desk.round_) == []


def test_paper_that_counts_is_undecided_until_it_lies_in_a_batch(desk: Desk) -> None:
    give(desk.session, desk.election, desk.carla, 1)
    n = desk.aside(AsideWhy.NO_STAMP)
    desk.decide(n)
    own = desk.election.round_id
    assert (desk.undecided(), asides_to_batch(desk.session, own)) == (1, [n])
    take_into_batch(desk.session, round_id=own, numbers=[n], batch=1)
    assert (desk.undecided(), asides_to_batch(desk.session, own)) == (0, [])
    assert paper_numbers(desk.session, own).returned == 0  # the batch counts it
    with pytest.raises(Conflict, match=r"paper\.not_to_batch"):
        take_into_batch(desk.session, round_id=own, numbers=[n], batch=2)


def test_paper_under_a_condition_that_counts_marks_its_number_and_is_kept_beside_none(
    desk: Desk,
) -> None:
    n = desk.aside(AsideWhy.NOT_FOUND)
    numbers = paper_numbers(desk.session, desk.election.round_id)
    assert (numbers.issued, numbers.returned, numbers.not_returned) == (1, 1, 0)
    act = desk.decide(n, voter=3, reason="Two of us found the place on the roll.")
    assert desk.state(3) == "paper"
    assert act.facts == ""
    assert given_by_how(desk.session, desk.election.round_id) == {How.CONDITION: 1}
    entry = next(
        each for each in waiting_entries(desk.session) if each["kind"] == PaperLog.ASIDE_DECIDED
    )
    assert "voter" not in entry["data"]
    assert {column.name for column in PaperAside.__table__.columns} == {
        *("round_id", "n", "why", "set_aside_on", "decide_by"),
        *("outcome", "reason", "decided_on", "batched", "batch", "came_back_on"),
    }


@pytest.mark.parametrize(
    ("voter", "code"),
    [
        (0, "paper.voter_missing"),
        (1, "paper.voter_has_voted"),
        (2, "paper.has_one"),
        (9, "paper.no_such_voters"),
    ],
)
def test_number_that_voted_or_has_a_paper_is_not_counted_twice(
    desk: Desk, voter: int, code: str
) -> None:
    online(desk.session, desk.election, 1)
    give(desk.session, desk.election, desk.carla, 2)
    n = desk.aside(AsideWhy.HAS_VOTED)
    with pytest.raises(DomainError, match=code):
        desk.decide(n, voter=voter)


def test_number_that_votes_between_asking_and_confirming_is_not_counted_twice(desk: Desk) -> None:
    n = desk.aside(AsideWhy.NOT_FOUND)
    asked = to_decide(desk.round_, n, outcome=AsideOutcome.COUNTS, voter=3, reason="Found.")
    act = accounts.ask(desk.session, DECIDE, actor=desk.carla, asked=asked, now=DURING)
    online(desk.session, desk.election, 3)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": DURING}
    with pytest.raises(Conflict, match=r"paper\.voter_has_voted"):
        accounts.confirm(desk.session, actor=desk.ada, **pressed)


def test_number_is_named_only_for_a_paper_under_a_condition_that_counts(desk: Desk) -> None:
    doubtful, under = desk.aside(AsideWhy.SIGNED), desk.aside(AsideWhy.NOT_FOUND)
    for n, outcome in ((doubtful, AsideOutcome.COUNTS), (under, AsideOutcome.REFUSED)):
        with pytest.raises(Conflict, match=r"paper\.voter_not_asked"):
            desk.decide(n, outcome, voter=3)


def test_paper_is_decided_once_and_with_a_reason(desk: Desk) -> None:
    n = desk.aside(AsideWhy.SIGNED)
    with pytest.raises(Conflict, match=r"paper\.say_why"):
        desk.decide(n, reason="")
    desk.decide(n, AsideOutcome.REFUSED)
    with pytest.raises(Conflict, match=r"paper\.aside_decided"):
        desk.decide(n)
    with pytest.raises(DomainError, match=r"paper\.no_such_aside"):
        desk.decide(9)


def test_two_people_replace_a_vote_by_a_paper_in_one_act(session: Session, tmp_path: Path) -> None:
    """Source: docs/rules/paper.md section 1.3."""
    desk = make_desk(session, tmp_path / "keys", Exclusion.REPLACES)
    online(session, desk.election, 1, 2)
    asked = to_replace(desk.round_, 2)
    act = accounts.ask(session, REPLACE, actor=desk.carla, asked=asked, now=DURING)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": DURING}
    accounts.confirm(session, actor=desk.ada, **pressed)
    assert desk.state(2) == "paper"
    assert session.scalars(select(UrnEnvelope.slot)).all() == [1]
    assert paper_numbers(session, desk.election.round_id).issued == 1
    assert reconcile(session, desk.election.round_id).agrees
    assert round_findings(session, desk.round_) == []


@pytest.mark.parametrize(
    ("rule", "voter", "code"),
    [
        (Exclusion.FIRST, 1, "paper.first_counts"),
        (Exclusion.REPLACES, 2, "paper.has_not_voted"),
        (Exclusion.REPLACES, 9, "paper.no_such_voters"),
    ],
)
def test_vote_is_replaced_only_where_there_is_one_and_the_rule_lets_it(
    session: Session, tmp_path: Path, rule: Exclusion, voter: int, code: str
) -> None:
    desk = make_desk(session, tmp_path / "keys", rule)
    online(session, desk.election, 1)
    with pytest.raises(Conflict, match=code):
        accounts.ask(
            session, REPLACE, actor=desk.carla, asked=to_replace(desk.round_, voter), now=DURING
        )


def receive(desk: Desk, sheets: int, *, now: datetime = DURING) -> int:
    """Dora, who gave no papers out, logs a batch with the papers that were set aside and count."""
    dora = make_person(desk.session, "Dora", role="clerk", scope=SCOPE)
    return batches.receive_batch(
        desk.session,
        actor=dora,
        round_id=desk.election.round_id,
        place="Library",
        seal="A1",
        sheets=sheets,
        with_asides=True,
        today=now.date(),
        now=now,
    )


def refuse(desk: Desk, n: int, now: datetime = DURING) -> None:
    for person in (desk.carla, desk.ada):
        batch = batch_of(desk.session, desk.election.round_id, n)
        batches.refuse_batch(
            desk.session,
            actor=person,
            round_id=desk.election.round_id,
            n=n,
            reason="The seal was broken.",
            seen=seal_facts(facts_of(batch)),
            now=now,
        )


def three_counting(desk: Desk) -> list[int]:
    """Two doubtful papers and one given under a condition that count."""
    give(desk.session, desk.election, desk.carla, 1, 2, 5)
    asides = [desk.aside(why) for why in (AsideWhy.SIGNED, AsideWhy.NO_STAMP, AsideWhy.NOT_FOUND)]
    for n in asides:
        desk.decide(n, voter=3 if n == 3 else 0)
    return asides


def test_papers_set_aside_come_back_from_a_refused_batch(desk: Desk) -> None:
    """Source: docs/rules/paper.md section 4.5."""
    own, asides = desk.election.round_id, three_counting(desk)
    assert receive(desk, 4) == 1
    assert desk.undecided() == 1  # the batch
    refuse(desk, 1)
    assert asides_to_batch(desk.session, own) == asides
    numbers = paper_numbers(desk.session, own)
    assert (numbers.returned, numbers.set_aside, numbers.undecided) == (3, 3, 3)
    assert [aside_of(desk.session, own, n).came_back_on for n in asides] == [TODAY] * 3
    entry = next(
        each for each in waiting_entries(desk.session) if each["kind"] == PaperLog.BATCH_REFUSED
    )
    assert entry["data"]["asides"] == 3
    with pytest.raises(Conflict, match=r"urn\.paper_undecided"):
        close_urn(desk.session, pair=CLOSERS, round_id=own, now=CLOSES)
    # Into another batch, and from there into the box: nobody knows in which one any more.
    assert receive(desk, 4) == 2
    assert aside_of(desk.session, own, 1).came_back_on is None
    assert (desk.undecided(), asides_to_batch(desk.session, own)) == (1, [])
    forget_batch(desk.session, round_id=own, batch=2)
    assert [aside_of(desk.session, own, n).batch for n in asides] == [None] * 3
    assert give_back(desk.session, round_id=own, batch=2, today=TODAY) == 0


def test_only_papers_of_the_refused_batch_come_back(desk: Desk) -> None:
    own, _asides = desk.election.round_id, three_counting(desk)
    receive(desk, 4)
    give(desk.session, desk.election, desk.carla, 4)
    later = desk.aside(AsideWhy.OTHER)
    desk.decide(later)
    assert receive(desk, 1, now=CLOSES) == 2
    refuse(desk, 2)
    assert asides_to_batch(desk.session, own) == [later]


def test_paper_that_came_back_can_be_refused_and_nothing_else(desk: Desk) -> None:
    three_counting(desk)
    receive(desk, 4)
    with pytest.raises(Conflict, match=r"paper\.aside_decided"):
        desk.decide(1, AsideOutcome.REFUSED)
    refuse(desk, 1)
    with pytest.raises(Conflict, match=r"paper\.counts_already"):
        desk.decide(1)
    for n in (1, 2, 3):
        desk.decide(n, AsideOutcome.REFUSED, reason="Its batch was not ours.")
    assert desk.undecided() == 0
    assert desk.state(3) == "paper"
    numbers = paper_numbers(desk.session, desk.election.round_id)
    assert (numbers.conditional, numbers.conditional_refused, numbers.set_aside) == (1, 1, 3)
    close_urn(desk.session, pair=CLOSERS, round_id=desk.election.round_id, now=CLOSES)
    assert round_findings(desk.session, desk.round_) == []
    told = PaperNumbers.read(close_entry(desk.session, desk.round_))
    assert (told.issued, told.conditional, told.conditional_refused) == (4, 1, 1)


def test_papers_set_aside_lie_alone_only_when_voting_is_over(desk: Desk) -> None:
    """Else one single voter on paper keeps the box open for ever. Source: section 4.3."""
    give(desk.session, desk.election, desk.carla, 1)
    desk.decide(desk.aside(AsideWhy.SIGNED))
    with pytest.raises(Conflict, match=r"paper\.asides_hide"):
        receive(desk, 1, now=CLOSES - timedelta(microseconds=1))
    assert receive(desk, 1, now=CLOSES) == 1


def test_papers_under_a_condition_are_numbers_of_their_own(desk: Desk) -> None:
    for _each in range(3):
        desk.aside(AsideWhy.NOT_FOUND)
    desk.decide(1, voter=3)
    desk.decide(2, AsideOutcome.REFUSED)
    numbers = paper_numbers(desk.session, desk.election.round_id)
    assert (numbers.conditional, numbers.conditional_counted) == (3, 1)
    assert numbers.conditional_refused == 1
    assert numbers.told["paper_conditional"] == 3
    assert numbers.issued == numbers.returned + numbers.not_returned
