"""Whenever the process dies while papers are entered and counted, nothing confirmed is lost.

Source: docs/rules/paper.md section 3. `make attack-paper` kills more.
"""

from __future__ import annotations

from pathlib import Path

from tests.paper import killed

KILLS = 6


def test_processes_killed_from_the_first_entry_to_the_last_key_lose_nothing_and_double_nothing(
    database_url: str, tmp_path: Path
) -> None:
    told = killed.to_the_end(database_url, tmp_path, kills=KILLS, seed=3, papers=6, batches=2)
    assert told.problems == []
    assert told.killed >= KILLS // 2  # else they would have come to the end before
    assert (told.lost, told.twice, told.counted) == (0, 0, 6)
