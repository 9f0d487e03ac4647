"""The same votes under another rule. Source: docs/rules/results.md section 8."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.counting.count import count
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Misfit,
    Rule,
    Threshold,
    ThresholdKind,
)
from pbplatform.counting.ties import TieOrder
from pbplatform.results import queries
from pbplatform.results.domain.other_rules import kind_of, other_rule, under_another_rule
from pbplatform.results.models import Result
from pbplatform.rounds.domain.ballots import Approval
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import POUND
from tests.results.counted import CANAL, PAGE, publish, text_of

GROUPS = [(Approval((1, 2)), 5), (Approval((1,)), 1), (Approval((3,)), 2)]
ORDER = TieOrder.by_file(CANAL)


def test_most_votes_are_compared_with_equal_shares_and_the_other_way_round() -> None:
    most, shares = Rule(Family.VOTES_GREEDY), Rule(Family.EQUAL_SHARES)
    told = under_another_rule(CANAL, most, ORDER, currency=POUND, groups=GROUPS)
    assert (told["own"], told["kind"]) == ("most-votes", "equal-shares")
    assert (told["winners"], told["spent_minor"], told["with_a_winner"]) == ([1, 3], 6300, 8)
    told = under_another_rule(CANAL, shares, ORDER, currency=POUND, groups=GROUPS)
    assert (told["own"], told["kind"]) == ("equal-shares", "most-votes")
    assert (told["winners"], told["spent_minor"], told["with_a_winner"]) == ([1, 2], 6600, 6)


@pytest.mark.parametrize("family", list(Family))
def test_other_rule_keeps_what_is_not_about_the_order(family: Family) -> None:
    threshold = (Threshold(ThresholdKind.SCORE, 2),)
    rule = Rule(family, misfit=Misfit.STOP, thresholds=threshold, conflicts=(("1", "2"),))
    kind, other = other_rule(rule, POUND)
    assert kind == kind_of(other) != kind_of(rule)
    assert (other.thresholds, other.conflicts, other.ties) == (
        rule.thresholds,
        rule.conflicts,
        rule.ties,
    )
    assert other.misfit is Misfit.SKIP
    if other.family is Family.EQUAL_SHARES:
        assert (other.completion, other.increment_minor) == (Completion.ADD1, 100)
        assert other.top_up
    assert count(CANAL, other, ORDER).ballots == 8


@pytest.mark.parametrize(
    ("family", "question", "rule"),
    [
        (Family.VOTES_GREEDY, "What if every voter had had an equal share", "Equal Shares"),
        (Family.EQUAL_SHARES, "What if we had simply taken the most votes?", "Most votes"),
    ],
)
def test_both_rules_stand_side_by_side(
    app: Flask,
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    clock: SetClock,
    family: Family,
    question: str,
    rule: str,
) -> None:
    election, _ = publish(session, tmp_path, clock, family=family)
    titles = [project.title for _, project in queries.rows_of(session, election.round_id)]
    session.expunge_all()
    assert question in text_of(client, PAGE)
    with counted_queries(app) as sent:
        page = text_of(client, f"{PAGE}/other-rules")
    assert len(sent) <= 12
    assert f"<h3>{rule}</h3><p>This rule did not decide.</p>" in page
    assert "people might have voted in another way" in page
    for title in titles:
        assert title in page


def test_rule_that_gives_the_same_winners_says_so(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election, _ = publish(session, tmp_path, clock)
    result = session.get_one(Result, (election.round_id, 1))
    winners = [row.number for row, _ in queries.winners_of(session, election.round_id)]
    result.compared = {**(result.compared or {}), "winners": winners}
    session.commit()
    assert "The same projects would have won." in text_of(client, f"{PAGE}/other-rules")


def test_result_that_was_not_compared_says_so_and_one_that_is_not_counted_waits(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election, _ = publish(session, tmp_path, clock)
    session.get_one(Result, (election.round_id, 1)).compared = None
    session.commit()
    assert "nobody counted the votes by another rule" in text_of(client, f"{PAGE}/other-rules")
    assert "What if" not in text_of(client, PAGE)
    assert client.get("/rounds/no-such/results/other-rules").status_code == 404
