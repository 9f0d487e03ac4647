"""What the count says of a proposal: provisional, counted again, displaced.

Source: docs/rules/thread.md sections 3.5 to 3.7.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from pbplatform.core.thread import Outcome, Rank, Station
from pbplatform.results.models import ResultRow
from pbplatform.results.words.thread import _Counted, _station
from pbplatform.rounds.models import Round
from tests.rounds_in_time import CERTIFIED, COUNTED, RESULTS, a_round

BASE = Station(
    path="rounds/fund/proposals/4",
    rank=Rank.PROPOSAL,
    what="Proposal 4",
    title="Benches",
    lead="Was on the ballot.",
    short="Was on the ballot",
    on=RESULTS.date(),
    counted=True,
)
LEFT = {"left_minor": 1000, "missing_minor": 800}


def told(
    round_: Round, *, position: int | None = None, won_before: bool = False, **numbers: object
) -> Station:
    row = ResultRow(
        number=4,
        result_number=1,
        position=position,
        votes=12,
        cost_minor=1800,
        reason="funded" if position else "did_not_fit",
        numbers={**LEFT, **numbers},
    )
    counted = _Counted(round_, row, RESULTS, won_before)
    return _station(BASE, counted, whole=True)


def test_a_winner_leads_to_its_project_and_a_loser_says_by_how_much(app: Flask) -> None:
    round_ = a_round(**CERTIFIED)
    with app.test_request_context():
        won = told(round_, position=1)
        one, many = told(round_, enough={"votes": 1}), told(round_, enough={"votes": 31})
        reason = told(round_, enough={"votes": None, "cost_minor": 5})
    assert (won.state, won.outcome) == ("Won in 2027.", Outcome.WON)
    assert won.later == ("rounds/fund/projects/4",)
    assert [moment.words for moment in won.moments] == [
        "Counted: 12 votes.",
        "The result was certified.",
    ]
    assert one.state == "Did not win in 2027. 1 more vote, for it alone, would have been enough."
    assert many.text == "31 more votes, for it alone, would have been enough."
    assert (many.later, many.outcome) == ((), Outcome.LOST)
    assert reason.text == "When its turn came £10 was left. It was short by £8."


@pytest.mark.parametrize("position", [1, None])
def test_a_result_that_does_not_stand_says_so(app: Flask, position: int | None) -> None:
    provisional = a_round(**COUNTED, certify_due_at=RESULTS + timedelta(days=9))
    wrong = a_round(**COUNTED, recount_owed=True)
    with app.test_request_context():
        assert told(provisional, position=position).text.endswith("The result is provisional.")
        assert told(wrong, position=position).text.endswith(
            "The result was found wrong and is counted again."
        )


def test_a_project_that_won_by_a_wrong_count_says_so(app: Flask) -> None:
    with app.test_request_context():
        lost = told(a_round(**CERTIFIED), won_before=True)
        won = told(a_round(**CERTIFIED), won_before=True, position=2)
    assert "It had won in a count that was found wrong." in lost.text
    assert won.text == ""
