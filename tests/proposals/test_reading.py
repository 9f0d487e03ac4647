"""Ideas that are public before they are read. Rules: proposals.md section 2.6 to 2.9."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.outbox import OutboxRow
from pbplatform.places.kinds import Reads
from pbplatform.places.models import ONLY, Place
from pbplatform.proposals import queries, services
from pbplatform.proposals.kinds import IdeaState, ProposalLog
from pbplatform.proposals.models import Idea
from pbplatform.proposals.words.next_act import next_act
from pbplatform.rounds.models import Round
from tests.factories import COMMAND, make_person
from tests.factories_proposals import READING, SENDING, make_idea, make_story
from tests.logged import waiting_entries


@pytest.fixture
def round_(session: Session) -> Round:
    """Of a place that reads afterwards."""
    story = make_story(session)
    session.get_one(Place, ONLY).reads_ideas = Reads.AFTER
    return story.round


@pytest.fixture
def unread(session: Session, round_: Round) -> Idea:
    return make_idea(session, round_, published=False)


def test_idea_is_public_at_once_with_the_day_of_its_first_look(
    session: Session, round_: Round, unread: Idea
) -> None:
    session.get_one(Place, ONLY).reads_ideas = Reads.BEFORE
    read_first = make_idea(session, round_)
    assert (unread.state, unread.published_at, unread.unread_since) == (
        IdeaState.PUBLISHED,
        SENDING,
        SENDING,
    )
    assert unread.look_by == read_first.look_by
    assert unread.read_by == read_first.read_by
    assert read_first.unread_since is None


def test_log_says_that_nobody_has_read_it_and_the_author_gets_one_mail(
    session: Session, unread: Idea
) -> None:
    told = {
        (each["kind"], each["actor"]["role"])
        for each in waiting_entries(session)
        if each["kind"].startswith("idea:")
    }
    assert told == {
        (ProposalLog.IDEA_SENT, "resident"),
        (ProposalLog.IDEA_PUBLISHED, "system"),
    }
    assert unread.title not in str(waiting_entries(session))
    kinds = session.scalars(select(OutboxRow.kind)).all()
    assert [kind for kind in kinds if kind.startswith("proposals:")] == [
        "proposals:idea_public_at_once"
    ]


def test_idea_is_read_once_and_by_somebody_else(session: Session, unread: Idea) -> None:
    own = make_person(session, "Nadia", role="facilitator")
    with pytest.raises(NotAllowed, match="not_your_own"):
        services.keep_idea(session, actor=own, idea_id=unread.id, now=READING)
    services.keep_idea(session, actor=COMMAND, idea_id=unread.id, now=READING)
    with pytest.raises(Conflict, match="read_already"):
        services.keep_idea(session, actor=COMMAND, idea_id=unread.id, now=READING)


def test_desk_knows_what_the_row_knows_in_every_state(
    session: Session, round_: Round, unread: Idea
) -> None:
    """The twin in SQL of `Idea.is_unread`."""
    for state in IdeaState:
        unread.state = state
        session.flush()
        listed = bool(queries.unread_ideas(session, [round_.id]))
        assert listed == unread.is_unread, state


def test_reading_is_next_until_the_first_look_is_late(
    app: Flask, session: Session, round_: Round, unread: Idea
) -> None:
    assert unread.look_by is not None
    with app.test_request_context():
        for day, late, words in (
            (unread.read_by, False, "public meanwhile"),
            (unread.read_by + timedelta(days=1), True, "public meanwhile"),
            (unread.look_by, True, "public meanwhile"),
            (unread.look_by + timedelta(days=1), True, "first look"),
        ):
            act = next_act(unread, round_, None, now=READING, today=day)
            assert act is not None
            assert (act.late, words in act.what) == (late, True), day
