"""What a committee decides. Source: docs/rules/review.md sections 4 to 6."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import proposals_page
from pbplatform.review import queries, services
from pbplatform.review.kinds import Stage
from pbplatform.review.words.next_act import next_act_of_costing, next_act_of_proposal
from pbplatform.rounds.queries import ballot_projects
from tests.factories import make_person
from tests.factories_proposals import (
    ANSWERING,
    CLAIMING,
    DECIDING,
    Story,
    freeze_story,
    make_costing,
    make_delegate,
    make_story,
)


def test_decision_puts_number_price_and_words_on_the_ballot_and_tells_the_author(
    session: Session,
) -> None:
    story = make_story(session)
    proposal = story.costed()
    story.decide(proposal)
    project = ballot_projects(session, story.round.id)[0]
    assert (project.number, project.title, project.cost_minor) == (
        proposal.number,
        "Quiet benches",
        1_800_000,
    )
    assert (project.summary, project.drawing) == (
        "Six benches with backs and arms on Mill Lane, in shade.",
        "bench",
    )
    told = [row for row in session.scalars(select(OutboxRow)) if "put_on_ballot" in row.kind]
    assert [row.payload["to"] for row in told] == ["nadia@example.org"]
    assert "The need is plain" in told[0].payload["words"]


def test_decision_keeps_names_by_stance_in_the_public_log(session: Session) -> None:
    story = make_story(session)
    proposal = story.costed()
    people = {
        name: make_delegate(session, story.round, story.committee, name)
        for name in ("Dele", "Grace", "Ivan")
    }
    sam = make_delegate(
        session, story.round, story.committee, "Sam", interests={1: "His firm makes benches"}
    )
    votes = {
        story.amina.account_id: "for",
        people["Dele"].account_id: "for",
        people["Grace"].account_id: "against",
        people["Ivan"].account_id: "abstained",
        sam.account_id: "no_part",
    }
    story.decide(proposal, votes=votes)
    decided = queries.decision_of(session, proposal.id)
    assert decided is not None
    assert decided.names == {
        "for": ["Amina", "Dele"],
        "against": ["Grace"],
        "abstained": ["Ivan"],
        "no_part": ["Sam"],
        "absent": ["Dev"],
        "left": [],
    }
    assert decided.present == 5
    entries = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    entry = next(each for each in entries if each["kind"] == "proposal:committee:decided")
    assert entry["data"]["votes"]["no_part"] == ["Sam"]
    assert entry["data"]["recorded_by"] == "Amina"


@pytest.mark.parametrize(
    ("who", "stance", "code"),
    [
        ("sam", "for", "interest_rule"),
        ("dele", "no_part", "interest_rule"),
        ("dele", "against", "no_majority"),
        ("dele", "maybe", "stance_needed"),
        ("rosa", "for", "not_a_delegate"),
    ],
)
def test_votes_follow_the_rules(session: Session, who: str, stance: str, code: str) -> None:
    story = make_story(session)
    proposal = story.costed()
    people = {
        "dele": make_delegate(session, story.round, story.committee, "Dele"),
        "sam": make_delegate(session, story.round, story.committee, "Sam", interests={1: "Firm"}),
        "rosa": make_person(session, "Rosa"),
    }
    votes = {story.amina.account_id: "for", people[who].account_id: stance}
    with pytest.raises(Conflict, match=code):
        story.decide(proposal, votes=votes)
    assert proposal.state == ProposalState.WRITING


def test_decision_of_nobody_is_none(session: Session) -> None:
    story = make_story(session)
    proposal = story.costed()
    with pytest.raises(Conflict, match="too_few"):
        story.decide(proposal, votes={})


def test_ballot_needs_an_answer_that_says_it_can_be_done(session: Session) -> None:
    story = make_story(session)
    with pytest.raises(Conflict, match="no_costing"):
        story.decide(story.proposal())
    refused = story.costed(verdict="no", cannot="law", cannot_words="The law.")
    with pytest.raises(Conflict, match="cannot_be_done"):
        story.decide(refused)
    with pytest.raises(Conflict, match="conditions_open"):
        story.decide(story.costed(verdict="if_changed", change_words="Six, not eight."))


def test_newest_answer_decides(session: Session) -> None:
    story = make_story(session)
    proposal = story.costed(verdict="no", cannot="technical", cannot_words="Roots.")
    costing = make_costing(session, proposal, story.team, story.amina, now=ANSWERING)
    services.answer_costing(
        session,
        actor=story.tom,
        costing_id=costing.id,
        answer=services.CostingAnswer(
            verdict="yes",
            low_minor=1,
            likely_minor=2,
            high_minor=3,
            price_minor=2,
            months=0,
            included="All",
            sure="rough",
        ),
        now=ANSWERING + timedelta(days=1),
    )
    story.decide(proposal)
    assert ballot_projects(session, story.round.id)[0].cost_minor == 2


def test_ballot_needs_a_summary_and_a_price_within_the_rounds_money(session: Session) -> None:
    story = make_story(session)
    dear = story.costed(high_minor=60_000_000, price_minor=50_000_001, checked=True)
    with pytest.raises(Conflict, match="costs_too_much"):
        story.decide(dear)
    bare = story.costed()
    story.change(bare, summary="")
    story.hold(bare)
    with pytest.raises(Conflict, match="no_summary"):
        story.decide(bare)


def test_frozen_ballot_takes_nothing_more_but_authors_still_get_an_answer(
    session: Session,
) -> None:
    story = make_story(session)
    proposal = story.costed()
    freeze_story(story)
    late = story.round.review_close_at + timedelta(hours=1)
    with pytest.raises(Conflict, match="frozen"):
        story.decide(proposal, now=late)
    assert proposal.state == ProposalState.WRITING
    story.decide(proposal, onto_ballot=False, reason="other", words="Too late. Sorry.", now=late)
    assert proposal.state == ProposalState.NOT_THIS_ROUND


def test_not_this_round_needs_reason_and_words(session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    for reason, words, code in (("", "x", "reason_needed"), ("planned", "", "words_needed")):
        with pytest.raises(Conflict, match=code):
            story.decide(proposal, onto_ballot=False, reason=reason, words=words)
    story.decide(proposal, onto_ballot=False, reason="planned", words="It comes in May.")
    told = [row for row in session.scalars(select(OutboxRow)) if "not_this_round" in row.kind]
    assert "It comes in May." in told[0].payload["words"]


def test_day_of_a_decision_is_not_to_come_and_it_is_taken_once(session: Session) -> None:
    story = make_story(session)
    proposal = story.costed()
    with pytest.raises(Conflict) as refused:
        story.decide(proposal, decided_on=DECIDING.date() + timedelta(days=1))
    assert refused.value.field == "decided_on"
    story.decide(proposal)
    with pytest.raises(Conflict, match="decided_already"):
        story.decide(proposal)


@pytest.mark.parametrize("who", ["nadia", "tom", "bea"])
def test_only_delegates_of_the_committee_record_a_decision(session: Session, who: str) -> None:
    story = make_story(session)
    proposal = story.costed()
    with pytest.raises(NotAllowed):
        story.decide(proposal, actor=getattr(story, who))


def bring_to(story: Story, stage: Stage) -> Proposal:
    if stage is Stage.WRITING:
        return story.proposal()
    if stage is Stage.WITH_TEAM:
        proposal = story.proposal()
        make_costing(story.session, proposal, story.team, story.amina)
        return proposal
    if stage is Stage.TO_CHANGE:
        return story.costed(verdict="if_changed", change_words="Six, not eight.")
    proposal = story.costed()
    if stage is Stage.PRICE_ASKED:
        story.change(proposal, text="Eight benches.")
    if stage in (Stage.ON_BALLOT, Stage.WITHDRAWN):
        story.decide(proposal)
    if stage is Stage.WITHDRAWN:
        story.round.withdrawn = [proposal.number]
    if stage is Stage.NOT_THIS_ROUND:
        story.decide(proposal, onto_ballot=False, reason="other", words="No.")
    return proposal


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("phase", ["review", "late", "ready", "voting", "counting", "results"])
def test_every_open_proposal_says_who_acts_by_when_and_what_happens_otherwise(
    session: Session, stage: Stage, phase: str
) -> None:
    story = make_story(session)
    bring_to(story, stage)
    round_ = story.round
    if phase in ("ready", "voting", "counting", "results"):
        freeze_story(story)
    now = {
        "review": DECIDING,
        "late": round_.opens_at + timedelta(days=1),
        "ready": round_.review_close_at,
        "voting": round_.opens_at,
        "counting": round_.closes_at,
        "results": round_.results_at,
    }[phase]
    if phase == "results":
        round_.counted_at = round_.certified_at = now
    session.commit()  # lists are counted when what they show is kept
    page = proposals_page(session, round_.id, page=1)
    shown = queries.overview(session, list(page.rows), round_)[0]
    act = next_act_of_proposal(shown, now, now.date())
    assert shown.stage is stage
    over = (Stage.NOT_THIS_ROUND, Stage.WITHDRAWN)
    final = stage in over or (stage is Stage.ON_BALLOT and phase == "results")
    if final:
        assert act is None
        return
    assert act is not None
    assert act.who
    assert act.what
    assert act.by is not None
    assert act.otherwise
    assert act.late is (phase == "late" if stage is Stage.ON_BALLOT else phase != "review")


@pytest.mark.parametrize("stage", [Stage.WITH_TEAM, Stage.READY, Stage.NOT_THIS_ROUND])
def test_costing_says_who_acts_while_it_is_open(session: Session, stage: Stage) -> None:
    story = make_story(session)
    proposal = bring_to(story, stage)
    row = queries.costings_of_proposal(session, proposal.id, CLAIMING)[0]
    act = next_act_of_costing(row)
    assert (act is not None) is (stage is Stage.WITH_TEAM)
