"""How many delegates a decision needs, and how one comes to stand without everybody's press.

Source: docs/rules/review.md section 4, docs/rules/rounds.md section 9.
"""

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
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.review import queries, services
from pbplatform.review.jobs.worker import let_decisions_stand
from pbplatform.review.models import Decision, DecisionRecord
from pbplatform.review.queries.records import record_row
from pbplatform.review.words.next_act import next_act_of_record
from pbplatform.rounds import services as rounds
from pbplatform.rounds.domain.quorum import CommitteeRules, delegates_needed, delegates_to_appoint
from tests.browsing import sign_in
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.factories_proposals import ANSWERING, DECIDING, Story, make_delegate, make_story
from tests.pages import hidden_field
from tests.review.desk import TASKS

AFTER = DECIDING + timedelta(days=10)


@pytest.fixture
def story(session: Session, clock: SetClock) -> Story:
    clock.at = DECIDING
    return make_story(session)


def more(story: Story, *names: str) -> list[ActorRef]:
    return [make_delegate(story.session, story.round, story.committee, name) for name in names]


def leaves(story: Story, who: ActorRef) -> None:
    """The facilitator ends somebody's role as delegate."""
    scope = f"committee:{story.round.slug}/{story.committee.slug}"
    held = holders(story.session, now=DECIDING, scopes=[scope])
    grant = next(each.grant_id for each in held if each.account_id == who.account_id)
    accounts.end_role(
        story.session, actor=story.bea, grant_id=grant, reason="Moved away.", now=DECIDING
    )


@pytest.mark.parametrize(
    ("quorum", "delegates", "needed", "lacking"),
    [
        (None, 0, 2, 2),
        (None, 1, 2, 1),
        (None, 2, 2, 0),
        (None, 3, 2, 0),
        (None, 4, 3, 0),
        (None, 12, 7, 0),
        (2, 12, 2, 0),
        (5, 4, 5, 1),
    ],
)
def test_more_than_half_or_a_number_and_never_fewer_than_two(
    quorum: int | None, delegates: int, needed: int, lacking: int
) -> None:
    assert delegates_needed(quorum, delegates) == needed
    assert delegates_to_appoint(quorum, delegates) == lacking


@pytest.mark.parametrize("quorum", [1, 0, -3, 100])
def test_quorum_of_a_round_is_a_number_from_2_to_99(session: Session, quorum: int) -> None:
    story = make_story(session)
    round_ = story.round
    round_.published_at = None
    with pytest.raises(Conflict) as refused:
        rounds.change_draft(
            session,
            actor=COMMAND,
            round_id=round_.id,
            name="Fund",
            summary="",
            who_can_vote="All",
            money_minor=1,
            max_choices=1,
            rule=round_.rule,
            committee_rules=CommitteeRules(quorum=quorum),
        )
    assert refused.value.field == "quorum"


def test_two_of_four_decide_nothing_and_three_do(session: Session, story: Story) -> None:
    proposal = story.costed()
    grace, _ivan = more(story, "Grace", "Ivan")
    with pytest.raises(Conflict, match="too_few") as refused:
        story.record(proposal)
    assert refused.value.params["needed"] == 3
    votes = {who.account_id: "for" for who in (story.amina, story.dev, grace)}
    story.decide(proposal, votes=votes)
    assert proposal.state == ProposalState.ON_BALLOT
    kept = session.get_one(Decision, proposal.id)
    assert (kept.needed, kept.could_vote) == (3, 4)


def test_who_declared_an_interest_is_not_counted(session: Session, story: Story) -> None:
    proposal = story.costed()
    for name in ("Sam", "Sue"):
        make_delegate(session, story.round, story.committee, name, interests={1: "Her firm"})
    story.decide(proposal)
    assert proposal.state == ProposalState.ON_BALLOT


def test_number_of_the_round_holds_for_leaving_an_idea_too(session: Session, story: Story) -> None:
    story.round.quorum = 3
    (grace,) = more(story, "Grace")
    idea = story.claimed()
    given = {"idea_id": idea.id, "now": ANSWERING}
    services.leave_idea(session, actor=story.amina, reason="other", words="There is one.", **given)
    for _twice in range(2):
        assert services.confirm_leaving(session, actor=story.dev, **given) is False
    assert idea.state == IdeaState.CLAIMED
    assert services.confirm_leaving(session, actor=grace, **given) is True
    assert idea.state == IdeaState.NOT_TAKEN


def test_who_left_agrees_to_nothing_any_more(session: Session, story: Story) -> None:
    (grace,) = more(story, "Grace")
    idea = story.claimed()
    given = {"idea_id": idea.id, "now": ANSWERING}
    services.leave_idea(session, actor=grace, reason="other", words="No.", **given)
    leaves(story, grace)
    now = {**given, "now": DECIDING}
    assert services.confirm_leaving(session, actor=story.dev, **now) is False
    assert services.confirm_leaving(session, actor=story.amina, **now) is True


def test_record_stands_after_the_days_to_object_by_a_second_delegate(
    session: Session, story: Story, clock: SetClock, settings: Settings
) -> None:
    proposal = story.costed()
    (grace,) = more(story, "Grace")
    votes = {who.account_id: "for" for who in (story.amina, story.dev, grace)}
    story.record(proposal, votes=votes)
    record = session.get_one(DecisionRecord, proposal.id)
    assert record.object_by is not None
    services.confirm_decision(session, actor=story.dev, proposal_id=proposal.id, now=DECIDING)
    on_the_day = DECIDING.replace(
        year=record.object_by.year, month=record.object_by.month, day=record.object_by.day
    )
    assert services.let_stand(session, proposal_id=proposal.id, now=on_the_day) is False
    session.commit()
    clock.at = on_the_day + timedelta(days=1)
    let_decisions_stand(settings)
    session.expire_all()
    assert proposal.state == ProposalState.ON_BALLOT
    decided = queries.decision_of(session, proposal.id)
    assert decided is not None
    assert decided.silent == ["Grace"]
    bodies = [json.loads(body) for body in session.scalars(select(LogPending.body))]
    entry = next(each for each in bodies if each["kind"] == "proposal:committee:decided")
    assert entry["data"]["without_own_word"] == ["Grace"]


def test_record_that_nobody_seconded_never_stands(session: Session, story: Story) -> None:
    proposal = story.costed()
    story.record(proposal)
    assert services.let_stand(session, proposal_id=proposal.id, now=AFTER) is False
    row = record_row(session, proposal.id)
    assert row is not None
    act = next_act_of_record(row, AFTER.date())
    assert act.late
    assert "does not stand" in act.otherwise
    assert proposal.state == ProposalState.WRITING


def test_who_was_not_there_is_told_and_votes_or_objects(session: Session, story: Story) -> None:
    proposal = story.costed()
    (grace,) = more(story, "Grace")
    story.record(proposal)
    told = [row.kind for row in session.scalars(select(OutboxRow)) if "review:decision" in row.kind]
    assert sorted(told) == ["review:decision_recorded", "review:decision_without_you"]
    given = {"proposal_id": proposal.id, "now": DECIDING}
    with pytest.raises(NotAllowed, match="not_named"):
        services.confirm_decision(session, actor=grace, **given)
    with pytest.raises(Conflict, match="stance_needed"):
        services.vote_yourself(session, actor=grace, stance="absent", **given)
    services.vote_yourself(session, actor=grace, stance="against", **given)
    with pytest.raises(NotAllowed, match="not_named"):
        services.vote_yourself(session, actor=grace, stance="for", **given)
    assert services.confirm_decision(session, actor=story.dev, **given) is True
    decided = queries.decision_of(session, proposal.id)
    assert decided is not None
    assert decided.names["against"] == ["Grace"]


def test_vote_of_somebody_who_left_falls_away_and_the_others_let_it_stand(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    (grace,) = more(story, "Grace")
    votes = {who.account_id: "for" for who in (story.amina, story.dev, grace)}
    story.record(proposal, votes=votes)
    services.confirm_decision(session, actor=story.dev, proposal_id=proposal.id, now=DECIDING)
    leaves(story, grace)
    assert services.confirm_decision(
        session, actor=story.amina, proposal_id=proposal.id, now=DECIDING
    )
    decided = queries.decision_of(session, proposal.id)
    assert decided is not None
    assert (decided.names["left"], decided.names["for"]) == (["Grace"], ["Amina", "Dev"])


def test_record_of_people_who_all_left_is_dropped_by_any_delegate(
    session: Session, story: Story
) -> None:
    proposal = story.costed()
    story.record(proposal)
    (grace,) = more(story, "Grace")
    given = {"proposal_id": proposal.id, "words": "They all left.", "now": DECIDING}
    with pytest.raises(NotAllowed, match="not_named"):
        services.object_to_decision(session, actor=grace, **given)
    leaves(story, story.amina)
    leaves(story, story.dev)
    services.object_to_decision(session, actor=grace, **given)
    assert record_row(session, proposal.id) is None


def test_absent_delegate_votes_by_page_and_everybody_reads_who_was_not_there(
    client: FlaskClient, session: Session, story: Story
) -> None:
    proposal = story.costed()
    grace, _ivan = more(story, "Grace", "Ivan")
    story.round.quorum = 2
    story.record(proposal)
    session.commit()
    page = f"{TASKS}/decision"
    sign_in(client, grace, DECIDING)
    shown = client.get(page).text
    assert "It says that you were not there." in shown
    sent = {"action": "vote", "seen": hidden_field(shown, "seen")}
    assert client.post(page, data=sent).status_code == 422  # no vote chosen
    done = client.post(page, data={**sent, "stance": "for"}, follow_redirects=True)
    assert "Your vote is in the record." in done.text
    sign_in(client, story.dev, DECIDING)
    seen = {"seen": hidden_field(client.get(page).text, "seen")}
    client.post(page, data={**seen, "action": "confirm"})
    public = client.get("/rounds/neighbour-fund/proposals/1-quiet-benches").text
    assert "Not there:" in public
    assert "Ivan" in public
    assert "3 delegates were there." in public
