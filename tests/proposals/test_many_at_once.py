"""Many acts on ideas at once are the acts of one, all or none. docs/rules/proposals.md 4.6."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit.models import LogPending
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.outbox import OutboxRow
from pbplatform.proposals import services
from pbplatform.proposals.kinds import IdeaState
from pbplatform.proposals.models import Idea, IdeaSupport
from tests.factories import make_person
from tests.factories_proposals import READING, SENDING, make_story

FACTS = services.IdeaFacts(title="Shade and seats", text="Seats under the lime trees.")


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_ideas_sent_together_have_numbers_entries_and_mails_of_their_own(session: Session) -> None:
    story = make_story(session)
    people = [make_person(session, name) for name in ("Ada", "Ben", "Cleo")]
    before = count(session, LogPending), count(session, OutboxRow)
    sent = [services.IdeaSent(who, FACTS, SENDING) for who in people]
    ideas = services.send_ideas(session, round_id=story.round.id, sent=sent)
    session.flush()
    numbers = [idea.number for idea in ideas]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert [idea.author_id for idea in ideas] == [who.account_id for who in people]
    assert len({idea.text_salt for idea in ideas}) == 3
    assert count(session, LogPending) - before[0] == 3
    assert count(session, OutboxRow) - before[1] == 3


def test_first_refusal_refuses_all_ideas(session: Session) -> None:
    story = make_story(session)
    ada = make_person(session, "Ada")
    before = count(session, Idea)
    bad = services.IdeaFacts(title=" ", text="Words.")
    with pytest.raises(Conflict, match="title_needed"):
        services.send_ideas(
            session,
            round_id=story.round.id,
            sent=[services.IdeaSent(ada, facts, SENDING) for facts in (FACTS, bad)],
        )
    assert count(session, Idea) == before


def test_ideas_are_published_and_supported_together_and_nobody_supports_their_own(
    session: Session,
) -> None:
    story = make_story(session)
    ada, ben = make_person(session, "Ada"), make_person(session, "Ben")
    ideas = services.send_ideas(
        session,
        round_id=story.round.id,
        sent=[services.IdeaSent(who, FACTS, SENDING) for who in (ada, ben)],
    )
    ids = [idea.id for idea in ideas]
    services.publish_ideas(session, actor=story.bea, idea_ids=ids, now=READING)
    assert [idea.state for idea in ideas] == [IdeaState.PUBLISHED] * 2
    with pytest.raises(NotAllowed, match="own_support"):
        services.support_ideas(
            session, supports=[services.IdeaSupported(ada, each, READING) for each in ids]
        )
    assert count(session, IdeaSupport) == 0
    crossed = [services.IdeaSupported(ada, ids[1], READING)] * 2
    services.support_ideas(session, supports=crossed)
    assert count(session, IdeaSupport) == 1
    with pytest.raises(NotFound):
        services.publish_ideas(session, actor=story.bea, idea_ids=[max(ids) + 9], now=READING)
