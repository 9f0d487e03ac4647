"""What a delegate who leaves leaves behind. Source: docs/rules/review.md section 8."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.accounts.queries import holders
from pbplatform.audit.models import LogPending
from pbplatform.core.actor import ActorRef
from pbplatform.core.kept_changes import all_kept, rows_kept_wrong
from pbplatform.core.kept_lists import KeptRow
from pbplatform.core.outbox import OutboxRow
from pbplatform.review import services
from pbplatform.review.jobs.worker import hand_over_to_committees
from pbplatform.review.queries.records import record_row
from pbplatform.review.queries.strength import NOT_HANDED_OVER, strengths
from pbplatform.review.words.next_act import next_act_of_committee
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import DECIDING, Story, make_costing, make_delegate, make_story
from tests.factories_proposals import answer as an_answer

PAGE = "/rounds/neighbour-fund/committees/streets-and-green-space"


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    return make_story(session)


def leaves(story: Story, who: ActorRef) -> None:
    scope = f"committee:{story.round.slug}/{story.committee.slug}"
    held = holders(story.session, now=DECIDING, scopes=[scope])
    grant = next(each.grant_id for each in held if each.account_id == who.account_id)
    accounts.end_role(
        story.session, actor=story.bea, grant_id=grant, reason="Moved away.", now=DECIDING
    )


def kinds(session: Session) -> list[str]:
    return [json.loads(body)["kind"] for body in session.scalars(select(LogPending.body))]


def mails(session: Session, kind: str) -> list[str]:
    rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return [row.payload["to"] for row in rows]


def unseen(session: Session) -> set[int]:
    """Roles of delegates that the worker looks through."""
    return set(session.scalars(select(KeptRow.row_id).where(KeptRow.list == NOT_HANDED_OVER)))


def test_role_that_was_given_again_is_looked_through_no_more(
    session: Session, story: Story, clock: SetClock, settings: Settings
) -> None:
    session.commit()
    before = unseen(session)
    for _time in range(3):
        leaves(story, story.amina)
        story.amina = make_delegate(session, story.round, story.committee, "Amina")
        session.commit()
        assert len(unseen(session)) == len(before)
    leaves(story, story.amina)
    session.commit()
    assert len(unseen(session)) == len(before)
    clock.at = DECIDING + timedelta(minutes=2)
    for _twice in range(2):
        hand_over_to_committees(settings)
    session.expire_all()
    assert kinds(session).count("round:delegate:left") == 1
    assert len(unseen(session)) == len(before) - 1
    kept = next(each for each in all_kept() if each.name == NOT_HANDED_OVER)
    assert rows_kept_wrong(session, kept) == []


@pytest.mark.database
def test_claims_wishes_and_votes_go_to_the_committee_once_and_everybody_concerned_is_told(
    session: Session, story: Story, clock: SetClock, settings: Settings
) -> None:
    grace = make_delegate(session, story.round, story.committee, "Grace")
    proposal = story.costed()
    idea, wished = story.claimed(title="Lamps"), story.claimed(title="Bins")
    votes = {who.account_id: "for" for who in (story.dev, story.amina, grace)}
    story.record(proposal, actor=story.dev, votes=votes)
    given = {"idea_id": wished.id, "now": DECIDING}
    services.leave_idea(session, actor=story.amina, reason="other", words="No.", **given)
    leaves(story, story.amina)
    session.commit()
    clock.at = DECIDING + timedelta(minutes=2)
    for _twice in range(2):
        hand_over_to_committees(settings)
    session.expire_all()
    assert idea.claimed_by is None
    assert idea.committee_id == story.committee.id
    row = record_row(session, proposal.id)
    assert row is not None
    assert row.by_stance()["left"] == ["Amina"]
    told = kinds(session)
    for kind, count in (
        ("round:delegate:left", 1),
        ("idea:claim:handed_over", 2),
        ("idea:leaving:lapsed", 1),
        ("proposal:decision:left", 1),
    ):
        assert told.count(kind) == count, kind
    people = ["bea@example.org", "dev@example.org", "grace@example.org"]
    assert sorted(mails(session, "review:delegate_left")) == people


def test_role_that_ends_by_its_last_day_is_handed_over_too_but_not_after_the_result(
    session: Session, story: Story, clock: SetClock, settings: Settings
) -> None:
    session.commit()
    clock.at = story.round.results_at + timedelta(days=400)
    hand_over_to_committees(settings)
    assert "round:delegate:left" not in kinds(session)


def test_committee_with_too_few_says_so_in_public_and_on_the_desk(
    client: FlaskClient, session: Session, story: Story
) -> None:
    leaves(story, story.dev)
    session.commit()
    page = client.get(PAGE).text
    assert "This committee has too few delegates to decide." in page
    assert "Were delegates:" in page
    assert "data-next-actor" in page
    assert "They appoint 1 more delegate." in page
    sign_in(client, story.bea, DECIDING)
    desk = client.get("/desk/facilitator").text
    assert "Streets and green space has too few delegates to decide" in desk
    assert 'href="/desk/facilitator/rounds/neighbour-fund/delegates"' in desk
    sign_in(client, story.amina, DECIDING)
    own = "/desk/delegate/neighbour-fund/committees/streets-and-green-space"
    assert "too few delegates" in client.get(own).text
    make_delegate(session, story.round, story.committee, "Grace")
    session.commit()
    assert "too few delegates" not in client.get(PAGE).text


def test_facilitator_has_five_working_days_and_not_before_ideas_close(
    session: Session, story: Story
) -> None:
    late = story.round.ideas_close_at + timedelta(days=1)
    leaves(story, story.dev)
    told = strengths(session, [(story.round, story.committee)], now=late)[0]
    act = next_act_of_committee(told)
    assert act is not None
    assert act.by == story.round.ideas_close_at.date()
    assert act.late
    assert act.otherwise
    story.round.quorum = 7
    assert strengths(session, [(story.round, story.committee)], now=late)[0].lacking == 6


def test_answer_to_a_question_of_somebody_who_left_goes_to_those_who_stay(
    session: Session, story: Story
) -> None:
    proposal = story.proposal()
    costing = make_costing(session, proposal, story.team, story.amina)
    leaves(story, story.amina)
    services.answer_costing(
        session, actor=story.tom, costing_id=costing.id, answer=an_answer(), now=DECIDING
    )
    assert mails(session, "review:costing_given") == ["dev@example.org"]
