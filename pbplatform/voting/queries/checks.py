"""What the program checks of a vote by itself: at every cast the cheap part, the whole at the
close, the opening, the start and by `pbplatform check`. Source: docs/rules/audit.md section 6.

A finding is the refusal that an act would answer with: its code has a sentence that says what was
found and what to do.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as entries
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks, look
from pbplatform.audit.queries.ties import tie_findings
from pbplatform.core.canonical import instant_text, sha256
from pbplatform.core.db import Where
from pbplatform.core.errors import Conflict
from pbplatform.core.progress import Progress, telling, untold
from pbplatform.core.undecided import paper_numbers
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import BallotProject, Round, RoundDefinition
from pbplatform.voting import queries
from pbplatform.voting.domain.digests import Digests
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import (
    PAPER,
    STRUCK_OFF,
    LotNumber,
    RollEntry,
    SeparatedEnvelope,
    SupersededEnvelope,
    UrnEnvelope,
)
from pbplatform.voting.queries.amendments import amendment_findings, are_in_log
from pbplatform.voting.queries.ballot_log import BallotLog, SiteTold, read_ballot_log, site_told
from pbplatform.voting.queries.box import close_entry, is_apart, votes_on_paper
from pbplatform.voting.queries.root_checks import root_findings

log = logging.getLogger(__name__)
_BLOCK = 5000


# What reading rows ends in that somebody changed into nonsense.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)


def unreadable(about: str, error: Exception) -> Conflict:
    """The finding that something cannot be read to its end."""
    told = f"{type(error).__name__}: {error}"[:200]
    return Conflict("check.unreadable", about=about, error=told)


def alarm(round_: Round, finding: Conflict) -> None:
    """Tell the program's own log, without anything of a voter."""
    log.error("round %s: %s %s", round_.slug, finding.code, finding.params or "")


def definition_findings(round_: Round, first_entry: bytes | None) -> list[Conflict]:
    """Whether definition, its hash, the log's first entry and the round's row are one.

    Args:
        first_entry: bytes of entry 0 of the ballot log.
    """
    frozen = round_.definition
    if frozen is None:
        begun = round_.frozen_at or round_.closed_at or round_.opened_at
        return [Conflict("check.definition_missing")] if begun or first_entry else []
    try:
        told = frozen.told
    except Conflict as unreadable:
        return [unreadable]
    found = []
    body, digest = bytes(frozen.body), bytes(frozen.sha256)
    if sha256(body) != digest:
        found.append(Conflict("check.definition_hash"))
    if first_entry is None or _frozen_in_log(bytes(first_entry)) != (digest.hex(), body):
        found.append(Conflict("check.definition_log"))
    strayed = [*round_.strayed, *(["slug"] if told.slug != round_.slug else [])]
    if round_.frozen_at is None:
        strayed.append("frozen_at")
    if strayed:
        found.append(Conflict("check.row_strayed", facts=", ".join(strayed)))
    return found


@lru_cache(maxsize=64)
def _frozen_in_log(entry: bytes) -> tuple[str, bytes]:
    """Hash and bytes of the definition that the log's first entry carries."""
    try:
        told = json.loads(entry)
        if told["kind"] != RoundLog.DEFINITION_FROZEN:
            return "", b""
        return told["sha256"], told["definition"].encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", b""


def refuse_changed_definition(round_: Round, first_entry: bytes | None) -> Conflict | None:
    """Why no vote is taken while the frozen ballot is not as everybody saw it; for the cast."""
    for finding in definition_findings(round_, first_entry):
        alarm(round_, finding)
        return Conflict("check.not_taken")
    return None


def refuse_changed_amendments(where: Where, round_: Round) -> Conflict | None:
    """Why no vote is taken while what is in force is not what the ballot log says; for the cast."""
    if are_in_log(where, round_):
        return None
    alarm(round_, Conflict("check.amendments_differ"))
    return Conflict("check.not_taken")


def round_findings(session: Session, round_: Round) -> list[Conflict]:
    """Everything that does not agree in a round's vote; empty when all does."""
    found: list[Conflict] = []
    try:
        found.extend(_findings(session, round_))
    except UNREADABLE as error:
        found.append(unreadable(round_.path, error))
    return found


def refuse_round(session: Session, round_: Round, tell: Progress = untold) -> None:
    """Raise the first finding: nothing is closed or opened over one.

    Args:
        tell: told how many further rows were looked at, of as many as `rows_to_check` says.
    """
    for finding in _findings(session, round_, tell):
        alarm(round_, finding)
        raise finding


def refuse_other_log(session: Session, round_: Round, folder: Path) -> None:
    """Nothing is closed or opened on a log that this machine saw longer, or with other entries.

    Args:
        folder: where the marks are kept: KEY_DIR.
    """
    seen = LogMarks(folder).read()
    for slug in (round_.path, SITE):
        if slug in seen and (finding := look(session, slug, seen[slug])[1]):
            alarm(round_, finding)
            raise finding


def _findings(session: Session, round_: Round, tell: Progress = untold) -> Iterator[Conflict]:
    try:
        told = read_ballot_log(session, round_, tell)
        about = site_told(session, round_)
    except Conflict as unreadable:
        yield unreadable
        return
    site = about.newest
    of_definition = definition_findings(round_, _first_entry(session, round_))
    yield from of_definition
    if round_.definition is None or any(
        finding.code == "check.definition_unreadable" for finding in of_definition
    ):
        return  # everything else is measured by it
    yield from _project_findings(session, round_.definition, round_)
    yield from amendment_findings(session, round_, told.amendments)
    yield from _stage_findings(round_, told)
    if close_entry(session, round_) != told.stages.get(VoteLog.URN_CLOSED, {}):
        yield Conflict("check.stage_differs", what="closed")
    yield from _site_findings(told, site)
    yield from _tie_findings(session, round_.path)
    yield from _roll_findings(session, round_, about)
    yield from root_findings(session, round_, told, site, tell)
    yield from _lot_findings(session, round_, site)
    if told.twice:
        yield Conflict("check.envelope_twice", count=told.twice)
    yield from _replaced_findings(session, round_, told)
    if apart := {box_code(gone) for gone in told.taken_out} ^ about.taken_out:
        yield Conflict("check.taken_out_differs", count=len(apart))
    if round_.opened_at is not None:
        yield from published_findings(session, round_, told, tell)
    elif round_.closed_at is not None and is_apart(session, round_.id):
        yield from _apart_findings(session, round_, told, tell)
    else:
        yield from _box_findings(session, round_, told, tell)


def _tie_findings(session: Session, slug: str) -> Iterator[Conflict]:
    try:
        yield from tie_findings(session, slug)
    except Conflict as unreadable:  # no tree that could be compared
        yield unreadable


def _first_entry(session: Session, round_: Round) -> bytes | None:
    first = entries.entry(session, log=round_.path, idx=0)
    return first.body if first else None


def _project_findings(
    session: Session, frozen: RoundDefinition, round_: Round
) -> Iterator[Conflict]:
    rows = session.execute(
        select(BallotProject.number, BallotProject.title, BallotProject.cost_minor).where(
            BallotProject.round_id == round_.id
        )
    )
    stored = {(row.number, row.title, row.cost_minor) for row in rows}
    told = {(one.number, one.title, one.cost_minor) for one in frozen.told.projects}
    if stored != told:
        numbers = sorted({project[0] for project in stored ^ told})
        yield Conflict("check.projects_strayed", numbers=", ".join(map(str, numbers)))


def _stage_findings(round_: Round, told: BallotLog) -> Iterator[Conflict]:
    """Closed, opened and counted: the row and the ballot log say the same."""
    closed = told.stages.get(VoteLog.URN_CLOSED)
    at = None if round_.closed_at is None else instant_text(round_.closed_at)
    early = round_.closed_at and round_.closed_at < round_.closes_at
    if (closed["closed_at"] if closed else None) != at or early:
        yield Conflict("check.stage_differs", what="closed")
    for what, column, kind in (
        ("separated", round_.separated_at, VoteLog.URN_SEPARATED),
        ("opened", round_.opened_at, VoteLog.URN_OPENED),
        ("counted", round_.counted_at, VoteLog.RESULT_COUNTED),
    ):
        if (column is not None) != (kind in told.stages):
            yield Conflict("check.stage_differs", what=what)


# What both logs say of the same act.
_IN_BOTH = {
    RoundLog.DEFINITION_FROZEN: ("sha256",),
    VoteLog.PAPER_COMPLETE: ("paper",),
    VoteLog.URN_CLOSED: (
        *("roll", "marked", "envelopes", "paper", "by_kind", "fingerprint"),
        *("paper_issued", "paper_spoiled", "paper_unused", "paper_returned", "paper_set_aside"),
        *("paper_more", "paper_more_counted", "paper_conditional_counted"),
        *("roll_rows", "roll_root"),
    ),
    VoteLog.URN_SEPARATED: ("envelopes", "envelopes_sha256"),
    VoteLog.URN_OPENED: ("ballots", "invalid", "list_sha256", "envelopes_sha256"),
    VoteLog.RESULT_COUNTED: ("sha256",),
}


def _site_findings(told: BallotLog, site: dict[str, dict[str, Any]]) -> Iterator[Conflict]:
    for kind, names in _IN_BOTH.items():
        ours, theirs = told.stages.get(kind), site.get(kind, {}).get("data")
        if (ours is None) != (theirs is None) or (
            ours is not None
            and theirs is not None
            and any(ours.get(name) != theirs.get(name) for name in names)
        ):
            yield Conflict("check.site_log_differs", what=str(kind))


def _roll_findings(session: Session, round_: Round, about: SiteTold) -> Iterator[Conflict]:
    """The size of the roll is what came by the log, less what left; so are its strikes."""
    roll = queries.roll_size(session, round_.id)
    if roll != about.roll:
        yield Conflict("check.roll_size", roll=roll, told=about.roll)
    struck = select(RollEntry.voter_no).where(
        RollEntry.round_id == round_.id, RollEntry.state == STRUCK_OFF
    )
    if apart := about.struck ^ set(session.scalars(struck)):
        yield Conflict("check.struck_differ", count=len(apart))
    if about.too_late:
        yield Conflict("check.roll_after_freeze", count=about.too_late)


def _lot_findings(
    session: Session, round_: Round, site: dict[str, dict[str, Any]]
) -> Iterator[Conflict]:
    lot = session.get(LotNumber, round_.id)
    stands = lot.digits if lot is not None and lot.confirmed else None
    told = site.get(VoteLog.LOT_SEEDED, {}).get("data", {}).get("digits")
    if stands != told:
        yield Conflict("check.lot_differs")


def _replaced_findings(session: Session, round_: Round, told: BallotLog) -> Iterator[Conflict]:
    query = select(SupersededEnvelope.env_hash).where(SupersededEnvelope.round_id == round_.id)
    found = session.scalars(query.execution_options(yield_per=_BLOCK))
    stored = Digests(bytes(digest) for digest in found)
    extra = stored.without(told.replaced, told.taken_out)
    if wrong := len(told.replaced.without(stored)) + len(extra):
        yield Conflict("check.replaced_differs", count=wrong)


def _box_findings(
    session: Session, round_: Round, told: BallotLog, tell: Progress
) -> Iterator[Conflict]:
    """The box is the live set of the log, its envelopes have their hashes, its voters marks."""
    query = (
        select(UrnEnvelope.kind, UrnEnvelope.slot, UrnEnvelope.env_hash, UrnEnvelope.envelope)
        .where(UrnEnvelope.round_id == round_.id)
        .execution_options(yield_per=_BLOCK)
    )
    held, on_paper, changed = Digests(), 0, 0
    for row in telling(session.execute(query), tell):
        held.add(bytes(row.env_hash))
        # A vote on paper has a batch and a sheet, and marks nobody.
        on_paper += row.kind == PAPER
        changed += sha256(bytes(row.envelope)) != bytes(row.env_hash)
    yield from _other_box(held, told)
    if changed:
        yield Conflict("check.envelope_changed", count=changed)
    gone = round_.key_destroyed_at is not None  # marks go with the key
    if not gone and (apart := _marks_apart(session, round_.id)):
        yield Conflict("check.marks_differ", count=apart)
    out = paper_numbers(session, round_.id).out if on_paper else 0
    if on_paper > out:
        yield Conflict("check.more_paper_than_out", votes=on_paper, out=out)


def _other_box(held: Digests, told: BallotLog) -> Iterator[Conflict]:
    """Closed votes that the log has not, and those it has that are not there."""
    live = told.live
    if held != live:
        extra, missing = len(held.without(live)), len(live.without(held))
        yield Conflict("check.box_differs", extra=extra, missing=missing)


def _marks_apart(session: Session, round_id: int) -> int:
    """How many voters are marked without a vote of theirs in the box, or the other way round."""
    marked = select(RollEntry.voter_no).where(
        RollEntry.round_id == round_id, RollEntry.marked.is_(True)
    )
    voted = select(UrnEnvelope.slot).where(
        UrnEnvelope.round_id == round_id, UrnEnvelope.kind != PAPER
    )
    apart = (one.except_(other).subquery() for one, other in ((marked, voted), (voted, marked)))
    return sum(session.scalar(select(func.count()).select_from(each)) or 0 for each in apart)


def published_findings(
    session: Session, round_: Round, told: BallotLog, tell: Progress = untold
) -> Iterator[Conflict]:
    """What was published is what the opening's entry names, and what the log had in the box."""
    opened = told.stages.get(VoteLog.URN_OPENED, {})
    if queries.published_list_hash(session, round_.id, tell) != opened.get("list_sha256"):
        yield Conflict("check.ballots_differ")
    yield from _apart_findings(session, round_, told, tell)


def _apart_findings(
    session: Session, round_: Round, told: BallotLog, tell: Progress
) -> Iterator[Conflict]:
    """Closed votes apart from voters: the live set of the log, and what every entry says of them.

    Nobody counts rows of the urn any more; the marks on the roll are as many as the closed
    votes that did not come on paper, which the close entry tells.
    """
    query = (
        select(SeparatedEnvelope.env_hash, SeparatedEnvelope.envelope)
        .where(SeparatedEnvelope.round_id == round_.id)
        .order_by(SeparatedEnvelope.env_hash)
        .execution_options(yield_per=_BLOCK)
    )
    held, changed, gone = Digests(), 0, round_.key_destroyed_at is not None
    for row in telling(session.execute(query), tell):
        held.add(bytes(row.env_hash))
        # With the key the closed votes went; their hashes stay (ceremony.md section 10).
        changed += row.envelope != b"" if gone else sha256(row.envelope) != bytes(row.env_hash)
    digest = held.sha256.hex()
    entries = [told.stages[kind] for kind in _NAME_ENVELOPES if kind in told.stages]
    if changed or any(entry.get("envelopes_sha256", digest) != digest for entry in entries):
        yield Conflict("check.envelopes_differ")
    yield from _other_box(held, told)
    marked = session.scalar(
        select(func.count())
        .select_from(RollEntry)
        .where(RollEntry.round_id == round_.id, RollEntry.marked.is_(True))
    )
    online = len(held) - votes_on_paper(close_entry(session, round_).get("by_kind", ""))
    if marked != online and round_.key_destroyed_at is None:
        yield Conflict("check.marks_differ", count=abs((marked or 0) - online))


# Entries that tell the hash over all closed votes; an older close entry has none.
_NAME_ENVELOPES = (VoteLog.URN_CLOSED, VoteLog.URN_SEPARATED, VoteLog.URN_OPENED)
