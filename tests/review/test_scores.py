"""Delegates score blind, and the spread is public. Source: docs/rules/review.md section 9."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.models import Proposal
from pbplatform.review import services
from pbplatform.review.domain.spread import spread_of
from pbplatform.review.jobs.worker import publish_due_scores
from pbplatform.review.models import Scoring
from pbplatform.review.queries.scores import scores_of
from pbplatform.rounds.domain.quorum import CommitteeRules
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories_proposals import DECIDING, Story, make_delegate, make_story
from tests.review.desk import TASKS

CRITERIA = ["Need: how much?", "Reach: how many?"]
PUBLIC = "/rounds/neighbour-fund/proposals/1-quiet-benches"


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    told = make_story(session)
    told.round.criteria = CRITERIA
    return told


def give(story: Story, proposal: Proposal, who: str = "amina", **changed: object) -> bool:
    facts = {"marks": [4, 2], "together": "", "now": DECIDING, "actor": getattr(story, who, None)}
    return services.give_scores(story.session, proposal_id=proposal.id, **{**facts, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "lowest", "middle", "highest"),
    [([3], 3, (3,), 3), ([5, 1], 1, (1, 5), 5), ([2, 2], 2, (2,), 2), ([1, 5, 4], 1, (4,), 5)],
)
def test_spread_is_lowest_middle_and_highest(
    marks: list[int], lowest: int, middle: tuple[int, ...], highest: int
) -> None:
    told = spread_of("Need", marks)
    assert (told.lowest, told.middle, told.highest, told.n) == (lowest, middle, highest, len(marks))


@pytest.mark.database
def test_nobody_sees_a_score_until_all_have_scored(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = story.costed()
    assert give(story, proposal, together="Neighbours meet on them.") is False
    told = scores_of(session, story.round, proposal, DECIDING)
    assert told is not None
    assert (told.given, told.public, told.spreads, told.sentences) == (1, False, (), ())
    asked = session.scalars(select(OutboxRow).where(OutboxRow.kind == "review:scores_asked"))
    assert [row.payload["to"] for row in asked] == ["dev@example.org"]
    session.commit()
    assert "Neighbours meet on them." not in client.get(PUBLIC).text
    assert "1 delegate has scored it." in client.get(PUBLIC).text
    assert give(story, proposal, marks=[5, 2]) is False  # changed, while nobody sees it
    assert give(story, proposal, "dev", marks=[1, 2], together="It is a place to wait.") is True
    told = scores_of(session, story.round, proposal, DECIDING)
    assert told is not None
    assert [(each.lowest, each.middle, each.highest) for each in told.spreads] == [
        (1, (1, 5), 5),
        (2, (2,), 2),
    ]
    with pytest.raises(Conflict, match="public_already"):
        give(story, proposal, marks=[1, 1])
    session.commit()
    page = client.get(PUBLIC).text
    assert "1 to 5" in page
    assert "It is a place to wait." in page
    assert "By name" not in page
    entries = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    entry = next(each for each in entries if each["kind"] == "proposal:scores:published")
    assert entry["data"]["scores"][0]["middle"] == [1, 5]
    assert "Amina" not in json.dumps(entry["data"])


def test_scores_are_public_after_the_last_day_and_one_alone_is_not_shown(
    client: FlaskClient, session: Session, story: Story, clock: SetClock, settings: Settings
) -> None:
    proposal = story.costed()
    give(story, proposal, together="Only mine.")
    due = session.get_one(Scoring, proposal.id).due_on
    session.commit()
    clock.at = DECIDING.replace(year=due.year, month=due.month, day=due.day)
    publish_due_scores(settings)
    assert "public when all have scored" in client.get(PUBLIC).text
    clock.at += timedelta(days=1)
    publish_due_scores(settings)
    page = client.get(PUBLIC).text
    assert "One score alone is not shown" in page
    assert "Only mine." not in page
    session.expire_all()
    assert session.get_one(Scoring, proposal.id).published_at is not None
    with pytest.raises(Conflict, match="public_already"):
        give(story, proposal, "dev", now=clock.at)


def test_decided_proposal_is_scored_no_more_and_what_was_given_is_public(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    make_delegate(session, story.round, story.committee, "Grace")
    give(story, proposal)
    give(story, proposal, "dev")
    story.decide(proposal)
    told = scores_of(session, story.round, proposal, DECIDING)
    assert told is not None
    assert told.public
    with pytest.raises(Conflict, match="decided_already"):
        give(story, proposal, marks=[1, 1])


@pytest.mark.parametrize("marks", [[], [1], [1, None], [0, 3], [6, 3], [1, 2, 3]])
def test_every_line_wants_a_score_from_1_to_5(
    session: Session, story: Story, marks: list[int | None]
) -> None:
    with pytest.raises(Conflict, match="mark_needed"):
        give(story, story.costed(), marks=marks)


def test_names_stand_beside_scores_only_where_the_round_says_so(
    client: FlaskClient, session: Session, story: Story
) -> None:
    story.round.score_names = True
    proposal = story.costed()
    give(story, proposal)
    give(story, proposal, "dev", marks=[1, 1])
    session.commit()
    page = client.get(PUBLIC).text
    assert "By name" in page
    assert "4, 2" in page


def test_who_has_an_interest_or_a_round_without_criteria_scores_nothing(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    sam = make_delegate(session, story.round, story.committee, "Sam", interests={1: "Her firm"})
    with pytest.raises(NotAllowed, match="interest"):
        give(story, proposal, actor=sam)
    story.round.criteria = []
    with pytest.raises(Conflict, match="none_asked"):
        give(story, proposal)
    assert scores_of(session, story.round, proposal, DECIDING) is None


def test_delegate_scores_by_page_changes_it_and_meets_the_end(
    client: FlaskClient, session: Session, story: Story
) -> None:
    story.costed()
    session.commit()
    sign_in(client, story.amina, DECIDING)
    page = f"{TASKS}/scores"
    assert page in client.get(TASKS).text
    assert "Need: how much?" in client.get(page).text
    assert client.post(page, data={"mark_0": "3"}).status_code == 422
    sent = {"mark_0": "3", "mark_1": "5", "together": "Meet <b>there</b>"}
    done = client.post(page, data=sent, follow_redirects=True).text
    assert "Your scores are kept." in done
    assert "Meet &lt;b&gt;there" in client.get(page).text
    sign_in(client, story.dev, DECIDING)
    assert "Meet &lt;b&gt;there" not in client.get(page).text
    assert "public now" in client.post(page, data=sent, follow_redirects=True).text
    assert "cannot change any more" in client.get(page).text
    assert client.post(page, data=sent).status_code == 409
    sign_in(client, story.nadia, DECIDING)
    assert client.get(page).status_code == 403


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        (("a", "b", "c", "d", "e", "f", "g"), "criteria_too_long"),
        (("x" * 101,), "criterion_too_long"),
        (("Need", "need"), "criteria_twice"),
        ((), None),
    ],
)
def test_criteria_of_a_round_are_few_short_and_different(
    criteria: tuple[str, ...], code: str | None
) -> None:
    refusal = CommitteeRules(criteria=criteria).refusal()
    assert (refusal.code.partition(".")[2] if refusal else None) == code
