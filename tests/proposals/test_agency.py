"""Ruling 37: every open idea says who acts next. Source: docs/rules/proposals.md section 6."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.proposals import services
from pbplatform.proposals.kinds import IDEA_TRANSITIONS, PROPOSAL_TRANSITIONS, IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.proposals.words.next_act import is_final, next_act
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import ASKING, READING, Story, make_idea, make_proposal, make_story


def idea_in(story: Story, state: IdeaState) -> Idea:
    """An idea brought to `state` by what people do."""
    session, bea, nadia = story.session, story.bea, story.nadia
    if state in (IdeaState.CLAIMED, IdeaState.BECAME, IdeaState.NOT_TAKEN):
        idea = story.claimed()
        if state == IdeaState.BECAME:
            make_proposal(session, story.committee, story.amina, [idea])
        if state == IdeaState.NOT_TAKEN:
            services.leave_idea(
                session,
                actor=story.amina,
                idea_id=idea.id,
                reason="other",
                words="No.",
                now=ASKING,
            )
        return idea
    idea = make_idea(session, story.round, published=state == IdeaState.PUBLISHED)
    if state in (IdeaState.REFUSED, IdeaState.SECOND_LOOK):
        services.refuse_idea(
            session, actor=bea, idea_id=idea.id, rule="twice", words="As 3.", now=READING
        )
    if state == IdeaState.SECOND_LOOK:
        services.ask_again(session, actor=nadia, idea_id=idea.id, words="No.", now=READING)
    if state == IdeaState.WITHDRAWN:
        services.withdraw_idea(session, actor=nadia, idea_id=idea.id, now=READING)
    return idea


@pytest.mark.parametrize("state", list(IdeaState))
@pytest.mark.parametrize("days", [0, 30, 400])
def test_every_open_idea_says_who_acts_by_when_and_what_happens_otherwise(
    session: Session, state: IdeaState, days: int
) -> None:
    story = make_story(session)
    idea = idea_in(story, state)
    assert idea.state == state
    now = READING + timedelta(days=days)
    act = next_act(idea, story.round, story.committee, now=now, today=now.date())
    if is_final(idea, now.date()):
        assert act is None
        # Nothing leads out of a final state, except a second look whose time has passed.
        assert (
            not IDEA_TRANSITIONS[state]
            or (state in (IdeaState.REFUSED, IdeaState.NOT_TAKEN) and days > 0)
            or state == IdeaState.BECAME
        )  # its author may object to a join, and nobody waits for that
        return
    assert act is not None
    assert act.who
    assert act.what
    assert act.by is not None
    assert act.otherwise
    if state in (IdeaState.PUBLISHED, IdeaState.CLAIMED):
        assert act.otherwise.endswith(" now.") is act.late
    assert act.late is (days == 400 or (days == 30 and state in ("sent", "second_look")))


@pytest.mark.parametrize("state", list(IdeaState))
def test_page_of_every_open_idea_says_who_acts_next(
    client: FlaskClient, session: Session, clock: SetClock, state: IdeaState
) -> None:
    story = make_story(session)
    idea = idea_in(story, state)
    number, final = idea.number, is_final(idea, ASKING.date())
    session.commit()
    clock.at = ASKING
    sign_in(client, story.nadia, ASKING)
    page = client.get(f"/rounds/neighbour-fund/ideas/{number}-shade-and-seats-mill-lane")
    assert page.status_code == 200
    assert ("data-next-actor" in page.get_data(as_text=True)) is not final


def test_every_state_is_in_the_table_of_transitions() -> None:
    assert set(IDEA_TRANSITIONS) == set(IdeaState)
    assert len(PROPOSAL_TRANSITIONS) == 3
    reached = {state for states in IDEA_TRANSITIONS.values() for state in states}
    assert reached | {IdeaState.SENT} == set(IdeaState)
