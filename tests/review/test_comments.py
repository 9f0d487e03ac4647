"""Officials comment in the draft. Source: docs/rules/review.md section 10."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.models import Proposal
from pbplatform.review import services
from pbplatform.review.models import DraftComment
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person, make_team
from tests.factories_proposals import DECIDING, Story, make_costing, make_story, proposal_facts
from tests.review.desk import TASKS

PAGE = "/desk/official/costings/neighbour-fund/1/comments"
PUBLIC = "/rounds/neighbour-fund/proposals/1-quiet-benches"


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    return make_story(session)


def asked(story: Story) -> Proposal:
    proposal = story.proposal()
    make_costing(story.session, proposal, story.team, story.amina)
    return proposal


def comment(story: Story, proposal: Proposal, **changed: object) -> DraftComment:
    facts = {
        "actor": story.tom,
        "team_id": story.team.id,
        "part": "text",
        "passage": "in three  pairs",
        "words": "Two pairs fit.",
        "now": DECIDING,
    }
    return services.comment_on_draft(story.session, proposal_id=proposal.id, **{**facts, **changed})  # type: ignore[arg-type]


def kinds(session: Session) -> list[str]:
    return [json.loads(body)["kind"] for body in session.scalars(select(LogPending.body))]


@pytest.mark.database
def test_comment_is_answered_by_pages_and_both_sides_are_named_in_public_and_in_the_history(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = asked(story)
    session.commit()
    sign_in(client, story.tom, DECIDING)
    assert PAGE in client.get("/desk/official/costings/neighbour-fund/1").text
    sent = {"part": "text", "passage": "three pairs", "words": "Two pairs fit."}
    assert client.post(PAGE, data={**sent, "words": ""}).status_code == 422
    assert client.post(PAGE, data={**sent, "passage": "four pairs"}).status_code == 422
    assert "The delegates are told." in client.post(PAGE, data=sent, follow_redirects=True).text
    assert "Two pairs fit." not in client.get(PUBLIC).text
    sign_in(client, story.amina, DECIDING)
    desk = "/desk/delegate/neighbour-fund/committees/streets-and-green-space"
    assert "1 comment waits for your answer." in client.get(desk).text
    page = f"{TASKS}/comments/1"
    assert page in client.get(TASKS).text
    assert "Two pairs fit." in client.get(page).text
    services.change_proposal(
        session,
        actor=story.amina,
        proposal_id=proposal.id,
        facts=proposal_facts(text="Four benches in two pairs."),
        reason="Parks said so.",
        now=DECIDING,
    )
    session.commit()
    answer = {"outcome": "taken", "words": "It says two now."}
    assert client.post(page, data={"outcome": "taken"}).status_code == 422
    assert client.post(page, data=answer).status_code == 302
    assert client.post(page, data={**answer, "words": "Again."}).status_code == 409
    for path in (PUBLIC, "/rounds/neighbour-fund/proposals/1/history"):
        public = client.get(path).text
        for told in ("Two pairs fit.", "It says two now.", "Tom", "Amina", "version 2"):
            assert told in public, (path, told)
    told = [
        row.payload["to"] for row in session.scalars(select(OutboxRow)) if "comment" in row.kind
    ]
    assert sorted(told) == ["amina@example.org", "dev@example.org", "tom@example.org"]
    assert {"proposal:comment:made", "proposal:comment:answered"} <= set(kinds(session))


def test_only_officials_of_an_asked_team_comment_and_take_their_own_back(
    session: Session, story: Story
) -> None:
    proposal = asked(story)
    roads = make_team(session, "Roads")
    ria = make_person(session, "Ria", role="official", scope=roads.scope)
    with pytest.raises(NotAllowed, match="only_asked"):
        comment(story, proposal, actor=ria, team_id=roads.id)
    with pytest.raises(NotAllowed, match="only_asked"):
        comment(story, proposal, actor=story.amina)
    made = comment(story, proposal)
    tim = make_person(session, "Tim", role="official", scope=story.team.scope)
    with pytest.raises(NotAllowed, match="not_yours"):
        services.take_comment_back(session, actor=tim, comment_id=made.id, now=DECIDING)
    services.take_comment_back(session, actor=story.tom, comment_id=made.id, now=DECIDING)
    given = {"actor": story.dev, "comment_id": made.id, "taken": True, "words": "Done."}
    with pytest.raises(Conflict, match="answered_already"):
        services.answer_comment(session, now=DECIDING, **given)  # type: ignore[arg-type]


def test_comment_nobody_answered_is_public_once_the_proposal_is_decided(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = asked(story)
    comment(story, proposal)
    back = comment(story, proposal, words="Never mind.")
    services.take_comment_back(session, actor=story.tom, comment_id=back.id, now=DECIDING)
    story.decide(proposal, onto_ballot=False, reason="other", words="No.")
    session.commit()
    public = client.get(PUBLIC).text
    assert "Two pairs fit." in public
    assert "Not answered yet." in public
    assert "Never mind." not in public
    with pytest.raises(Conflict, match="decided_already"):
        comment(story, proposal)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"part": "price"}, "part_needed"),
        ({"passage": "not there"}, "passage_not_there"),
        ({"words": "  "}, "words_needed"),
        ({"words": "x" * 2001}, "words_needed"),
    ],
)
def test_comment_is_about_words_that_stand_there(
    session: Session, story: Story, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(Conflict, match=code):
        comment(story, asked(story), **changed)
