"""No one person decides: each delegate's own word makes a decision stand.

Source: docs/rules/review.md sections 4 and 7.
"""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea
from pbplatform.review import services
from pbplatform.review.models import DecisionRecord, DecisionVote
from pbplatform.review.queries.records import record_row
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import (
    ANSWERING,
    DECIDING,
    Story,
    answer,
    make_costing,
    make_delegate,
    make_story,
    proposal_facts,
)
from tests.pages import hidden_field

TASKS = "/desk/delegate/neighbour-fund/proposals/1"


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    return make_story(session)


def kinds(session: Session) -> list[str]:
    return [json.loads(body)["kind"] for body in session.scalars(select(LogPending.body))]


@pytest.mark.database
def test_record_stands_only_when_everybody_named_confirmed_their_own_vote(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    grace = make_delegate(session, story.round, story.committee, "Grace")
    votes = {each.account_id: "for" for each in (story.amina, story.dev, grace)}
    story.record(proposal, votes=votes)
    given = {"proposal_id": proposal.id, "now": DECIDING}
    for _twice in range(2):
        assert services.confirm_decision(session, actor=story.amina, **given) is False
    assert services.confirm_decision(session, actor=story.dev, **given) is False
    assert proposal.state == ProposalState.WRITING
    assert not session.scalars(select(DecisionVote)).all()
    assert services.confirm_decision(session, actor=grace, **given) is True
    assert proposal.state == ProposalState.ON_BALLOT
    assert session.get(DecisionRecord, proposal.id) is None
    assert {vote.account_id for vote in session.scalars(select(DecisionVote))} == set(votes)


@pytest.mark.parametrize("onto_ballot", [True, False])
def test_one_delegate_alone_decides_nothing(
    session: Session, story: Story, onto_ballot: bool
) -> None:
    proposal = story.costed()
    alone = {story.amina.account_id: "for"}
    with pytest.raises(Conflict, match="too_few"):
        story.record(proposal, votes=alone, onto_ballot=onto_ballot, reason="other")


def test_person_who_is_named_objects_and_the_record_falls_in_public(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.record(proposal)
    given = {"proposal_id": proposal.id, "now": DECIDING}
    grace = make_delegate(session, story.round, story.committee, "Grace")
    with pytest.raises(NotAllowed, match="not_named"):
        services.object_to_decision(session, actor=grace, words="I was there.", **given)
    with pytest.raises(NotAllowed, match="not_named"):
        services.confirm_decision(session, actor=grace, **given)
    with pytest.raises(Conflict, match="reason_needed"):
        services.object_to_decision(session, actor=story.dev, words=" ", **given)
    services.object_to_decision(session, actor=story.dev, words="I was ill.", **given)
    assert record_row(session, proposal.id) is None
    with pytest.raises(Conflict, match="no_record"):
        services.confirm_decision(session, actor=story.dev, **given)
    assert {"proposal:decision:recorded", "proposal:decision:objected"} <= set(kinds(session))
    story.decide(proposal)
    assert proposal.state == ProposalState.ON_BALLOT


@pytest.mark.parametrize("who", ["amina", "dev"])  # who wrote it down, and who is to confirm it
def test_record_cannot_stand_with_a_vote_of_somebody_who_declared_an_interest_since(
    session: Session, story: Story, who: str
) -> None:
    proposal = story.costed()
    story.record(proposal)
    idea = session.scalars(select(Idea).where(Idea.proposal_id == proposal.id)).first()
    assert idea is not None
    interested = getattr(story, who)
    services.declare_interests(
        session,
        actor=interested,
        committee_id=story.committee.id,
        interests={idea.number: "My sister's firm makes benches."},
        now=DECIDING,
    )
    given = {"proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(Conflict, match="interest_rule"):
        services.confirm_decision(session, actor=story.dev, **given)
    assert proposal.state == ProposalState.WRITING
    services.object_to_decision(session, actor=interested, words="I stand to gain.", **given)
    assert record_row(session, proposal.id) is None


@pytest.mark.parametrize("what", ["text", "costing"])
def test_record_cannot_stand_for_another_text_or_another_price(
    session: Session, story: Story, what: str
) -> None:
    proposal = story.costed()
    story.record(proposal)
    if what == "text":
        services.change_proposal(
            session,
            actor=story.amina,
            proposal_id=proposal.id,
            facts=proposal_facts(text="Twelve benches."),
            reason="More.",
            now=DECIDING,
        )
    else:
        again = make_costing(session, proposal, story.team, story.amina, now=DECIDING)
        services.answer_costing(
            session,
            actor=story.tom,
            costing_id=again.id,
            answer=answer(price_minor=1_900_000),
            now=DECIDING,
        )
    code = "no_record" if what == "text" else "text_changed"  # a new text lets it fall
    with pytest.raises(Conflict, match=code):
        services.confirm_decision(session, actor=story.dev, proposal_id=proposal.id, now=DECIDING)


def test_confirmation_of_a_record_that_was_written_anew_does_nothing(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.record(proposal)
    session.commit()
    sign_in(client, story.dev, DECIDING)
    seen = {"seen": hidden_field(client.get(f"{TASKS}/decision").text, "seen")}
    services.object_to_decision(
        session, actor=story.amina, proposal_id=proposal.id, words="Wrong day.", now=DECIDING
    )
    story.record(proposal, words="Quite other words.")
    session.commit()
    for sent in (seen, {}, {"seen": ""}):
        refused = client.post(f"{TASKS}/decision", data={**sent, "action": "confirm"})
        assert refused.status_code == 409
        assert "Quite other words." in refused.text
    session.rollback()
    assert proposal.state == ProposalState.WRITING


def test_idea_is_left_by_two_and_kept_by_either(session: Session, story: Story) -> None:
    idea = story.claimed()
    given = {"idea_id": idea.id, "now": ANSWERING}
    said = {"reason": "other", "words": "There is one already."}
    services.leave_idea(session, actor=story.amina, **said, **given)
    assert idea.state == IdeaState.CLAIMED
    with pytest.raises(Conflict, match="second_person"):
        services.confirm_leaving(session, actor=story.amina, **given)
    with pytest.raises(Conflict, match="recorded_already"):
        services.leave_idea(session, actor=story.dev, **said, **given)
    services.object_to_leaving(session, actor=story.dev, words="It is another street.", **given)
    with pytest.raises(Conflict, match="none"):
        services.confirm_leaving(session, actor=story.dev, **given)
    services.leave_idea(session, actor=story.dev, **said, **given)
    services.confirm_leaving(session, actor=story.amina, **given)
    assert (idea.state, idea.not_taken_words) == (IdeaState.NOT_TAKEN, said["words"])


def test_claimed_idea_is_handed_back_with_a_reason_and_can_be_claimed_again(
    session: Session, story: Story
) -> None:
    idea = story.claimed()
    look_by = idea.look_by
    given = {"idea_id": idea.id, "now": ANSWERING}
    services.leave_idea(session, actor=story.dev, reason="other", words="No.", **given)
    with pytest.raises(Conflict, match="reason_needed"):
        services.hand_back(session, actor=story.amina, words="", **given)
    with pytest.raises(NotAllowed):
        services.hand_back(session, actor=story.nadia, words="Mine.", **given)
    services.hand_back(session, actor=story.amina, words="It is for Young people.", **given)
    assert (idea.state, idea.committee_id, idea.look_by) == (IdeaState.PUBLISHED, None, look_by)
    assert "idea:idea:handed_back" in kinds(session)
    services.claim_idea(session, actor=story.dev, committee_id=story.committee.id, **given)
    with pytest.raises(Conflict, match="none"):
        services.confirm_leaving(session, actor=story.amina, **given)
