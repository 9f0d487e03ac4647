"""The files of a count, as they are kept: a page counts a small round at most, never a large one.

Source: docs/rules/results.md section 5.
"""

from __future__ import annotations

import logging
from hashlib import sha256

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from pbplatform.core.errors import NotFound
from pbplatform.results.domain.count_files import NAMES, CountFile, CountSource, files_of
from pbplatform.results.domain.tally import TieOrderOf
from pbplatform.results.models import Result, ResultFile
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.voting import queries as voting

MOST_BALLOTS_AT_ONCE = 2_000  # a count of so many takes a fraction of a second

log = logging.getLogger(__name__)


class BeingPrepared(Exception):
    """The files of a large count are not made yet; the worker makes them."""


def count_files(session: Session, result: Result) -> dict[str, CountFile]:
    """Every file of a published count by name, in the order of `NAMES`; reads only.

    Raises:
        BeingPrepared: they are not kept yet, and the round is too large to count for a page.
        NotFound: those of a count that was found wrong, and they were not kept.
    """
    if kept := kept_files(session, result.round_id, result.number):
        return kept
    if result.number != session.get_one(Round, result.round_id).result_number:
        raise NotFound("result.no_such_file")
    if result.valid > MOST_BALLOTS_AT_ONCE:
        raise BeingPrepared
    return files_of(count_source(session, result))


def kept_files(session: Session, round_id: int, number: int = 1) -> dict[str, CountFile]:
    """The files as they were made after the count; empty unless all are whole.

    Args:
        number: of the count.
    """
    query = select(ResultFile).where(
        ResultFile.round_id == round_id, ResultFile.result_number == number
    )
    rows = session.scalars(query).all()
    kept = {row.name: bytes(row.content) for row in rows}
    for row in rows:
        if sha256(kept[row.name]).digest() != bytes(row.sha256):
            log.error("round %s: the kept file %s is not what was made", round_id, row.name)
            return {}
    if kept.keys() != set(NAMES):
        return {}
    return {name: CountFile(name, kept[name], sha256(kept[name]).hexdigest()) for name in NAMES}


def counts_without_files(session: Session) -> list[tuple[int, int]]:
    """Round and number of each count whose files are not kept yet, oldest count first."""
    kept = exists().where(
        ResultFile.round_id == Result.round_id, ResultFile.result_number == Result.number
    )
    # A count that was found wrong is not made again: another program would make other files.
    query = (
        select(Result.round_id, Result.number)
        .join(Round, Round.id == Result.round_id)
        .where(~kept, Result.number == Round.result_number)
        .order_by(Result.counted_at)
    )
    return [(row.round_id, row.number) for row in session.execute(query)]


def count_source(session: Session, result: Result) -> CountSource:
    """What the files are made from: only what is public."""
    round_ = session.get_one(Round, result.round_id)
    frozen = session.get_one(RoundDefinition, result.round_id)
    lot = voting.lot_number(session, result.round_id)
    # An imported election settles equals as its file lists them, and its result says so.
    by_file = any("file-order" in tie["settled_by"] for tie in result.ties)
    order = TieOrderOf(None if by_file or lot is None else lot.digits)
    groups = voting.ballot_groups(session, round_)
    return CountSource(frozen.body, groups, order, tuple(round_.withdrawn))
