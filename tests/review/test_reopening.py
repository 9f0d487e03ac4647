"""A decision is taken up again until the freeze. Source: docs/rules/review.md section 12."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.kinds import ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.queries import proposals_page
from pbplatform.review import queries, services
from pbplatform.review.models import Costing, Reopening
from pbplatform.review.queries.reopened import past_decisions
from pbplatform.review.words.next_act import next_act_of_proposal
from pbplatform.rounds.queries import ballot_projects
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import DECIDING, Story, freeze_story, make_delegate, make_story
from tests.pages import hidden_field, with_seen

BACK = "/desk/facilitator/rounds/neighbour-fund/proposals/1/reopen"
AGAIN = "/desk/delegate/neighbour-fund/proposals/1/reopen"
PUBLIC = "/rounds/neighbour-fund/proposals/1-quiet-benches"
LATER = DECIDING + timedelta(days=1)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = LATER
    return make_story(session)


def decided(story: Story, *, onto_ballot: bool = True) -> Proposal:
    proposal = story.costed()
    how = {} if onto_ballot else {"onto_ballot": False, "reason": "other", "words": "No."}
    story.decide(proposal, **how)
    story.session.commit()
    return proposal


def told(session: Session, kind: str) -> list[str]:
    return [row.payload["words"] for row in session.scalars(select(OutboxRow)) if row.kind == kind]


@pytest.mark.parametrize("onto_ballot", [True, False])
def test_facilitator_sends_a_decision_back_and_all_are_told(
    client: FlaskClient, session: Session, story: Story, onto_ballot: bool
) -> None:
    proposal = decided(story, onto_ballot=onto_ballot)
    sign_in(client, story.bea, LATER)
    nothing = client.post(BACK, data=with_seen(client, BACK, {"then": "decide"}))
    assert nothing.status_code == 422
    sent = {"words": "The land is sold.", "then": "decide"}
    assert client.post(BACK, data=with_seen(client, BACK, sent)).status_code == 302
    session.rollback()
    assert (proposal.state, proposal.reason_words) == (ProposalState.WRITING, "")
    assert ballot_projects(session, story.round.id) == []
    for kind, people in (("review:decision_reopened", 2), ("proposals:proposal_reopened", 1)):
        assert told(session, kind) == ["The land is sold."] * people
    page = client.get(PUBLIC).text
    assert "The land is sold." in page
    assert "The need is plain" in page if onto_ballot else "No." in page
    # Once more it is decided, under the same number, and taken up again: both stay readable.
    story.decide(proposal, now=LATER, decided_on=LATER.date())
    assert [each.number for each in ballot_projects(session, story.round.id)] == [1]
    services.reopen_decision(
        session, actor=story.bea, proposal_id=proposal.id, words="Again.", now=LATER
    )
    past = past_decisions(session, proposal.id)
    assert [(each.decision.n, each.decision.onto_ballot) for each in past] == [
        (1, onto_ballot),
        (2, True),
    ]


def test_facilitator_has_it_priced_again_in_the_same_act(
    client: FlaskClient, session: Session, story: Story
) -> None:
    decided(story)
    sign_in(client, story.bea, LATER)
    sent = {"words": "Benches cost more now.", "then": "price"}
    assert client.post(BACK, data=with_seen(client, BACK, sent)).status_code == 302
    session.rollback()
    asked = session.get_one(Costing, 2)
    assert (asked.replaces, asked.replace_words) == (1, "Benches cost more now.")
    assert ballot_projects(session, story.round.id) == []


def test_page_that_is_older_than_the_decision_sends_nothing_back(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = decided(story)
    sign_in(client, story.bea, LATER)
    seen = hidden_field(client.get(BACK).text, "seen")
    services.reopen_decision(
        session, actor=story.bea, proposal_id=proposal.id, words="A", now=LATER
    )
    story.decide(
        proposal, onto_ballot=False, reason="other", words="B", now=LATER, decided_on=LATER.date()
    )
    session.commit()
    sent = {"words": "The land is sold.", "then": "decide", "seen": seen}
    refused = client.post(BACK, data=sent)
    assert refused.status_code == 409
    assert "The land is sold." in refused.text
    session.rollback()
    assert proposal.state == ProposalState.NOT_THIS_ROUND


def test_committee_takes_its_decision_up_again_by_its_quorum(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = decided(story)
    ask = {"proposal_id": proposal.id, "now": LATER}
    with pytest.raises(Conflict, match="others_must_agree"):
        services.reopen_decision(session, actor=story.amina, words="Sold.", **ask)
    sign_in(client, story.amina, LATER)
    sent = with_seen(client, AGAIN, {"words": "The land is sold."})
    assert client.post(AGAIN, data=sent).status_code == 302
    assert "The land is sold." in client.get(PUBLIC).text
    alone = {"action": "agree", "seen": hidden_field(client.get(AGAIN).text, "seen")}
    assert client.post(AGAIN, data=alone).status_code == 409
    with pytest.raises(Conflict, match="recorded_already"):
        services.ask_to_reopen(session, actor=story.dev, words="Me too.", **ask)
    session.rollback()
    assert [each["name"] for each in payloads(session, "review:reopening_wanted")] == ["Amina"]
    sign_in(client, story.dev, LATER)
    assert "shall it be decided again?" in client.get("/desk/delegate", follow_redirects=True).text
    unseen = client.post(AGAIN, data={"action": "agree", "seen": ""})
    assert unseen.status_code == 409
    agreed = {"action": "agree", "seen": hidden_field(client.get(AGAIN).text, "seen")}
    assert client.post(AGAIN, data=agreed).status_code == 302
    session.rollback()
    assert proposal.state == ProposalState.WRITING
    assert session.query(Reopening).count() == 0


def payloads(session: Session, kind: str) -> list[dict[str, object]]:
    return [dict(row.payload) for row in session.scalars(select(OutboxRow)) if row.kind == kind]


def test_who_has_an_interest_neither_asks_nor_agrees_and_others_let_it_stand(
    session: Session, story: Story
) -> None:
    proposal = decided(story)
    sam = make_delegate(session, story.round, story.committee, "Sam", interests={1: "His firm"})
    ask = {"proposal_id": proposal.id, "now": LATER}
    with pytest.raises(NotAllowed):
        services.ask_to_reopen(session, actor=sam, words="No.", **ask)
    services.ask_to_reopen(session, actor=story.amina, words="Sold.", **ask)
    with pytest.raises(NotAllowed):
        services.agree_to_reopen(session, actor=sam, **ask)
    with pytest.raises(Conflict, match="reason_needed"):
        services.drop_reopening(session, actor=story.dev, words=" ", **ask)
    services.drop_reopening(session, actor=story.dev, words="It is not sold.", **ask)
    assert proposal.state == ProposalState.ON_BALLOT
    with pytest.raises(Conflict, match=r"leaving\.none"):
        services.agree_to_reopen(session, actor=story.dev, **ask)


def test_frozen_ballot_keeps_its_decisions(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = decided(story)
    freeze_story(story)
    session.commit()
    with pytest.raises(Conflict, match=r"reopening\.frozen"):
        services.reopen_decision(
            session, actor=story.bea, proposal_id=proposal.id, words="Too late.", now=LATER
        )
    sign_in(client, story.bea, LATER)
    assert "until the ballot is frozen" in client.get(BACK).text


def test_committee_has_until_the_opening_when_review_is_over(
    session: Session, story: Story
) -> None:
    proposal = decided(story)
    late = story.round.review_close_at
    services.reopen_decision(
        session, actor=story.bea, proposal_id=proposal.id, words="Sold.", now=late
    )
    rows = list(proposals_page(session, story.round.id, page=1).rows)
    act = next_act_of_proposal(queries.overview(session, rows, story.round)[0], late, late.date())
    assert act is not None
    assert (act.by, act.late) == (story.round.opens_at, False)
