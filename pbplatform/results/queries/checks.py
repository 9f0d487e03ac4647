"""What the program checks of a result by itself. Source: docs/rules/audit.md section 6."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.results.domain.tally import TieOrderOf, tally
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries.channels import channels_of
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting import queries as voting
from pbplatform.voting.queries.ballot_log import read_ballot_log
from pbplatform.voting.queries.checks import alarm


def result_findings(session: Session, round_: Round) -> Iterator[Conflict]:
    """Page = stored result = its hash = the log's = a new count of the published votes.

    A count that was found wrong is one that a new count may differ from.
    """
    yield from stored_findings(session, round_)
    result = session.get(Result, (round_.id, round_.result_number))
    if result is None or round_.recount_owed:
        return
    if recount(session, round_, result) != bytes(result.document):
        yield Conflict("check.result_recount")
    channels = channels_of(session, round_, result)
    if channels is not None and not channels.adds_up:
        yield Conflict("check.channels")


def stored_findings(session: Session, round_: Round) -> Iterator[Conflict]:
    """Of every count: page = stored result = its hash = the log's. Counts nothing."""
    told = read_ballot_log(session, round_).counts
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


def recount(session: Session, round_: Round, result: Result) -> bytes:
    """The document that the published votes give today."""
    frozen = session.get_one(RoundDefinition, round_.id)
    lot = voting.lot_number(session, round_.id)
    # An imported election settles equals as its file lists them, and its result says so.
    by_file = any("file-order" in tie["settled_by"] for tie in result.ties)
    order = TieOrderOf(None if by_file or lot is None else lot.digits)
    groups = voting.ballot_groups(session, round_)
    return tally(frozen.told, groups, order, withdrawn=round_.withdrawn).document


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
