"""Votes that wait for a turn go into the box together. docs/rules/voting.md 17.8."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from config import Settings
from pbplatform.audit.models import LogPending
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import TryCount
from pbplatform.voting.models import STRUCK_OFF, RollEntry, UrnEnvelope
from pbplatform.voting.pages import putting_in
from pbplatform.voting.pages.limits import CASTS
from tests.browsing import counted_queries
from tests.pages import code_shown
from tests.voting.by_page import HOME, choose, election, in_box, prove, slip_of, vote
from tests.voting.elections import Election
from tests.waiting_together import Counted, at_once, counted_commits

__all__ = ["election"]
pytestmark = pytest.mark.database
MOST_STATEMENTS = 9  # for any number of first votes


@dataclass
class Voters:
    """Voters whose forms are sent at once, each by a browser of its own."""

    app: Flask
    settings: Settings
    joined: Counted
    forms: list[tuple[Any, str]] = field(default_factory=list)
    answers: dict[int, Any] = field(default_factory=dict)

    def ready(self, code: str, *choices: int) -> None:
        """One more form that is ready to be sent."""
        client = self.app.test_client()
        choose(client, *choices)
        prove(client, code)
        self.forms.append((client, slip_of(client)))

    def send_all(self) -> list[int]:
        """Send all of them; the numbers of their answers."""
        sending = [partial(self._send, place) for place in range(len(self.forms))]
        at_once(self.settings, self.joined, sending)
        return [self.answers[place].status_code for place in range(len(self.forms))]

    def _send(self, place: int) -> None:
        client, slip = self.forms[place]
        self.answers[place] = client.post(f"{HOME}/cast", data={"slip": slip})

    def codes(self) -> list[str]:
        """The codes of the box on all receipts."""
        return [code_shown(self.answers[place].text, "box-code") for place in self.answers]


@pytest.fixture
def voters(
    app: Flask, settings: Settings, election: Election, monkeypatch: pytest.MonkeyPatch
) -> Voters:
    app.config["WTF_CSRF_ENABLED"] = False
    joined = Counted()
    monkeypatch.setattr(putting_in, "_casts", joined)
    # What a process reads once is read, and the round is known by then.
    assert vote(app.test_client(), election.codes[-1], 4).status_code == 200
    return Voters(app, settings, joined)


def rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        asked = {
            "box": select(UrnEnvelope.env_hash),
            "log": select(LogPending.body).where(LogPending.log_id > 1),  # 1 is the site's
            "marked": select(RollEntry.voter_no).where(RollEntry.marked),
            "tries": select(TryCount.who).where(TryCount.what == CASTS.what),
        }
        return {name: len(db.session.scalars(query).all()) for name, query in asked.items()}


def test_votes_that_wait_for_one_turn_take_one_commit_and_few_statements(
    app: Flask, voters: Voters, election: Election
) -> None:
    before = rows(app)
    for code in election.codes[:4]:
        voters.ready(code, 4)
    with app.app_context(), counted_queries(app) as sent, counted_commits(app) as commits:
        assert voters.send_all() == [200] * 4
    assert len(commits) == 1
    of_vote = [one for one in sent if re.search(r"\b(round|roll|urn|log_pending|try_count)\b", one)]
    assert len(of_vote) <= MOST_STATEMENTS, of_vote
    assert rows(app) == {name: many + 4 for name, many in before.items()}
    assert len(set(voters.codes())) == 4


def test_vote_that_is_refused_keeps_no_other_out_of_the_box(
    app: Flask, voters: Voters, election: Election
) -> None:
    for code in election.codes[:4]:
        voters.ready(code, 4)
    with app.app_context(), transaction() as session:
        struck = update(RollEntry).where(RollEntry.voter_no == 2).values(state=STRUCK_OFF)
        session.execute(struck)
    assert voters.send_all() == [200, 409, 200, 200]
    assert in_box(app) == 1 + 3


def test_one_too_many_of_a_voter_is_told_so_and_the_others_are_in(
    app: Flask, voters: Voters, election: Election
) -> None:
    for _time in range(CASTS.most):
        assert vote(app.test_client(), election.codes[1], 4).status_code == 200
    for code in election.codes[:3]:
        voters.ready(code, 4)
    assert voters.send_all() == [200, 429, 200]
    assert in_box(app) == 1 + 3


def test_changed_votes_and_first_ones_go_in_together(
    app: Flask, voters: Voters, election: Election
) -> None:
    for code in election.codes[:2]:
        assert vote(app.test_client(), code, 4).status_code == 200
    for code in election.codes[:4]:
        voters.ready(code, 7)
    with counted_commits(app) as commits:
        assert voters.send_all() == [200] * 4
    assert len(commits) == 1
    assert in_box(app) == 1 + 4


def test_the_same_form_twice_at_once_is_one_vote(
    app: Flask, voters: Voters, election: Election
) -> None:
    voters.ready(election.codes[0], 4)
    voters.ready(election.codes[1], 4)
    voters.forms.append(voters.forms[0])
    assert voters.send_all() == [200] * 3
    first, _other, again = (voters.answers[place].text for place in range(3))
    assert code_shown(first, "box-code") == code_shown(again, "box-code")
    assert in_box(app) == 1 + 2
