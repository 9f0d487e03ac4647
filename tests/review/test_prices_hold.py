"""A price belongs to a version of the text: confirmed, given again, or with conditions met.

Source: docs/rules/review.md section 11.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.confirmation import seal
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.review import queries, services
from pbplatform.review.kinds import NotReady, PriceHeld
from pbplatform.review.models import CostingCondition, DecisionRecord, PriceCheck
from pbplatform.review.queries.conditions import conditions_of
from pbplatform.review.queries.holding import holding, prices_to_check, unready_projects
from pbplatform.review.queries.reopened import past_decisions
from pbplatform.review.services.holding import facts_to_hold
from pbplatform.rounds.queries import ballot_projects
from tests.factories import make_person, make_team
from tests.factories_proposals import (
    ANSWERING,
    DECIDING,
    Story,
    answer,
    freeze_story,
    make_costing,
    make_story,
)


@pytest.fixture
def story(session: Session) -> Story:
    return make_story(session)


def kinds(session: Session) -> list[str]:
    """Kinds of all entries of the log."""
    query = select(LogPending.body)
    return [json.loads(body)["kind"] for body in session.scalars(query)]


def mails(session: Session, kind: str) -> list[dict[str, object]]:
    return [dict(row.payload) for row in session.scalars(select(OutboxRow)) if kind in row.kind]


def again(story: Story, proposal: Proposal, **said: object) -> None:
    """Tom prices it again and answers at once."""
    costing = services.price_again(
        story.session,
        actor=story.tom,
        proposal_id=proposal.id,
        words="A firm said so.",
        now=DECIDING,
    )
    services.answer_costing(
        story.session, actor=story.tom, costing_id=costing.id, answer=answer(**said), now=DECIDING
    )


@pytest.mark.parametrize("part", ["title", "text", "summary", "spot", "who_benefits", "drawing"])
def test_any_new_version_asks_whether_the_price_holds(
    session: Session, story: Story, part: str
) -> None:
    proposal = story.costed()
    story.change(proposal, **{part: "lamp"})
    with pytest.raises(Conflict, match="price_of_older_text"):
        story.record(proposal)
    [waiting] = prices_to_check(session, ["parks"], DECIDING)
    assert waiting.check is not None
    assert (waiting.check.version, waiting.days_late) == (2, 0)
    assert mails(session, "price_asked")[0]["version"] == 2
    story.hold(proposal)
    assert prices_to_check(session, ["parks"], DECIDING) == []
    story.record(proposal)


def test_saving_the_same_text_asks_nobody(session: Session, story: Story) -> None:
    proposal = story.costed()
    story.change(proposal)
    assert proposal.version == 1
    assert session.query(PriceCheck).count() == 0


def test_text_that_no_team_has_priced_asks_nobody(session: Session, story: Story) -> None:
    refused = story.costed(verdict="no", cannot="law", cannot_words="The law.")
    for proposal in (story.proposal(), refused):
        story.change(proposal, text="Eight.")
    assert session.query(PriceCheck).count() == 0


def test_newer_version_asks_again_and_ends_the_question_before(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.change(proposal, text="Eight benches.")
    story.hold(proposal)
    story.change(proposal, text="Nine benches.")
    story.change(proposal, text="Ten benches.")
    checks = session.query(PriceCheck).order_by(PriceCheck.version).all()
    assert [each.outcome for each in checks] == [PriceHeld.HOLDS, PriceHeld.OVERTAKEN, ""]
    told = holding(session, proposal, queries.latest_answer(session, proposal.id))
    assert told is not None
    assert (told.held_for, told.is_priced) == (2, False)


def test_question_that_was_seen_before_a_newer_text_confirms_nothing(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.change(proposal, text="Eight benches.")
    told = holding(session, proposal, queries.latest_answer(session, proposal.id))
    assert told is not None
    seen = seal(facts_to_hold(told))
    story.change(proposal, text="Eighty benches.")
    given = {"actor": story.tom, "proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(Conflict, match="changed"):
        services.hold_price(session, spelling=False, seen=seen, **given)
    with pytest.raises(Conflict, match="look_first"):
        services.hold_price(session, spelling=False, seen="", **given)
    una = make_person(session, "Una", role="official", scope=make_team(session, "Roads").scope)
    with pytest.raises(NotAllowed):
        services.hold_price(session, spelling=False, **{**given, "actor": una})
    story.hold(proposal)
    with pytest.raises(Conflict, match="not_asked"):
        story.hold(proposal)


def test_record_waits_for_spelling_and_stands_when_both_agree(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.record(proposal)
    story.change(proposal, text="Six benches in three pairs under the lime-trees.", spelling=True)
    assert session.get(DecisionRecord, proposal.id) is not None
    confirm = {"actor": story.dev, "proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(Conflict, match="text_changed"):
        services.confirm_decision(session, **confirm)
    story.hold(proposal, spelling=True)
    assert services.confirm_decision(session, **confirm)
    assert proposal.state == ProposalState.ON_BALLOT
    entry = next(
        json.loads(body)
        for body in session.scalars(select(LogPending.body))
        if json.loads(body)["kind"] == "proposal:price:confirmed"
    )
    assert (entry["data"]["delegate"], entry["data"]["spelling"]) == ("Amina", True)


@pytest.mark.parametrize("how", ["another text", "not only spelling", "priced again"])
def test_record_falls_and_the_named_are_told(session: Session, story: Story, how: str) -> None:
    proposal = story.costed()
    story.record(proposal)
    story.change(proposal, text="Eight.", spelling=how != "another text")
    if how == "not only spelling":
        story.hold(proposal)
    if how == "priced again":
        again(story, proposal)
    assert session.get(DecisionRecord, proposal.id) is None
    assert "proposal:decision:fell" in kinds(session)
    assert len(mails(session, "decision_fell")) == 2


def test_spelling_of_a_text_whose_price_is_open_is_not_called_spelling(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.change(proposal, text="Eighty benches.")
    story.change(proposal, text="Eighty Benches.", spelling=True)
    check = session.get_one(PriceCheck, (1, 3))
    assert check.spelling_by is None
    with pytest.raises(Conflict, match="not_spelling"):
        story.hold(proposal, spelling=True)


def test_answer_about_an_older_text_asks_at_once_for_the_newer_one(
    session: Session, story: Story
) -> None:
    proposal = story.proposal()
    costing = make_costing(session, proposal, story.team, story.amina)
    story.change(proposal, text="Eight.")
    assert session.query(PriceCheck).count() == 0
    services.answer_costing(
        session, actor=story.tom, costing_id=costing.id, answer=answer(), now=ANSWERING
    )
    assert session.get_one(PriceCheck, (costing.id, 2)).is_open


def show(
    story: Story, proposal: Proposal, n: int, version: int | None = 2, words: str = ""
) -> None:
    services.show_condition(
        story.session,
        actor=story.amina,
        proposal_id=proposal.id,
        n=n,
        version=version,
        words=words or "It says so.",
        now=DECIDING,
    )


def judge(story: Story, proposal: Proposal, n: int, met: bool | None, words: str = "") -> None:
    services.judge_condition(
        story.session,
        actor=story.tom,
        proposal_id=proposal.id,
        n=n,
        met=met,
        words=words,
        now=DECIDING,
    )


def test_each_condition_is_shown_judged_and_all_must_be_met(session: Session, story: Story) -> None:
    proposal = story.costed(verdict="if_changed", change_words=" Six. \n\n Not on the bend.\n")
    conditions = session.query(CostingCondition).order_by(CostingCondition.n).all()
    assert [each.words for each in conditions] == ["Six.", "Not on the bend."]
    with pytest.raises(Conflict, match="change_first"):
        show(story, proposal, 1)
    story.change(proposal, text="Six.")
    for version in (None, 1, 3):
        with pytest.raises(Conflict, match="version_needed"):
            show(story, proposal, 1, version)
    with pytest.raises(NotFound):
        show(story, proposal, 3)
    with pytest.raises(Conflict, match="not_shown"):
        judge(story, proposal, 1, met=True)
    show(story, proposal, 1)
    show(story, proposal, 2)
    assert len(prices_to_check(session, ["parks"], DECIDING + timedelta(days=40))) == 3
    with pytest.raises(Conflict, match="choice_needed"):
        judge(story, proposal, 1, met=None)
    with pytest.raises(Conflict, match="missing_needed"):
        judge(story, proposal, 2, met=False, words=" ")
    judge(story, proposal, 1, met=True)
    judge(story, proposal, 2, met=False, words="Two are on the bend.")
    story.hold(proposal)
    with pytest.raises(Conflict, match="conditions_open"):
        story.record(proposal)
    with pytest.raises(Conflict, match="met_already"):
        show(story, proposal, 1)
    show(story, proposal, 2, words="I moved them.")
    judge(story, proposal, 2, met=True)
    story.decide(proposal)
    assert conditions_of(session, story.round.id) == []
    assert unready_projects(session, story.round.id) == []


def test_too_many_conditions_are_refused(session: Session, story: Story) -> None:
    with pytest.raises(Conflict, match="conditions_too_many"):
        story.costed(verdict="if_changed", change_words="\n".join("abcdefghijk"))


@pytest.mark.parametrize("price", [1_800_000, 1_700_000])
def test_lower_price_is_on_the_ballot_at_once(session: Session, story: Story, price: int) -> None:
    proposal = story.costed()
    story.decide(proposal)
    again(story, proposal, price_minor=price)
    assert proposal.state == ProposalState.ON_BALLOT
    assert ballot_projects(session, story.round.id)[0].cost_minor == price
    decided = queries.decision_of(session, proposal.id)
    assert decided is not None
    assert decided.decision.costing_id == 2
    assert mails(session, "review:price_replaced")[0]["after"] == f"{price} GBP 2"
    assert mails(session, "proposals:price_replaced")[0]["before"] == "1800000 GBP 2"


@pytest.mark.parametrize(
    "said",
    [
        {"price_minor": 1_800_001},
        {"verdict": "if_changed", "change_words": "Four."},
        {"verdict": "no", "cannot": "land", "cannot_words": "It is sold."},
    ],
)
def test_higher_price_condition_or_no_takes_it_off_the_ballot(
    session: Session, story: Story, said: dict[str, object]
) -> None:
    proposal = story.costed()
    story.decide(proposal)
    again(story, proposal, **said)
    assert proposal.state == ProposalState.WRITING
    assert ballot_projects(session, story.round.id) == []
    [past] = past_decisions(session, proposal.id)
    assert (past.decision.reopened_words, past.decision.onto_ballot) == ("A firm said so.", True)
    assert past.names["for"] == ["Amina", "Dev"]


def test_price_on_the_ballot_that_is_open_again_holds_the_freeze_up(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.decide(proposal)
    given = {"actor": story.tom, "proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(Conflict, match="reason_needed"):
        services.price_again(session, words=" ", **given)
    services.price_again(session, words="I forgot the ground.", **given)
    with pytest.raises(Conflict, match="asked_already"):
        services.price_again(session, words="Once more.", **given)
    [unready] = unready_projects(session, story.round.id)
    assert (unready.number, unready.why) == (1, NotReady.PRICED_AGAIN)
    assert queries.costings_for_teams(session, ["parks"], DECIDING)[0].costing.replaces == 1


def test_no_price_changes_after_the_freeze(session: Session, story: Story) -> None:
    proposal = story.costed()
    story.decide(proposal)
    freeze_story(story)
    given = {"actor": story.tom, "proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(Conflict, match=r"costing\.frozen"):
        services.price_again(session, words="Too late.", **given)
    with pytest.raises(Conflict, match=r"costing\.frozen"):
        story.hold(proposal)
