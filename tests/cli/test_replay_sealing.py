"""Votes that several processes seal beside the one that casts (running.md section 9)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from config import ROOT
from pbplatform.cli.replay_sealing import Vote, sealed_blocks
from pbplatform.voting.domain.sealing import (
    envelope_hash,
    load_private,
    open_envelope,
)
from tests.cli.votes_to_seal import KEY, PEM, without_end

VOTES: list[Vote] = [(voter, (voter % 7 + 1, 9)) for voter in range(1, 24)]
_PATIENCE_SECONDS = 20.0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until_gone(pids: list[int]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while any(map(_alive, pids)):
        assert time.monotonic() < until, "processes that seal are still there"
        time.sleep(0.05)


@pytest.mark.parametrize("processes", [0, 2])
def test_votes_come_sealed_in_their_order_whoever_seals_them(processes: int) -> None:
    blocks = list(sealed_blocks(KEY, VOTES, at_once=5, processes=processes))
    assert [len(block) for block in blocks] == [5, 5, 5, 5, 3]
    casts = [cast for block in blocks for cast in block]
    private = load_private(PEM)
    opened = [open_envelope(private, KEY, cast.envelope) for cast in casts]
    assert [(cast.slot, plain.ballot.numbers) for cast, plain in zip(casts, opened, strict=True)] \
        == VOTES  # fmt: skip
    assert all(cast.env_hash == envelope_hash(cast.envelope) for cast in casts)
    for one in ({plain.tracker for plain in opened}, {cast.nonce_hash for cast in casts}):
        assert len(one) == len(VOTES)


def test_processes_that_seal_end_when_no_more_is_asked() -> None:
    blocks = sealed_blocks(KEY, without_end(), at_once=5, processes=2)
    next(blocks)
    pids = [process.pid or 0 for process in multiprocessing.active_children()]
    assert len(pids) == 2
    blocks.close()
    _wait_until_gone(pids)


def test_end_of_a_process_that_seals_is_told() -> None:
    blocks = sealed_blocks(KEY, without_end(), at_once=5, processes=2)
    next(blocks)
    (victim, _other) = multiprocessing.active_children()
    os.kill(victim.pid or 0, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        for _block in blocks:
            pass


CASTER = """
import multiprocessing, itertools, sys, time
from tests.cli.votes_to_seal import KEY, without_end
from pbplatform.cli.replay_sealing import sealed_blocks
blocks = sealed_blocks(KEY, without_end(), at_once=5, processes=2)
next(blocks)
print(*(process.pid for process in multiprocessing.active_children()), flush=True)
time.sleep(60)
"""


def test_processes_that_seal_end_with_the_one_that_casts_however_that_ends() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CASTER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as caster:
        assert caster.stdout is not None
        pids = [int(pid) for pid in caster.stdout.readline().split()]
        caster.kill()
    assert len(pids) == 2
    _wait_until_gone(pids)
