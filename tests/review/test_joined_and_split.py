"""Ideas that are joined or split, and their authors' word.

Source: docs/rules/proposals.md section 8.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Idea, IdeaJoin, Proposal
from pbplatform.proposals.queries.joins import joins_of
from pbplatform.review import queries, services
from pbplatform.review.models import Interest
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import make_person
from tests.factories_proposals import (
    CLAIMING,
    DECIDING,
    Story,
    make_proposal,
    make_story,
    proposal_facts,
)
from tests.pages import hidden_field

SOON = CLAIMING + timedelta(days=2)
WEEK = timedelta(days=7)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = SOON
    return make_story(session)


def joined(story: Story) -> tuple[Proposal, Idea, Idea, ActorRef]:
    """Amina joins an idea of Nadia with one of Omar, one day after they were claimed."""
    omar = make_person(story.session, "Omar")
    ideas = [story.claimed(), story.claimed(author=omar, title="Lamps")]
    proposal = make_proposal(story.session, story.committee, story.amina, ideas)
    return proposal, ideas[0], ideas[1], omar


def entries(session: Session, kind: str) -> list[Any]:
    bodies = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    return [body for body in bodies if body["kind"] == kind]


def mails(session: Session, kind: str) -> list[str]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sorted(row.payload["to"] for row in rows)


@pytest.mark.database
def test_authors_are_asked_and_the_committee_waits_until_all_agree_or_seven_days_passed(
    session: Session, story: Story
) -> None:
    proposal, first, second, omar = joined(story)
    assert mails(session, "proposals:idea_joined") == ["nadia@example.org", "omar@example.org"]
    assert mails(session, "proposals:idea_became") == []
    no = {"onto_ballot": False, "reason": "other", "decided_on": SOON.date(), "now": SOON}
    with pytest.raises(Conflict, match="join_open"):
        story.record(proposal, **no)
    given = {"now": SOON}
    with pytest.raises(NotAllowed):
        proposals.agree_to_join(session, actor=omar, idea_id=first.id, **given)
    proposals.agree_to_join(session, actor=story.nadia, idea_id=first.id, **given)
    with pytest.raises(Conflict, match="stands"):
        proposals.object_to_join(session, actor=story.nadia, idea_id=first.id, words="No.", **given)
    with pytest.raises(Conflict, match="join_open"):
        story.record(proposal, **no)
    proposals.agree_to_join(session, actor=omar, idea_id=second.id, **given)
    story.record(proposal, **no)


def test_seven_days_are_half_open(session: Session, story: Story) -> None:
    proposal, first, second, omar = joined(story)
    end = session.get_one(IdeaJoin, first.id).ends_at
    assert joins_of(session, proposal.id, end - timedelta(microseconds=1)).waiting == 2
    assert joins_of(session, proposal.id, end).waiting == 0
    with pytest.raises(Conflict, match="stands"):
        proposals.object_to_join(session, actor=omar, idea_id=second.id, words="No.", now=end)
    assert first.state == second.state == IdeaState.BECAME


def test_objection_takes_the_idea_out_and_the_log_has_a_hash_of_the_words(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal, first, second, _omar = joined(story)
    session.commit()
    sign_in(client, story.nadia, SOON)
    page = "/rounds/neighbour-fund/ideas/1/join"
    assert page in client.get("/rounds/neighbour-fund/ideas/1/yours").text
    shown = client.get(page).text
    assert "Lamps" in shown
    sent = {"seen": hidden_field(shown, "seen"), "action": "object"}
    assert client.post(page, data={**sent, "words": " "}).status_code == 422
    assert client.post(page, data={"action": "object", "words": "No."}).status_code == 409
    done = client.post(
        page, data={**sent, "words": "Benches need no lamps."}, follow_redirects=True
    )
    assert "Your idea is taken out." in done.text
    session.expire_all()
    assert (first.state, first.proposal_id) == (IdeaState.CLAIMED, None)
    assert (second.state, second.proposal_id) == (IdeaState.BECAME, proposal.id)
    entry = entries(session, "idea:join:objected")[0]
    assert "Benches" not in json.dumps(entry)
    assert len(entry["data"]["words"]) == 64
    assert mails(session, "proposals:join_objected") == ["amina@example.org", "dev@example.org"]
    assert joins_of(session, proposal.id, SOON).waiting == 0  # one author is left
    public = client.get("/rounds/neighbour-fund/proposals/1-quiet-benches").text
    assert "took idea 1 out again" in public
    assert "Benches need no lamps." not in public
    assert "Nobody asks you about this now" in client.get(page).text
    sign_in(client, story.amina, SOON)
    tasks = client.get("/desk/delegate/neighbour-fund/proposals/1").text
    assert "Benches need no lamps." in tasks


def test_other_people_cannot_see_the_page_and_the_public_reads_who_acts_next(
    client: FlaskClient, session: Session, story: Story
) -> None:
    joined(story)
    session.commit()
    page = "/rounds/neighbour-fund/ideas/1/join"
    assert client.get(page).status_code == 302
    sign_in(client, story.dev, SOON)
    assert client.get(page).status_code == 404
    public = client.get("/rounds/neighbour-fund/ideas/1-shade-and-seats-mill-lane").text
    assert "data-next-actor" in public
    assert "2 authors" in public
    assert (
        "Its ideas were joined."
        in client.get("/rounds/neighbour-fund/proposals/1-quiet-benches").text
    )


def test_ideas_of_one_author_are_joined_at_once(session: Session, story: Story) -> None:
    ideas = [
        story.claimed(author=story.nadia),
        story.claimed(author=story.nadia, title="Lamps"),
    ]
    proposal = make_proposal(session, story.committee, story.amina, ideas)
    assert joins_of(session, proposal.id, SOON).of == 0
    assert mails(session, "proposals:idea_became") == ["nadia@example.org", "nadia@example.org"]


@pytest.mark.database
def test_proposal_is_split_by_page_and_all_authors_are_credited_and_told_in_both(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal, first, second, _omar = joined(story)
    session.commit()
    sign_in(client, story.amina, SOON)
    page = "/desk/delegate/neighbour-fund/proposals/1/split"
    assert page in client.get("/desk/delegate/neighbour-fund/proposals/1").text
    typed = {"title": "Lamps alone", "text": "Three lamps.", "drawing": "lamp"}
    assert client.post(page, data=typed).status_code == 422
    reason = {"reason": "They need another team."}
    done = client.post(page, data={**typed, **reason}, follow_redirects=True).text
    assert "Proposal 2 is split off." in done
    assert mails(session, "proposals:proposal_split") == ["nadia@example.org", "omar@example.org"]
    assert entries(session, "proposal:proposal:split")
    for number, title in ((1, "quiet-benches"), (2, "lamps-alone")):
        public = client.get(f"/rounds/neighbour-fund/proposals/{number}-{title}").text
        assert "They need another team." in public
        for idea in (first, second):
            assert f"/ideas/{idea.number}" in public
    assert (
        "Proposal 2 was split off it"
        in client.get("/rounds/neighbour-fund/ideas/1-shade-and-seats-mill-lane").text
    )
    assert proposal.state == ProposalState.WRITING


def test_interest_in_an_idea_counts_for_the_split_proposal_and_its_authors_hear(
    session: Session, story: Story
) -> None:
    old = story.proposal()
    new = services.split_proposal(
        session,
        actor=story.amina,
        proposal_id=old.id,
        facts=proposal_facts(title="Second"),
        reason="Two teams.",
        now=SOON,
    )
    services.declare_interests(
        session,
        actor=story.dev,
        committee_id=story.committee.id,
        interests={1: "My firm makes benches."},
        now=SOON,
    )
    assert queries.interested_in_proposal(session, new.id) == {story.dev.account_id}
    given = {"onto_ballot": False, "reason": "other", "words": "The first is enough."}
    session.delete(session.get_one(Interest, (1, story.dev.account_id)))
    story.decide(new, **given)
    assert mails(session, "proposals:not_this_round") == ["nadia@example.org"]
    assert old.state == ProposalState.WRITING


def test_what_is_decided_is_not_split(session: Session, story: Story) -> None:
    old = story.proposal()
    story.decide(old, onto_ballot=False, reason="other", words="No.")
    with pytest.raises(Conflict, match="decided_already"):
        services.split_proposal(
            session,
            actor=story.amina,
            proposal_id=old.id,
            facts=proposal_facts(),
            reason="Two.",
            now=DECIDING,
        )
