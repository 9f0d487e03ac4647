"""What a committee puts right with an idea: claims, and answers that it gave.

Source: docs/rules/proposals.md section 7, docs/rules/review.md section 7.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea
from pbplatform.review import services
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import ANSWERING, DECIDING, Story, freeze_story, make_story
from tests.pages import hidden_field

IDEA = "/rounds/neighbour-fund/ideas/1-shade-and-seats-mill-lane"


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    return make_story(session)


def turned_down(story: Story) -> Idea:
    idea = story.claimed()
    given = {"idea_id": idea.id, "now": ANSWERING}
    words = "There is one already."
    services.leave_idea(story.session, actor=story.amina, reason="other", words=words, **given)
    services.confirm_leaving(story.session, actor=story.dev, **given)
    return idea


def kinds(session: Session) -> list[str]:
    return [json.loads(body)["kind"] for body in session.scalars(select(LogPending.body))]


def mails(session: Session) -> list[str]:
    return [row.kind for row in session.scalars(select(OutboxRow))]


@pytest.mark.database
def test_committee_takes_up_again_what_it_turned_down_and_the_old_answer_stays(
    client: FlaskClient, session: Session, story: Story
) -> None:
    idea = turned_down(story)
    session.commit()
    desk = "/desk/delegate/neighbour-fund/committees/streets-and-green-space"
    page = "/desk/delegate/neighbour-fund/ideas/1/reopen"
    sign_in(client, story.amina, DECIDING)
    assert page in client.get(desk).text
    assert "There is one already." in client.get(page).text
    assert client.post(page, data={}).status_code == 422
    words = {"words": "That one was taken away."}
    asked = client.post(page, data=words, follow_redirects=True).text
    assert "Other delegates must agree." in asked
    sign_in(client, story.dev, DECIDING)
    leave = "/desk/delegate/neighbour-fund/ideas/1/leave"
    seen = {"seen": hidden_field(client.get(leave).text, "seen")}
    client.post(leave, data={**seen, "action": "confirm"})
    session.expire_all()
    assert (idea.state, idea.not_taken_words) == (IdeaState.CLAIMED, "")
    public = client.get(IDEA).text
    for told in ("There is one already.", "That one was taken away.", "Taken up again"):
        assert told in public
    assert "idea:idea:reopened" in kinds(session)
    assert "proposals:idea_reopened" in mails(session)


def test_taking_up_again_needs_a_reason_another_delegate_and_a_ballot_that_is_open(
    session: Session, story: Story
) -> None:
    idea = turned_down(story)
    given = {"idea_id": idea.id, "now": DECIDING}
    with pytest.raises(Conflict, match="reason_needed"):
        services.reopen_idea(session, actor=story.amina, words=" ", **given)
    services.reopen_idea(session, actor=story.amina, words="Wrong.", **given)
    with pytest.raises(Conflict, match="second_person"):
        services.confirm_leaving(session, actor=story.amina, **given)
    services.object_to_leaving(session, actor=story.dev, words="It was right.", **given)
    assert idea.state == IdeaState.NOT_TAKEN
    services.reopen_idea(session, actor=story.amina, words="Wrong.", **given)
    freeze_story(story)
    with pytest.raises(Conflict, match="frozen"):
        services.confirm_leaving(session, actor=story.dev, **given)
    assert {"idea:reopening:recorded", "idea:reopening:objected"} <= set(kinds(session))


@pytest.mark.parametrize("reopens", [True, False])
def test_author_asks_once_and_a_facilitator_looks_again_by_pages(
    client: FlaskClient, session: Session, story: Story, reopens: bool
) -> None:
    idea = turned_down(story)
    session.commit()
    sign_in(client, story.nadia, DECIDING)
    ask = "/rounds/neighbour-fund/ideas/1/look-again"
    assert ask in client.get("/rounds/neighbour-fund/ideas/1/yours").text
    assert client.post(ask, data={"words": ""}).status_code == 422
    done = client.post(ask, data={"words": "It is another street."}, follow_redirects=True)
    assert "We look at your idea again." in done.text
    assert client.post(ask, data={"words": "Please!"}).status_code == 409
    assert "It is another street." not in client.get(IDEA).text
    sign_in(client, story.bea, DECIDING)
    assert "1 author asks to look again" in client.get("/desk/facilitator").text
    page = "/desk/facilitator/ideas/neighbour-fund/1/look-again"
    assert page in client.get("/desk/facilitator/ideas").text
    shown = client.get(page).text
    assert "It is another street." in shown
    outcome = "reopened" if reopens else "stands"
    sent = {"seen": hidden_field(shown, "seen"), "words": "We looked.", "outcome": outcome}
    assert client.post(page, data={**sent, "seen": ""}).status_code == 409
    assert client.post(page, data=sent).status_code == 302
    assert client.post(page, data={**sent, "words": "Again."}).status_code in (302, 409)
    session.expire_all()
    assert idea.state == (IdeaState.CLAIMED if reopens else IdeaState.NOT_TAKEN)
    public = client.get(IDEA).text
    assert "There is one already." in public
    assert "We looked." in public
    told = "proposals:idea_reopened" if reopens else "proposals:idea_plea_declined"
    assert told in mails(session)


def test_facilitator_whom_nobody_asked_takes_nothing_up_again(
    session: Session, story: Story
) -> None:
    idea = turned_down(story)
    given = {"idea_id": idea.id, "now": DECIDING}
    with pytest.raises(Conflict, match="nobody_asked"):
        proposals.reopen_idea(session, actor=story.bea, words="I like it.", **given)
    late = DECIDING + timedelta(days=60)
    with pytest.raises(Conflict, match="too_late"):
        proposals.plead(session, actor=story.nadia, idea_id=idea.id, words="Late.", now=late)
    with pytest.raises(NotAllowed):
        proposals.plead(session, actor=story.dev, words="Mine.", **given)


def test_wrong_claim_goes_back_to_the_committee_and_another_delegate_takes_it(
    client: FlaskClient, session: Session, story: Story
) -> None:
    idea = story.claimed()
    session.commit()
    page = "/desk/delegate/neighbour-fund/ideas/1/holder"

    def send(who: ActorRef, choice: str, words: str = "I am on holiday.") -> int:
        sign_in(client, who, DECIDING)
        assert client.get(page).status_code == 200
        return client.post(page, data={"who": choice, "words": words}).status_code

    assert send(story.amina, "me") == 409
    assert send(story.amina, "all", "") == 422
    assert send(story.amina, "all") == 302
    session.expire_all()
    assert (idea.state, idea.claimed_by) == (IdeaState.CLAIMED, None)
    assert send(story.dev, "me") == 302
    assert send(story.amina, "me", "I know the street.") == 302
    session.expire_all()
    assert idea.claimed_by == story.amina.account_id
    assert mails(session).count("review:claim_passed") == 1
    assert kinds(session).count("idea:claim:passed") == 3
    sign_in(client, story.nadia, DECIDING)
    assert client.get(page).status_code == 403
