"""What the ballot log of a round says: its box, and the entries that end its stages."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.models import SITE
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.domain.numbers import read_numbers
from pbplatform.voting.kinds import VoteLog

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
_OF_STAGES = (
    RoundLog.DEFINITION_FROZEN,
    VoteLog.PAPER_COMPLETE,
    VoteLog.URN_CLOSED,
    VoteLog.URN_SEPARATED,
    VoteLog.URN_OPENED,
    VoteLog.RESULT_COUNTED,
)
_OF_AMENDMENTS = (VoteLog.PROJECT_WITHDRAWN, VoteLog.WINDOW_EXTENDED)


@dataclass
class BallotLog:
    """A ballot log read to its end, pending entries too.

    Attributes:
        put: hashes of envelopes that were ever put in.
        replaced: those a newer one replaced.
        taken_out: those an entry took out of the box.
        stages: the entries that end a stage, by kind; the first of each.
        counts: the entries of all counts, in order.
        amendments: entries of amendments, as they come.
    """

    put: Digests = field(default_factory=Digests)
    replaced: Digests = field(default_factory=Digests)
    taken_out: Digests = field(default_factory=Digests)
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)
    counts: list[dict[str, Any]] = field(default_factory=list)
    amendments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def live(self) -> Digests:
        """What must be in the box."""
        return self.put.without(self.replaced, self.taken_out)

    @property
    def twice(self) -> int:
        """How many were put in more than once."""
        return self.put.twice

    def take(self, told: dict[str, Any]) -> None:
        """Read one entry."""
        kind = told["kind"]
        if kind == VoteLog.ENVELOPE_CAST:
            self.put.add(_hash(told["h"]))
            if "x" in told:
                self.replaced.add(_hash(told["x"]))
        elif kind == VoteLog.ENVELOPE_TAKEN_OUT:
            self.taken_out.add(_hash(told["x"]))
        elif kind == VoteLog.RESULT_COUNTED_AGAIN:
            self.counts.append(told)
        elif kind in _OF_AMENDMENTS:
            self.amendments.append(told)
        elif kind in _OF_STAGES:
            self.stages.setdefault(kind, told)
            if kind == VoteLog.RESULT_COUNTED:
                self.counts.append(told)


def _hash(text: str) -> bytes:
    """A hash as an entry has it; ValueError where it is written in any other way."""
    raw = bytes.fromhex(text)
    if len(raw) != 32 or raw.hex() != text:
        raise ValueError("not a hash")
    return raw


def read_ballot_log(session: Session, round_: Round, tell: Progress = untold) -> BallotLog:
    """Read all of it, in blocks.

    Args:
        tell: told how many further entries were read.
    Raises:
        Conflict: an entry's bytes are no entry any more.
    """
    found, read = BallotLog(), 0
    try:
        for _idx, body in telling(log.with_waiting(session, log=round_.path), tell):
            found.take(json.loads(body))
            read += 1
    except _UNREADABLE as error:
        raise Conflict("check.log_unreadable", log=round_.path, entry=read) from error
    return found


# What entries about a roll say came to it, and left it.
_CAME, _WENT = ("added", "returned"), ("removed", "left")


@dataclass(frozen=True)
class SiteTold:
    """What the site log says about a round, entries that still wait too.

    Attributes:
        newest: the newest entry of each kind.
        roll: how many voters are on the roll, by all that came to it and left it. A sum: entries
            that wait have no order, and two of them can have one instant.
        struck: the numbers that are struck, told in the same way.
        taken_out: box codes of the envelopes that two people took out.
        too_late: how many entries put voters on the roll alone after the freeze, which nobody may.
    """

    newest: dict[str, dict[str, Any]]
    roll: int
    struck: frozenset[int]
    taken_out: frozenset[str]
    too_late: int


def site_told(session: Session, round_: Round) -> SiteTold:
    """Read all of it.

    Raises:
        Conflict: an entry's bytes are no entry any more.
    """
    found: list[tuple[int, str, dict[str, Any]]] = []
    subject, idx = b'"subject":' + json.dumps(round_.path).encode(), 0
    try:
        for idx, body in log.with_waiting(session, having=subject):
            told = json.loads(body)
            if told["subject"] == round_.path:
                found.append((idx, told["at"], told))
        found.sort(key=lambda entry: entry[:2])  # those that wait have one index: by their time
        newest = {told["kind"]: told for _idx, _at, told in found}
        roll = sum(_came(told) for _idx, _at, told in found)
        struck: Counter[int] = Counter()
        for _idx, _at, told in found:
            struck.update(_struck(told))
        return SiteTold(
            newest,
            roll,
            struck=frozenset(each for each, times in struck.items() if times),
            taken_out=frozenset(
                told["data"]["box_code"]
                for _idx, _at, told in found
                if told["kind"] == VoteLog.ENVELOPE_TAKEN_OUT
            ),
            too_late=_too_late(found),
        )
    except _UNREADABLE as error:
        raise Conflict("check.log_unreadable", log=SITE, entry=idx) from error


# What one person may write until the freeze only.
_BEFORE_THE_FREEZE = (
    VoteLog.ROLL_IMPORTED,
    VoteLog.ROLL_REGISTER_IMPORTED,
    VoteLog.ROLL_TAKEN_BACK,
)
_WAITS = timedelta(minutes=1)


def _too_late(found: list[tuple[int, str, dict[str, Any]]]) -> int:
    """How many of these entries are of an instant after the freeze, or stand after it dated back.

    Of one instant they have no order; whoever waited for the round's turn read the clock before.
    """
    frozen = next((each for each in found if each[2]["kind"] == RoundLog.DEFINITION_FROZEN), None)
    if frozen is None:
        return 0
    frozen_at = datetime.fromisoformat(frozen[1])
    late = 0
    for idx, text, told in found:
        if told["kind"] in _BEFORE_THE_FREEZE:
            at = datetime.fromisoformat(text)
            late += at > frozen_at + _WAITS or (idx > frozen[0] and at < frozen_at)
    return late


# What entries strike voters, and what puts them back.
_STRIKES = {VoteLog.ROLL_STRUCK: 1, VoteLog.ROLL_REPLACED: 1, VoteLog.ROLL_PUT_BACK: -1}


def _struck(told: dict[str, Any]) -> dict[int, int]:
    """The voters that one entry strikes (1) or puts back (-1)."""
    times = _STRIKES.get(told["kind"], 0)
    return dict.fromkeys(read_numbers(told["data"]["numbers"]), times) if times else {}


def _came(told: dict[str, Any]) -> int:
    """How many more voters are on the roll by one entry; fewer where it is below nought."""
    if not told["kind"].startswith("vote:roll:"):
        return 0
    data = told["data"]
    came = sum(int(data.get(name, 0)) for name in _CAME)
    return came - sum(int(data.get(name, 0)) for name in _WENT)
