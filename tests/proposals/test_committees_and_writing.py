"""From a published idea to a proposal. Source: docs/rules/proposals.md sections 4 and 5."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.core.words_diff import Piece, difference
from pbplatform.proposals import queries, services
from pbplatform.proposals.kinds import IdeaState, ProposalState
from tests.conftest import TICK
from tests.factories_proposals import (
    ASKING,
    CLAIMING,
    make_committee,
    make_delegate,
    make_idea,
    make_proposal,
    make_story,
    proposal_facts,
)


def test_delegate_claims_a_published_idea_once_and_the_author_hears(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    claim = {"idea_id": idea.id, "committee_id": story.committee.id, "now": CLAIMING}
    for stranger in (story.nadia, story.tom):
        with pytest.raises(NotAllowed, match="only_its_delegates"):
            services.claim_idea(session, actor=stranger, **claim)
    services.claim_idea(session, actor=story.amina, **claim)
    assert idea.state == IdeaState.CLAIMED
    with pytest.raises(Conflict, match="claimed_already"):
        services.claim_idea(session, actor=story.amina, **claim)
    told = {row.kind for row in session.scalars(select(OutboxRow))}
    assert "proposals:idea_claimed" in told


def test_delegate_claims_for_their_own_committee_and_round_only(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    other = make_committee(session, story.round, "Young people")
    with pytest.raises(NotAllowed):
        services.claim_idea(
            session, actor=story.amina, idea_id=idea.id, committee_id=other.id, now=CLAIMING
        )


def test_facilitator_gives_an_idea_out_only_once_the_first_look_is_late(session: Session) -> None:
    story = make_story(session)
    idea = make_idea(session, story.round)
    assert idea.look_by is not None
    last = datetime.combine(idea.look_by, time(23, 59), tzinfo=CLAIMING.tzinfo)
    give = {"actor": story.bea, "idea_id": idea.id, "committee_id": story.committee.id}
    with pytest.raises(Conflict, match="first_look_not_late"):
        services.claim_idea(session, **give, now=last)
    services.claim_idea(session, **give, now=last + timedelta(minutes=1))
    assert idea.committee_id == story.committee.id


def test_idea_is_left_with_a_coded_reason_and_words(session: Session) -> None:
    story = make_story(session)
    idea = story.claimed()
    leave = {"actor": story.amina, "idea_id": idea.id, "now": ASKING}
    for reason, words, field in (("", "x", "reason"), ("not_ours", "", "words")):
        with pytest.raises(Conflict) as refused:
            services.leave_idea(session, **leave, reason=reason, words=words)
        assert refused.value.field == field
    services.leave_idea(session, **leave, reason="not_ours", words="It is the county's road.")
    assert (idea.state, idea.not_taken_words) == (IdeaState.NOT_TAKEN, "It is the county's road.")


@pytest.mark.parametrize(("shift", "allowed"), [(-TICK, False), (timedelta(0), True)])
def test_facilitator_answers_for_the_committee_once_review_is_over(
    session: Session, shift: timedelta, allowed: bool
) -> None:
    story = make_story(session)
    idea = story.claimed()
    leave = {
        "actor": story.bea,
        "idea_id": idea.id,
        "reason": "other",
        "words": "Nobody wrote it up. We are sorry.",
        "now": story.round.review_close_at + shift,
    }
    if allowed:
        services.leave_idea(session, **leave)
        assert idea.state == IdeaState.NOT_TAKEN
        return
    with pytest.raises(Conflict, match="review_not_over"):
        services.leave_idea(session, **leave)


def test_proposal_is_made_of_several_ideas_and_its_lineage_is_kept(session: Session) -> None:
    story = make_story(session)
    ideas = [story.claimed(), story.claimed(title="Somewhere to sit by the clinic")]
    proposal = make_proposal(session, story.committee, story.amina, ideas)
    assert proposal.number == 1
    assert {idea.state for idea in ideas} == {IdeaState.BECAME}
    credited = queries.ideas_of_proposal(session, proposal.id)
    assert [row.byline for row in credited] == ["Nadia", "Nadia"]
    assert [row.idea.number for row in credited] == [1, 2]
    assert {idea.proposal_id for idea in ideas} == {proposal.id}


def test_proposal_needs_ideas_that_the_committee_holds(session: Session) -> None:
    story = make_story(session)
    unclaimed = make_idea(session, story.round)
    for ideas, code in (([], "ideas_needed"), ([unclaimed], "idea_of_other_committee")):
        with pytest.raises(Conflict, match=code):
            make_proposal(session, story.committee, story.amina, ideas)
    used = story.claimed(title="Chess")
    make_proposal(session, story.committee, story.amina, [used])
    with pytest.raises(Conflict, match="not_from_here"):
        make_proposal(session, story.committee, story.amina, [used])


def test_delegates_of_another_committee_do_not_write_it(session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    other = make_committee(session, story.round, "Young people")
    dele = make_delegate(session, story.round, other, "Dele")
    with pytest.raises(NotAllowed):
        services.change_proposal(
            session,
            actor=dele,
            proposal_id=proposal.id,
            facts=proposal_facts(title="Loud benches"),
            reason="x",
            now=ASKING,
        )


def test_changed_text_is_a_new_version_with_a_reason_and_the_old_one_stays(
    session: Session,
) -> None:
    story = make_story(session)
    proposal = story.proposal(text="Eight benches along the wall.")
    change = {
        "actor": story.amina,
        "proposal_id": proposal.id,
        "facts": proposal_facts(text="Six benches under the lime trees."),
        "now": ASKING,
    }
    with pytest.raises(Conflict, match="reason_needed"):
        services.change_proposal(session, **change, reason=" ")
    services.change_proposal(session, **change, reason="Two spots block the cane route.")
    kept = queries.versions(session, proposal.id)
    assert [(text.version, text.text) for text in kept] == [
        (1, "Eight benches along the wall."),
        (2, "Six benches under the lime trees."),
    ]
    services.change_proposal(session, **change, reason="")
    assert len(queries.versions(session, proposal.id)) == 2


@pytest.mark.parametrize(("words", "taken"), [(40, True), (41, False)])
def test_summary_for_the_ballot_has_at_most_forty_words(
    session: Session, words: int, taken: bool
) -> None:
    story = make_story(session)
    summary = " ".join(["bench"] * words)
    if taken:
        assert story.proposal(summary=summary).version == 1
        return
    with pytest.raises(Conflict, match="summary_too_long"):
        story.proposal(summary=summary)


def test_settled_proposal_takes_no_new_text_and_no_second_decision(session: Session) -> None:
    story = make_story(session)
    proposal = story.proposal()
    settle = {
        "proposal_id": proposal.id,
        "state": ProposalState.NOT_THIS_ROUND,
        "reason": "planned",
        "words": "It comes in May.",
        "now": ASKING,
    }
    services.settle_proposal(session, **settle)
    with pytest.raises(Conflict, match="not_from_here"):
        services.settle_proposal(session, **settle)
    with pytest.raises(Conflict, match="decided_already"):
        services.change_proposal(
            session,
            actor=story.amina,
            proposal_id=proposal.id,
            facts=proposal_facts(title="Loud benches"),
            reason="x",
            now=ASKING,
        )


def test_difference_tells_what_was_added_and_removed_in_words() -> None:
    assert difference("Eight benches along the wall", "Six benches along the limes") == [
        Piece("removed", "Eight"),
        Piece("added", "Six"),
        Piece("same", "benches along the"),
        Piece("removed", "wall"),
        Piece("added", "limes"),
    ]
    assert difference("", "") == []
