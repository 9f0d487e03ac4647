"""What the program checks of a result by itself. Source: docs/rules/audit.md section 6."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import instant_text, sha256
from pbplatform.core.errors import Conflict
from pbplatform.results.domain.tally import Tallied, TieOrderOf, tally
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries.channels import channels_of
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting import queries as voting
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.queries.ballot_log import BallotLog, read_ballot_log, site_told
from pbplatform.voting.queries.checks import alarm


def result_findings(session: Session, round_: Round) -> Iterator[Conflict]:
    """Page = stored result = its hash = the log's = a new count of the published votes.

    A count that was found wrong is one that a new count may differ from.
    """
    yield from stored_findings(session, round_)
    result = session.get(Result, (round_.id, round_.result_number))
    if result is None or round_.recount_owed:
        return
    again = recount(session, round_, result)
    if again.document != bytes(result.document):
        yield Conflict("check.result_recount")
    elif again.with_a_winner != result.with_a_winner:
        yield Conflict("check.result_page", what="with_a_winner")
    kind = VoteLog.RESULT_COUNTED if result.number == 1 else VoteLog.RESULT_COUNTED_AGAIN
    told = site_told(session, round_).newest.get(kind)
    if told is not None and told["at"] != instant_text(result.counted_at):
        yield Conflict("check.result_page", what="counted_at")
    channels = channels_of(session, round_, result)
    if channels is not None and not channels.adds_up:
        yield Conflict("check.channels")


def stored_findings(session: Session, round_: Round) -> Iterator[Conflict]:
    """Of every count: page = stored result = its hash = the log's. Counts nothing."""
    log = read_ballot_log(session, round_)
    told = log.counts
    query = select(Result).where(Result.round_id == round_.id).order_by(Result.number)
    stored = list(session.scalars(query))
    held = round_.counted_at is None or round_.result_number == len(stored)
    if [result.number for result in stored] != list(range(1, len(told) + 1)) or not held:
        yield Conflict("check.result_hash")
        return
    if bool(stored) != (round_.counted_at is not None):
        yield Conflict("check.result_hash")
    for result, entry in zip(stored, told, strict=True):
        yield from _count_findings(session, result, entry)
        if wrong := _strayed_from_log(result, log):
            yield Conflict("check.result_page", what=", ".join(wrong))


def _strayed_from_log(result: Result, log: BallotLog) -> list[str]:
    """Figures of the page that close and opening say otherwise; older entries have fewer."""
    closed, opened = (log.stages.get(k, {}) for k in (VoteLog.URN_CLOSED, VoteLog.URN_OPENED))
    said = (("roll", closed), ("envelopes", closed), ("invalid", opened))
    return [
        name
        for name, entry in said
        if entry.get(name, getattr(result, name)) != getattr(result, name)
    ]


def _count_findings(session: Session, result: Result, entry: dict[str, Any]) -> Iterator[Conflict]:
    document = bytes(result.document)
    digest = sha256(document)
    if (
        digest != bytes(result.sha256)
        or entry.get("sha256") != digest.hex()
        or entry.get("result") != document.decode(errors="replace")
    ):
        yield Conflict("check.result_hash")
    rows = select(ResultRow).where(
        ResultRow.round_id == result.round_id, ResultRow.result_number == result.number
    )
    if wrong := strayed_figures(result, session.scalars(rows).all()):
        yield Conflict("check.result_page", what=", ".join(wrong))


def strayed_page(round_: Round, result: Result, rows: Sequence[ResultRow]) -> bool:
    """Whether the page shows anything else than the stored result; the cheap part, each time."""
    wrong = strayed_figures(result, rows)
    if sha256(bytes(result.document)) != bytes(result.sha256):
        alarm(round_, Conflict("check.result_hash"))
    elif wrong:
        alarm(round_, Conflict("check.result_page", what=", ".join(wrong)))
    else:
        return False
    return True


def recount(session: Session, round_: Round, result: Result) -> Tallied:
    """What the published votes give today."""
    frozen = session.get_one(RoundDefinition, round_.id)
    lot = voting.lot_number(session, round_.id)
    # An imported election settles equals as its file lists them, and its result says so.
    by_file = any("file-order" in tie["settled_by"] for tie in result.ties)
    order = TieOrderOf(None if by_file or lot is None else lot.digits)
    groups = voting.ballot_groups(session, round_)
    return tally(frozen.told, groups, order, withdrawn=round_.withdrawn)


_OF_A_TIE = ("projects", "settled_by", "changed_outcome")


def _on_page(row: ResultRow) -> tuple[bool, int, int, int]:
    """Winners in their order, then the others by votes."""
    return row.position is None, row.position or 0, -row.votes, row.number


def strayed_figures(result: Result, rows: Sequence[ResultRow]) -> list[str]:
    """Which figures the page takes from rows that are not those of the stored document."""
    try:
        told = json.loads(result.document)
        wrong = [
            name
            for name, figure in (
                ("valid", told["ballots"]),
                ("budget_minor", told["budget_minor"]),
                ("spent_minor", told["spent_minor"]),
            )
            if getattr(result, name) != figure
        ]
        if result.ties != [{name: tie[name] for name in _OF_A_TIE} for tie in told["ties"]]:
            wrong.append("ties")
        if [row.rank for row in sorted(rows, key=_on_page)] != list(range(1, len(rows) + 1)):
            wrong.append("rank")
        by_number = {row.number: row for row in rows}
        place = {number: at for at, number in enumerate(told["winners"], start=1)}
        for project in told["projects"]:
            row = by_number.pop(project["n"], None)
            if row is None or not _same(row, project, place.get(project["n"])):
                wrong.append(str(project["n"]))
        return wrong + [str(number) for number in by_number]
    except (ValueError, KeyError, TypeError):
        return ["document"]


def _same(row: ResultRow, project: dict[str, Any], position: int | None) -> bool:
    return (
        row.votes == project["votes"]
        and row.cost_minor == project["cost_minor"]
        and row.reason == project["reason"]
        and row.position == position
        and all(row.numbers.get(name) == value for name, value in project["numbers"].items())
    )
