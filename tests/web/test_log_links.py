"""The log links what everybody may open, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit_queries
from pbplatform.audit import services as audit
from pbplatform.proposals import services as proposals
from pbplatform.proposals.kinds import ProposalLog
from pbplatform.rounds.models import Round
from tests.conftest import SetClock
from tests.factories import COMMAND, make_forum, make_person, make_place, make_point, make_round
from tests.factories_proposals import SENDING, make_committee, make_idea

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


@pytest.fixture
def round_(session: Session, clock: SetClock) -> Round:
    clock.at = SENDING + timedelta(days=2)
    make_place(session)
    return make_round(session)


def linked_from_entries(client: FlaskClient, session: Session) -> set[str]:
    """Where the pages of all entries lead; every address is opened."""
    found: set[str] = set()
    for entry in audit_queries.search(session, newest=1000):
        page = client.get(f"/log/entries/{entry.idx}").get_data(as_text=True)
        found.update(re.findall(r'href="([^"]+)">The page it is about', page))
    for link in found:
        assert client.get(link).status_code in (200, 301), link
    return found


def fold(session: Session) -> None:
    for log_id, _slug in audit_queries.logs_with_pending(session):
        audit.fold(session, log_id)
    session.commit()


def test_idea_that_is_only_sent_is_told_of_and_not_linked_until_published(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    idea = make_idea(session, round_, published=False)
    path = f"/rounds/{round_.slug}/ideas/{idea.number}"
    fold(session)
    kinds = [entry.kind for entry in audit_queries.search(session, newest=1000)]
    assert ProposalLog.IDEA_SENT in kinds
    assert path not in linked_from_entries(client, session)
    proposals.publish_idea(session, actor=COMMAND, idea_id=idea.id, now=SENDING + timedelta(days=1))
    fold(session)
    assert path in linked_from_entries(client, session)


def test_refused_and_withdrawn_ideas_are_not_linked(
    client: FlaskClient, session: Session, round_: Round
) -> None:
    refused = make_idea(session, round_, published=False)
    nadia = make_person(session, "Nadia")
    gone = make_idea(session, round_, author=nadia, title="A slide", published=False)
    later = SENDING + timedelta(hours=1)
    proposals.refuse_idea(
        session, actor=COMMAND, idea_id=refused.id, rule="hatred", words="No.", now=later
    )
    proposals.withdraw_idea(session, actor=nadia, idea_id=gone.id, now=later)
    fold(session)
    assert not [link for link in linked_from_entries(client, session) if "/ideas/" in link]


def test_point_is_linked_once_published(client: FlaskClient, session: Session) -> None:
    make_place(session)
    forum, rosa = make_forum(session), make_person(session, "Rosa")
    raised = make_point(session, forum, rosa, now=SENDING, published=False)
    shown = make_point(session, forum, rosa, now=SENDING, title="Lamps")
    fold(session)
    found = linked_from_entries(client, session)
    assert f"/{forum.path}/points/{shown.number}" in found
    assert f"/{forum.path}/points/{raised.number}" not in found


def test_draft_round_and_what_is_in_it_are_not_linked(
    client: FlaskClient, session: Session
) -> None:
    make_place(session)
    make_committee(session, make_round(session, published=False))
    make_round(session, name="Open Fund")
    fold(session)
    found = linked_from_entries(client, session)
    assert {link for link in found if link.startswith("/rounds/")} == {"/rounds/open-fund"}
