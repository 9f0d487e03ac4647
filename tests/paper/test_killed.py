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


def test_what_was_confirmed_and_is_not_there_is_noticed(database_url: str, tmp_path: Path) -> None:
    """The control of the other test."""
    watch = killed.Watch(database_url, tmp_path, papers=2, batches=1, seed=3)
    carla = int(watch.plan.people["carla"].key)
    watch.look()
    assert watch.told.problems == []
    watch.said = [
        ("entry", 1, carla, 1, ("7001 7015 7029 7043 7057", ""), False),
        *(("looked", 1), ("asked", 1), ("state", 1, "sealed"), ("round", "closed_at")),
        *(("outcome", 1, 1), ("checked",), ("keys",)),
    ]
    watch.look()
    assert watch.told.lost == len(watch.said)
    watch.at_the_end()
    assert watch.told.lost == len(watch.said) + 2  # neither paper was counted
    watch.close()
