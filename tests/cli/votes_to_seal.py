"""Votes without end and a key to seal them with, for tests in several processes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from pbplatform.cli.replay_sealing import Vote
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.voting.domain.sealing import SealingKey, new_key_pair

PEM, _POINT = new_key_pair()
KEY = SealingKey(_POINT, b"of these tests", 80, Approval)


def without_end() -> Iterator[Vote]:
    for voter in count(1):
        yield voter, (1,)
