"""The numbers of a box: counted until its close, and from then on read in the close entry.

Source: docs/rules/ceremony.md sections 4 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.models import Log, LogEntry, LogPending
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.undecided import PaperNumbers, paper_numbers
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.models import (
    ON_PAPER,
    PAPER,
    STRUCK_OFF,
    RollEntry,
    SeparatedEnvelope,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.queries.roll_history import paper_stays

NO_PAPER = PaperNumbers()
_BLOCK = 2000


@dataclass(frozen=True)
class Reconciliation:
    """The counts that must agree before anything is opened (ruling 25).

    Attributes:
        roll: voters on it: not struck, or struck with a vote that stays.
        marked: voters of whom a vote cast on a screen is in the box.
        envelopes: closed votes, however they came; `on_paper` of them on paper.
        paper: voters on the roll for paper.
        struck: voters who are struck and not counted on it.
        papers: where the ballot papers are.
    """

    roll: int
    marked: int
    envelopes: int
    paper: int
    struck: int = 0
    on_paper: int = 0
    papers: PaperNumbers = NO_PAPER

    @property
    def agrees(self) -> bool:
        return not differences(self)


def differences(numbers: Reconciliation | BoxNumbers) -> list[str]:
    """Which numbers of a box do not agree, as codes of refusals; none when it may be closed.

    Source: docs/rules/ceremony.md section 4.4.
    """
    found = []
    online = numbers.envelopes - numbers.on_paper
    if numbers.marked != online or numbers.envelopes > numbers.roll:
        found.append("urn.counts_differ")
    if numbers.papers.more_open:
        found.append("urn.more_paper_came_back")
    if numbers.on_paper > numbers.papers.out:
        found.append("urn.more_paper_than_out")
    return found


@dataclass(frozen=True)
class BoxNumbers:
    """What two people confirm before a box is closed.

    Attributes:
        by_kind: closed votes by how they came, as `kind=number` in order of the kinds.
        superseded: closed votes that a newer one replaced.
        taken_out: closed votes that two people took out.
        entries: entries of the ballot log, those that wait too.
        papers: where the ballot papers are; told only where a round has some.
    """

    roll: int
    struck: int
    marked: int
    paper: int
    envelopes: int
    by_kind: str
    superseded: int
    taken_out: int
    entries: int
    papers: PaperNumbers = NO_PAPER

    @property
    def on_paper(self) -> int:
        """Closed votes on paper."""
        return votes_on_paper(self.by_kind)

    @property
    def facts(self) -> dict[str, Any]:
        own = [field.name for field in fields(self) if field.name != "papers"]
        return {**{name: getattr(self, name) for name in own}, **self.papers.told}


def votes_on_paper(by_kind: str) -> int:
    """How many closed votes came on paper, from `kind=number` in order of the kinds."""
    came = dict(part.split("=") for part in by_kind.split(",") if part)
    return int(came.get(PAPER, 0))


# What desks ask of each round is built once: to build a statement takes longer than to send it.
_ROLLS = (
    select(RollEntry.state, RollEntry.marked, func.count())
    .where(RollEntry.round_id == bindparam("round"))
    .group_by(RollEntry.state, RollEntry.marked)
)
_KINDS = (
    select(UrnEnvelope.kind, func.count())
    .where(UrnEnvelope.round_id == bindparam("round"))
    .group_by(UrnEnvelope.kind)
    .order_by(UrnEnvelope.kind)
)
_KEPT_PAPERS = (
    select(func.count())
    .select_from(RollEntry)
    .where(RollEntry.round_id == bindparam("round"), RollEntry.state == STRUCK_OFF, paper_stays())
)


def reconcile(session: Session, round_id: int) -> Reconciliation:
    """Roll, marks and closed votes: counted, or as the close entry has them once that stands."""
    round_ = session.get_one(Round, round_id)
    if round_.close_entry is not None:
        told = close_entry(session, round_)
        return Reconciliation(
            roll=told["roll"],
            marked=told["marked"],
            envelopes=told["envelopes"],
            paper=told["paper"],
            struck=told.get("struck", 0),
            on_paper=votes_on_paper(told.get("by_kind", "")),
            papers=PaperNumbers.read(told),
        )
    rolls = session.execute(_ROLLS, {"round": round_id}).all()
    kinds = _by_kind(session, round_id)
    kept = _kept_papers(session, round_id)
    struck = sum(number for state, marked, number in rolls if state == STRUCK_OFF and not marked)
    return Reconciliation(
        roll=sum(number for _, _, number in rolls) - struck + kept,
        marked=sum(number for _, marked, number in rolls if marked),
        envelopes=sum(kinds.values()),
        paper=sum(number for state, _, number in rolls if state == ON_PAPER) + kept,
        struck=struck - kept,
        on_paper=kinds.get(PAPER, 0),
        papers=paper_numbers(session, round_id),
    )


def _by_kind(session: Session, round_id: int) -> dict[str, int]:
    """Closed votes in the box by how they came, in order of the kinds."""
    return {row[0]: row[1] for row in session.execute(_KINDS, {"round": round_id})}


def _kept_papers(session: Session, round_id: int) -> int:
    """Struck voters whose paper is out: it may come back, so they go on being counted."""
    return session.scalar(_KEPT_PAPERS, {"round": round_id}) or 0


def close_entry(session: Session, round_: Round) -> dict[str, Any]:
    """What the close entry of the ballot log tells; empty before the close."""
    if round_.close_entry is None:
        return {}
    found = log.entry(session, log=round_.path, idx=round_.close_entry)
    return found.told if found else {}


def box_numbers(session: Session, round_: Round) -> BoxNumbers:
    """Count everything that is confirmed before the close."""
    counts = reconcile(session, round_.id)

    def number(model: type[Any], *where: Any) -> int:
        query = select(func.count()).select_from(model).where(model.round_id == round_.id, *where)
        return session.scalar(query) or 0

    kinds = _by_kind(session, round_.id)
    return BoxNumbers(
        roll=counts.roll,
        struck=counts.struck,
        marked=counts.marked,
        paper=counts.paper,
        envelopes=counts.envelopes,
        by_kind=",".join(f"{kind}={count}" for kind, count in kinds.items()),
        superseded=number(SupersededEnvelope, ~SupersededEnvelope.taken_out),
        taken_out=number(SupersededEnvelope, SupersededEnvelope.taken_out),
        entries=entries_of_log(session, round_),
        papers=counts.papers,
    )


def entries_of_log(session: Session, round_: Round) -> int:
    """Entries in order or not yet: one that is put in order between two presses changes nothing."""
    found = 0
    for table in (LogEntry, LogPending):
        query = select(func.count()).select_from(table).join(Log, Log.id == table.log_id)
        found += session.scalar(query.where(Log.slug == round_.path)) or 0
    return found


def fingerprint(session: Session, round_: Round) -> dict[str, Any]:
    """All numbers of the box, which closed votes lie in it, and one hash over both.

    Two people confirm just this; the hash over the closed votes is the one that separation and
    opening tell again.
    """
    facts = {
        **box_numbers(session, round_).facts,
        "envelopes_sha256": held_by(session, round_.id).sha256.hex(),
    }
    return {**facts, "fingerprint": sha256(canonical_json(facts)).hex()}


def hashes(session: Session, round_id: int, *, separated: bool = False) -> Iterator[bytes]:
    """Hashes of all closed votes of a round, ascending, read in blocks.

    Args:
        separated: of the copies that lie apart from voters.
    """
    table = SeparatedEnvelope if separated else UrnEnvelope
    query = select(table.env_hash).where(table.round_id == round_id).order_by(table.env_hash)
    for digest in session.scalars(query.execution_options(yield_per=_BLOCK)):
        yield bytes(digest)


def held_by(session: Session, round_id: int, *, separated: bool = False) -> Digests:
    """The same as a set: how many, one hash over all of them, and what is in it."""
    return Digests(hashes(session, round_id, separated=separated))


def is_apart(session: Session, round_id: int) -> bool:
    """Whether the closed votes of a round lie apart from voters already, entry or not.

    An empty box lies apart from the beginning.
    """
    held = select(UrnEnvelope.slot).where(UrnEnvelope.round_id == round_id).limit(1)
    return session.scalar(held) is None
