"""Whoever has every file but the keys reads no vote and names nobody, before the opening and after.

Source: docs/rules/voting.md sections 2.6, 2.8 and 7.5, trustees.md section 3.5.
`make attack-secrecy` does it at size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from config import Settings
from pbplatform.trustees.domain.shares import deal
from tests.conftest import SetClock
from tests.secrecy import leaks, walk, without_a_share
from tests.secrecy.joins import running_totals

VOTERS = 30


@pytest.mark.usefixtures("own_folder")
def test_whoever_has_every_file_but_the_keys_reads_no_vote_and_names_nobody(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    server: Path | None,
    checkpoint: Callable[[], None],
) -> None:
    found = walk.walk(app, settings, clock, voters=VOTERS, server=server, checkpoint=checkpoint)
    assert {moment: (hits.lines, hits.values) for moment, hits in found.read.items()} == {
        moment: (set(), set())
        for moment in (walk.VOTING, walk.IN_ORDER, walk.CLOSED, walk.SEPARATED, walk.OPENED)
    }
    wanted, there = found.controls
    assert there == wanted > VOTERS  # the search does find what lies there
    assert found.lengths == 1
    assert found.totals == {}
    assert found.linked == 0, found.by_channel
    assert len(found.ways) > 50
    assert found.with_key == VOTERS  # what README says openly


@pytest.mark.usefixtures("own_folder")
def test_the_same_attack_names_everybody_where_a_table_keeps_the_order(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    server: Path | None,
    checkpoint: Callable[[], None],
) -> None:
    """The control: one table of who voted, another of votes without a name."""
    voters = 16
    found = walk.walk(
        app,
        settings,
        clock,
        voters=voters,
        server=server,
        checkpoint=checkpoint,
        leak=leaks.usual_design,
    )
    with app.app_context():
        leaks.drop()
    by_order = [way.right for way in found.ways if "twin_ballot" in way.ballots]
    assert max(by_order) == voters
    assert found.linked == voters
    assert found.read[walk.VOTING].values  # trackers
    assert found.read[walk.VOTING].lines  # choices
    if server is not None:
        assert found.joined["transactions and their neighbours"] == voters


@pytest.mark.usefixtures("own_folder")
def test_whoever_lacks_one_share_opens_nothing_and_the_opening_leaves_no_share_behind(
    app: Flask, settings: Settings, clock: SetClock, server: Path | None
) -> None:
    found = without_a_share.walk(app, settings, clock, voters=10, server=server)
    assert (found.votes, found.opened, found.counted) == (10, 0, 10)
    assert found.tries > 5
    assert found.left == (set(), set())
    assert found.control == len(without_a_share.NAMES)


def test_one_more_share_is_enough_for_the_same_tries() -> None:
    """The control: the numbers that are tried are those that would open it."""
    _dealt, shares = deal(without_a_share.NEED, without_a_share.NAMES)
    key = without_a_share.key_of(shares[:3])
    assert key == without_a_share.key_of(shares[2:])
    assert key in without_a_share.tried(shares[:3], {})
    assert key not in without_a_share.tried(shares[:2], {})


def test_votes_so_far_are_found_where_a_table_has_them() -> None:
    """The control of the look for sums."""
    rows = [{"number": 7001 + at, "votes": at * 3, "cost": 5} for at in range(8)]
    totals = Counter({row["number"]: row["votes"] for row in rows})
    assert running_totals({"ballot_project": rows}, totals) == {"ballot_project: number, votes": 8}
