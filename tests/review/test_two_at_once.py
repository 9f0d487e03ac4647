"""Two people with one page open, and what a final press would leave out: nothing goes unseen."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.proposals.models import Proposal, ProposalVersion
from pbplatform.review.models import DecisionVote
from pbplatform.rounds.models import BallotProject, Round
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import ASKING, DECIDING, make_delegate, make_story
from tests.pages import hidden_field, looked_at
from tests.review.desk import DECISION, TASKS


@pytest.fixture
def story(session: Session, clock: SetClock):  # type: ignore[no-untyped-def]
    clock.at = DECIDING
    told = make_story(session)
    told.costed()
    session.commit()
    return told


def texts(session: Session) -> list[str]:
    session.rollback()
    found = select(ProposalVersion.text).order_by(ProposalVersion.version)
    return list(session.scalars(found))


def test_text_that_somebody_else_changed_is_shown_before_it_is_written_over(
    client: FlaskClient, session: Session, story
) -> None:
    sign_in(client, story.amina, DECIDING)
    opened = client.get(f"{TASKS}/text").text
    typed = {
        "title": "Shade and seats",
        "summary": "",
        "area": "",
        "drawing": "",
        "reason": "Clearer",
        "after": hidden_field(opened, "after"),
    }
    assert client.post(f"{TASKS}/text", data={**typed, "text": "Hers"}).status_code == 302
    refused = client.post(f"{TASKS}/text", data={**typed, "text": "Mine"})
    assert refused.status_code == 422
    assert "Somebody saved a newer version meanwhile" in refused.text
    assert "Hers" in refused.text
    assert ">Mine</textarea>" in refused.text.replace("\n", "")
    assert texts(session)[-1] == "Hers"
    again = {**typed, "after": hidden_field(refused.text, "after"), "text": "Both"}
    assert client.post(f"{TASKS}/text", data=again).status_code == 302
    assert texts(session)[-2:] == ["Hers", "Both"]


def test_votes_are_asked_again_when_a_delegate_came_meanwhile(
    client: FlaskClient, session: Session, story
) -> None:
    sign_in(client, story.amina, DECIDING)
    voters = hidden_field(client.get(f"{TASKS}/decision").text, "voters")
    # Stands before Amina in the list, so that every vote would move by one.
    make_delegate(session, story.round, story.committee, "Aaron")
    session.commit()
    refused = client.post(f"{TASKS}/decision", data={**DECISION, "voters": voters})
    assert refused.status_code in (409, 422)
    assert "The delegates who can vote on this changed meanwhile" in refused.text
    assert "The need is plain." in refused.text
    assert 'value="for" selected' not in refused.text
    assert not session.scalars(select(DecisionVote)).all()


def test_decision_is_refused_on_a_day_before_there_was_a_proposal(
    client: FlaskClient, session: Session, story
) -> None:
    sign_in(client, story.amina, DECIDING)
    before = ASKING - timedelta(days=400)
    day = {
        "decided_on-day": str(before.day),
        "decided_on-month": str(before.month),
        "decided_on-year": str(before.year),
    }
    refused = client.post(f"{TASKS}/decision", data={**DECISION, **day})
    assert "the proposal was not there yet on this day" in refused.text
    assert client.post(f"{TASKS}/decision", data=DECISION).status_code == 302


def test_page_of_the_freeze_counts_the_proposals_that_it_would_leave_out(
    client: FlaskClient, session: Session, story
) -> None:
    sign_in(client, story.bea, DECIDING)
    freeze = "/desk/facilitator/rounds/neighbour-fund/freeze"
    assert "1 proposal is not decided yet." in client.get(freeze).text
    client.delete_cookie("pb_session")
    sign_in(client, story.amina, DECIDING)
    assert client.post(f"{TASKS}/decision", data=DECISION).status_code == 302
    sign_in(client, story.bea, DECIDING)
    assert "1 proposal is not decided yet." in client.get(freeze).text
    sign_in(client, story.dev, DECIDING)
    seen = hidden_field(client.get(f"{TASKS}/decision").text, "seen")
    confirm = {"action": "confirm", "seen": seen}
    assert client.post(f"{TASKS}/decision", data=confirm).status_code == 302
    sign_in(client, story.bea, DECIDING)
    assert "not decided yet" not in client.get(freeze).text


def test_ballot_is_frozen_as_it_was_seen_or_not_at_all(
    client: FlaskClient, session: Session, story
) -> None:
    story.decide(session.scalars(select(Proposal)).one())
    session.commit()
    sign_in(client, story.bea, DECIDING)
    freeze = "/desk/facilitator/rounds/neighbour-fund/freeze"
    shown = client.get(freeze).text
    seen = hidden_field(shown, "seen")
    session.execute(update(BallotProject).values(cost_minor=990_000_00))
    session.commit()
    stale = client.post(freeze, data={"seen": seen, **looked_at(shown)})
    assert stale.status_code == 409
    assert "Projects and money: before Every project fits into the money." in stale.text
    assert re.search(r"Project \d+: before .* now [^.]*£990,000", stale.text)
    assert session.scalar(select(Round.frozen_at)) is None
