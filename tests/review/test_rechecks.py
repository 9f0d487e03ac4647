"""Officials check their projects again while people vote.

Source: docs/rules/review.md section 13.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import seal
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.models import Proposal
from pbplatform.review import services
from pbplatform.review.queries.rechecks import recheck_of, rechecks_for_teams, wrong_ones
from pbplatform.review.words.next_act import next_act_of_recheck
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import Story, freeze_story, make_story
from tests.pages import with_seen

CHECK = "/desk/official/rechecks/neighbour-fund/1"
STAYS = "/desk/facilitator/rounds/neighbour-fund/rechecks/1"
PUBLIC = "/rounds/neighbour-fund/proposals/1-quiet-benches"
TICK = timedelta(microseconds=1)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    """A round with one decided project whose ballot is frozen, and that is voted on."""
    told = make_story(session)
    told.decide(told.costed())
    told.costed()
    freeze_story(told)
    session.commit()
    clock.at = told.round.opens_at
    return told


def middle(story: Story) -> datetime:
    return story.round.opens_at + (story.round.closes_at - story.round.opens_at) / 2


def test_project_stands_on_the_desk_until_it_is_checked_and_is_late_from_the_middle(
    client: FlaskClient, session: Session, story: Story, clock: SetClock
) -> None:
    sign_in(client, story.tom, clock.at)
    assert "Recheck the 1 project of yours on the ballot" in client.get("/desk/official").text
    [row] = rechecks_for_teams(session, ["parks"], clock.at)
    for at, late in ((middle(story) - TICK, False), (middle(story), True)):
        act = next_act_of_recheck(row, at)
        assert act is not None
        assert act.late is late
    clock.at = middle(story)
    assert "They check again that all of this is still true." in client.get(PUBLIC).text
    sign_in(client, story.tom, clock.at)
    sent = with_seen(client, CHECK, {"outcome": "true", "words": "ignored"})
    assert client.post(CHECK, data=sent).status_code == 302
    page = client.get(PUBLIC).text
    assert "all of it is still true." in " ".join(page.split())
    assert "ignored" not in page
    assert "Recheck the" not in client.get("/desk/official").text
    assert "still true" in client.get("/desk/official/rechecks").text


def test_what_is_wrong_is_public_and_stands_on_the_facilitators_desk(
    client: FlaskClient, session: Session, story: Story, clock: SetClock
) -> None:
    sign_in(client, story.tom, clock.at)
    nothing = client.post(CHECK, data=with_seen(client, CHECK, {"outcome": "wrong"}))
    assert nothing.status_code in (409, 422)
    sent = with_seen(client, CHECK, {"outcome": "wrong", "words": "The land is sold."})
    assert client.post(CHECK, data=sent).status_code == 302
    session.rollback()
    told = [row for row in session.scalars(select(OutboxRow)) if "recheck_wrong" in row.kind]
    assert len(told) == 3  # two delegates and the facilitator
    assert len(wrong_ones(session, clock.at)) == 1
    sign_in(client, story.bea, clock.at)
    assert "Something is wrong with project 1" in client.get("/desk/facilitator").text
    page = client.get(STAYS).text
    assert "The land is sold." in page
    assert "/withdraw/1" in page
    assert client.post(STAYS, data=with_seen(client, STAYS, {"words": " "})).status_code == 422
    left = with_seen(client, STAYS, {"words": "The new owner agrees."})
    assert client.post(STAYS, data=left).status_code == 302
    assert "The new owner agrees." in client.get(PUBLIC).text
    session.rollback()
    assert wrong_ones(session, clock.at) == []


def test_nothing_is_checked_before_the_freeze_or_from_the_close_on(
    session: Session, story: Story
) -> None:
    given = {"actor": story.tom, "proposal_id": 1, "outcome": "true", "words": ""}
    end = story.round.closes_at
    services.recheck(session, now=end - TICK, **given)
    with pytest.raises(Conflict, match="not_on_ballot"):
        services.recheck(session, now=end, **given)
    assert rechecks_for_teams(session, ["parks"], end) == []
    other = session.get_one(Proposal, 2)
    assert recheck_of(session, other) is None
    with pytest.raises(Conflict, match="not_on_ballot"):
        services.recheck(session, now=end - TICK, **{**given, "proposal_id": other.id})


def test_colleague_who_was_quicker_is_seen_first(session: Session, story: Story) -> None:
    given = {"actor": story.tom, "proposal_id": 1, "now": story.round.opens_at}
    row = recheck_of(session, session.get_one(Proposal, 1))
    assert row is not None
    seen = seal(services.facts_to_recheck(row))
    services.recheck(session, outcome="wrong", words="The land is sold.", **given)
    with pytest.raises(Conflict, match="changed"):
        services.recheck(session, outcome="true", words="", seen=seen, **given)
