"""The count of a round, stored once. Source: docs/rules/results.md."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.core.errors import Conflict
from pbplatform.results import queries, services
from tests.results.counted import count_it, opened_election
from tests.voting.elections import make_election


def test_most_votes_win_while_the_money_lasts_and_every_row_has_its_reason(
    session: Session, tmp_path: Path
) -> None:
    # 15 costs £240,000, 9 £96,000, 7 £42,000, 4 £18,000; the fund is £500,000.
    ballots = [(15, 9), (15, 9), (15, 7), (9,), (4,), (4, 8)]
    election = opened_election(session, tmp_path / "keys", *ballots)
    count_it(session, election)
    rows = queries.rows_of(session, election.round_id)
    assert [row.number for row, _ in rows if row.won] == [9, 15, 4, 7]
    assert all(row.reason for row, _ in rows)
    result = queries.result_of(session, election.round_id)
    assert result is not None
    assert (result.roll, result.envelopes, result.valid, result.invalid) == (6, 6, 5, 1)
    assert result.with_a_winner == 5
    assert result.spent_minor == 39_600_000


def test_result_document_is_the_same_bytes_on_every_count(session: Session, tmp_path: Path) -> None:
    election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (4,), (7, 4))
    first = services.count_in_memory(session, round_id=election.round_id)
    second = services.count_in_memory(session, round_id=election.round_id)
    assert first.document == second.document
    assert json.loads(first.document)["ballots"] == 4


def test_result_is_counted_once(session: Session, tmp_path: Path) -> None:
    election = opened_election(session, tmp_path / "keys", (15,))
    count_it(session, election)
    with pytest.raises(Conflict, match="counted_already"):
        count_it(session, election)


def test_nothing_is_counted_before_the_box_is_opened(session: Session, tmp_path: Path) -> None:
    election = make_election(session, tmp_path / "keys")
    with pytest.raises(Conflict, match="not_opened"):
        services.count_in_memory(session, round_id=election.round_id)
