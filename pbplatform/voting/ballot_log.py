"""What the ballot log of a round says: its box, and the entries that end its stages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.kinds import Kind
from pbplatform.audit.models import Log, LogPending
from pbplatform.core.errors import Conflict
from pbplatform.rounds.models import Round

_OF_STAGES = (Kind.DEFINITION_FROZEN, Kind.URN_CLOSED, Kind.URN_OPENED, Kind.RESULT_COUNTED)


@dataclass
class BallotLog:
    """A ballot log read to its end, pending entries too.

    Attributes:
        put: hashes of envelopes that were ever put in, as hex.
        replaced: those a newer one replaced.
        taken_out: those an entry took out of the box.
        twice: how many were put in more than once.
        stages: the entries that end a stage, by kind; the first of each.
    """

    put: set[str] = field(default_factory=set)
    replaced: set[str] = field(default_factory=set)
    taken_out: set[str] = field(default_factory=set)
    twice: int = 0
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def live(self) -> set[str]:
        """What must be in the box."""
        return self.put - self.replaced - self.taken_out

    def take(self, told: dict[str, Any]) -> None:
        """Read one entry."""
        kind = told["kind"]
        if kind == Kind.ENVELOPE_CAST:
            self.twice += told["h"] in self.put
            self.put.add(told["h"])
            if "x" in told:
                self.replaced.add(told["x"])
        elif kind == Kind.ENVELOPE_TAKEN_OUT:
            self.taken_out.add(told["x"])
        elif kind in _OF_STAGES:
            self.stages.setdefault(kind, told)


def read_ballot_log(session: Session, round_: Round) -> BallotLog:
    """Read all of it, in blocks.

    Raises:
        Conflict: an entry's bytes are no entry any more.
    """
    found, read = BallotLog(), 0
    waiting = select(LogPending.body).join(Log).where(Log.slug == round_.path)
    try:
        for body in log.bodies(session, log=round_.path):
            found.take(json.loads(body))
            read += 1
        for body in session.scalars(waiting):
            found.take(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Conflict("check.log_unreadable", log=round_.path, entry=read) from error
    return found


def site_entries(session: Session, round_: Round) -> dict[str, dict[str, Any]]:
    """The newest entry of each kind in the site log about this round, in order or not yet."""
    found: dict[str, dict[str, Any]] = {}
    subject = json.dumps(round_.path).encode()
    having = [[b'"subject":' + subject]]
    for entry in log.search(session, having=having):
        found.setdefault(entry.kind, entry.told)
    waiting = select(LogPending.body).join(Log).where(Log.slug == "site")
    pending = [json.loads(body) for body in session.scalars(waiting)]
    for told in sorted(pending, key=lambda told: str(told["at"])):
        if told["subject"] == round_.path:
            found[told["kind"]] = told
    return found
