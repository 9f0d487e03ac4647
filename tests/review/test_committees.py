"""Declared interests, and what follows from them. Source: docs/rules/review.md section 1."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.proposals.kinds import IdeaState
from pbplatform.review import queries, services
from tests.factories_proposals import (
    ASKING,
    CLAIMING,
    Story,
    make_committee,
    make_delegate,
    make_idea,
    make_proposal,
    make_story,
    proposal_facts,
)


@pytest.mark.parametrize("verb", ["claim", "leave", "create", "change", "ask", "decide"])
def test_delegate_declares_interests_before_any_other_act(session: Session, verb: str) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    proposal = story.costed()
    claimed = story.claimed(title="Chess")
    dele = make_delegate(session, story.round, story.committee, "Dele", declared=False)
    acts = {
        "claim": lambda: services.claim_idea(
            session, actor=dele, idea_id=idea.id, committee_id=story.committee.id, now=CLAIMING
        ),
        "leave": lambda: services.leave_idea(
            session, actor=dele, idea_id=claimed.id, reason="other", words="x", now=ASKING
        ),
        "create": lambda: make_proposal(session, story.committee, dele, [claimed]),
        "change": lambda: services.change_proposal(
            session,
            actor=dele,
            proposal_id=proposal.id,
            facts=proposal_facts(title="Benches"),
            reason="x",
            now=ASKING,
        ),
        "ask": lambda: services.ask_costing(
            session,
            actor=dele,
            proposal_id=proposal.id,
            team_id=story.team.id,
            questions="?",
            now=ASKING,
        ),
        "decide": lambda: story.record(proposal, actor=dele),
    }
    with pytest.raises(NotAllowed, match="declare_first"):
        acts[verb]()
    services.declare_interests(
        session, actor=dele, committee_id=story.committee.id, interests={}, now=CLAIMING
    )
    acts[verb]()


def test_declaration_is_public_and_an_interest_once_declared_stays(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    declare = {"committee_id": story.committee.id, "now": CLAIMING}
    services.declare_interests(
        session, actor=story.amina, interests={idea.number: "My firm makes benches"}, **declare
    )
    services.declare_interests(session, actor=story.amina, interests={}, **declare)
    found = queries.interests(session, story.committee.id)
    assert [(one.name, one.idea, one.words) for one in found] == [
        ("Amina", idea.number, "My firm makes benches")
    ]


def test_interest_needs_words_and_a_public_idea(session: Session) -> None:
    story = make_story(session)
    waiting = make_idea(session, story.round, published=False)
    declare = {"actor": story.amina, "committee_id": story.committee.id, "now": CLAIMING}
    with pytest.raises(Conflict, match="interest_words"):
        services.declare_interests(session, interests={1: " "}, **declare)
    with pytest.raises(Conflict, match="unknown_idea"):
        services.declare_interests(session, interests={waiting.number: "x"}, **declare)


def test_only_a_delegate_of_the_committee_declares_there(session: Session) -> None:
    story = make_story(session)
    other = make_committee(session, story.round, "Young people")
    for actor in (story.amina, story.bea, story.nadia):
        with pytest.raises(NotAllowed):
            services.declare_interests(
                session, actor=actor, committee_id=other.id, interests={}, now=CLAIMING
            )


def interested(story: Story, number: int) -> dict[str, object]:
    services.declare_interests(
        story.session,
        actor=story.amina,
        committee_id=story.committee.id,
        interests={number: "My firm makes benches"},
        now=CLAIMING,
    )
    return {"actor": story.amina, "now": ASKING}


def test_delegate_with_an_interest_does_not_leave_the_idea_but_may_write(session: Session) -> None:
    story = make_story(session)
    idea = story.claimed()
    acting = interested(story, idea.number)
    with pytest.raises(NotAllowed, match="interest_declared"):
        services.leave_idea(session, idea_id=idea.id, reason="other", words="No.", **acting)
    make_proposal(session, story.committee, story.amina, [idea])
    assert idea.state == IdeaState.BECAME


def test_interest_in_one_idea_blocks_deciding_the_proposal_it_became(session: Session) -> None:
    story = make_story(session)
    proposal = story.costed()
    interested(story, 1)
    with pytest.raises(NotAllowed, match="interest_declared"):
        story.decide(proposal)


def test_facilitator_gives_out_and_answers_late_ideas_without_a_declaration(
    session: Session,
) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    late = story.round.review_close_at
    services.claim_idea(
        session, actor=story.bea, idea_id=idea.id, committee_id=story.committee.id, now=late
    )
    services.leave_idea(
        session, actor=story.bea, idea_id=idea.id, reason="other", words="Sorry.", now=late
    )
    assert idea.state == IdeaState.NOT_TAKEN
