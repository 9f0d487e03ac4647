"""Whenever a process dies between a cast and the count, nothing promised is lost, nothing doubled.

Source: docs/rules/running.md section 7. `make attack-kill` kills more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kills.acts import sealed_vote
from tests.kills.served import kill_while_serving
from tests.kills.watch import Watch


def test_processes_killed_between_cast_and_count_lose_nothing_double_nothing_and_go_on(
    databases: Any, tmp_path: Path
) -> None:
    watch = Watch(databases, tmp_path, seed=11)
    try:
        watch.kill_while_voting(8)
        watch.kill_the_ceremony(4)
    finally:
        watch.close()
    assert watch.told.problems == []
    assert watch.told.killed.total() >= 8
    assert watch.told.promised > 8
    assert watch.told.checkpoints > 2


def test_what_was_promised_and_is_gone_or_was_rewritten_is_noticed(
    databases: Any, tmp_path: Path
) -> None:
    """The control of the other test."""
    watch = Watch(databases, tmp_path, seed=3)
    try:
        watch.one_life_whole("cast")
        watch.one_life_whole("checkpoint")
        watch.look("nothing")
        assert watch.told.problems == []
        lost, _envelope = sealed_vote(watch.place.election, 12, 4)
        watch.promised[12] = [lost]
        watch.seen["site"] = [b"another entry", *watch.seen["site"][1:]]
        watch.signed["site", 1] = bytes(32)
        watch.look("a loss")
        told = " ".join(watch.told.problems)
        for words in (
            "the receipt of voter 12 is lost",
            "0 envelopes of voter 12 in the box",
            "the log site was rewritten",
            "the checkpoint of site at 1 is gone",
        ):
            assert words in told
    finally:
        watch.close()


def test_vote_that_was_in_the_box_when_its_process_fell_stays_there_when_the_next_one_falls(
    databases: Any, tmp_path: Path
) -> None:
    """It has no receipt, and it counts: it was taken whole, and nothing newer was."""
    watch = Watch(databases, tmp_path, seed=1)
    try:
        watch.one_life_whole("cast")
        watch.one_life_whole("change")
        last = watch.told.moments["change"]
        for moment in (last, 1):
            assert not watch.one_life("change", by_moment=True, exactly=moment)
            watch.look(f"moment {moment}")
        assert watch.told.problems == []
        assert watch.told.killed["change"] == 2
    finally:
        watch.close()


@pytest.mark.one_database
def test_place_whose_processes_are_all_killed_starts_again_with_every_receipt(
    databases: Any, tmp_path: Path
) -> None:
    watch = Watch(databases, tmp_path, seed=7)
    try:
        said = kill_while_serving(watch, 1)
        assert watch.told.problems == []
        assert watch.told.promised
        kept = [vote for votes in watch.promised.values() for vote in votes]
        assert not any(vote.tracker in said for vote in kept)
        assert not any(code in said for code in watch.place.election.codes)
    finally:
        watch.close()
