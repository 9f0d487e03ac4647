"""Sealing the votes of a replay: here, or in several processes beside the one that casts them.

Source: docs/rules/running.md section 9.
"""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import connection, get_context, parent_process

from pbplatform.rounds.domain.ballots import Approval
from pbplatform.voting.domain.sealing import (
    PlainBallot,
    SealingKey,
    envelope_hash,
    new_tracker,
    seal,
)
from pbplatform.voting.services.cast import Cast

Vote = tuple[int, tuple[int, ...]]
"""A voter's number on the roll, and the numbers of the projects that the vote names."""
Sealed = tuple[int, bytes, bytes, bytes]
"""The voter's number, the envelope, the hash of a nonce, the hash of the envelope."""

_AHEAD = 3  # blocks that each process may be ahead of the casts


def sealed_blocks(
    key: SealingKey, votes: Iterable[Vote], *, at_once: int, processes: int
) -> Generator[list[Cast], None, None]:
    """The votes in their order, sealed, in blocks of `at_once`.

    Args:
        processes: that seal beside this one; 0 seals here. Whoever wants some closes all
            connections to the database before the first block is asked for.
    Raises:
        BrokenProcessPool: one of them was ended from outside.
    """
    rest = iter(votes)
    blocks = iter(lambda: list(islice(rest, at_once)), [])
    if not processes:
        for block in blocks:
            yield _casts(seal_block(key, block))
        return
    # Forks of this process, which has all modules: they begin in milliseconds. None is started
    # later than the first block, so none shares a connection that was opened meanwhile.
    pool = ProcessPoolExecutor(processes, get_context("fork"), _begin)
    try:
        waiting: deque[Future[list[Sealed]]] = deque()
        for block in islice(blocks, _AHEAD * processes):
            waiting.append(pool.submit(seal_block, key, block))
        while waiting:
            done = waiting.popleft().result()
            for block in islice(blocks, 1):
                waiting.append(pool.submit(seal_block, key, block))
            yield _casts(done)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def seal_block(key: SealingKey, votes: Sequence[Vote]) -> list[Sealed]:
    """Each sealed as its voter's browser would, with a tracker and a nonce of its own."""
    sealed = []
    for slot, numbers in votes:
        envelope = seal(key, PlainBallot(Approval(numbers), new_tracker()))
        sealed.append((slot, envelope, secrets.token_bytes(32), envelope_hash(envelope)))
    return sealed


def _casts(sealed: Iterable[Sealed]) -> list[Cast]:
    return [Cast(*one) for one in sealed]


def _begin() -> None:
    """A process that seals: Ctrl-C is for the one that casts, and without it there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    caster = parent_process()
    if caster is not None:
        threading.Thread(target=_end_with, args=(caster.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
