"""Reading what came from a register's file: hashes, imports, letters that are not made yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from pbplatform.rounds.models import Round
from pbplatform.voting.domain.numbers import read_numbers, written
from pbplatform.voting.models import (
    DONE,
    ON_ROLL,
    RUNNING,
    STRUCK_OFF,
    RollEntry,
    RollImport,
    RollProof,
)
from pbplatform.voting.queries.roll_history import struck_numbers


@dataclass(frozen=True)
class Matched:
    """A file beside the roll.

    Attributes:
        new: hashes that are not on the roll, in their own order.
        unchanged: how many of the file are on the roll already.
        struck: how many of those were struck before.
        missing: numbers of voters from a file who are not in this one and are not struck.
        present: voters on the roll now who are not struck.
        from_no_file: of those, how many came from no file.
    """

    new: list[bytes]
    unchanged: int
    struck: int
    missing: list[int]
    present: int
    from_no_file: int


def matched(session: Session, round_id: int, hashes: Sequence[bytes]) -> Matched:
    """Which voters of a file are on the roll already, and who on the roll is not in the file."""
    query = select(RollEntry.voter_no, RollEntry.register_hash, RollEntry.state).where(
        RollEntry.round_id == round_id
    )
    in_file, on_roll = set(hashes), set()
    unchanged = struck = present = from_no_file = 0
    missing = []
    for voter_no, digest, state in session.execute(query):
        here = state != STRUCK_OFF
        present += here
        if digest is None:
            from_no_file += here
            continue
        on_roll.add(digest)
        if digest in in_file:
            unchanged += 1
            struck += not here
        elif here:
            missing.append(voter_no)
    new = sorted(in_file - on_roll)
    return Matched(new, unchanged, struck, missing, present, from_no_file)


def running_import(session: Session, round_id: int) -> RollImport | None:
    """The import that is under way in this round."""
    query = select(RollImport).where(RollImport.round_id == round_id, RollImport.state == RUNNING)
    return session.scalars(query).first()


def running_imports(session: Session) -> list[tuple[int, int]]:
    """Every import that is under way: its round and its number."""
    query = select(RollImport.round_id, RollImport.import_no).where(RollImport.state == RUNNING)
    return [(row.round_id, row.import_no) for row in session.execute(query)]


def newest_import(session: Session, round_id: int) -> RollImport | None:
    """The newest import of a round, whatever became of it."""
    query = (
        select(RollImport)
        .where(RollImport.round_id == round_id)
        .order_by(RollImport.import_no.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def remembered_columns(session: Session, round_id: int) -> tuple[str, str, str]:
    """Names of the columns chosen last: number, state, area; of this round or of another one."""
    query = (
        select(RollImport.number_column, RollImport.state_column, RollImport.area_column)
        .where(RollImport.number_column != "", RollImport.state == DONE)
        .order_by(
            (RollImport.round_id == round_id).desc(),
            RollImport.round_id.desc(),
            RollImport.import_no.desc(),
        )
        .limit(1)
    )
    found = session.execute(query).first()
    return (found[0], found[1], found[2]) if found else ("", "", "")


def still_missing(session: Session, round_id: int) -> str:
    """Voters who were not in the newest file and are not struck since, as numbers and ranges."""
    newest = newest_import(session, round_id)
    if newest is None or newest.state != DONE or not newest.missing_numbers:
        return ""
    struck = set(struck_numbers(session, round_id))
    return written(no for no in read_numbers(newest.missing_numbers) if no not in struck)


def _without_letter(rounds: Sequence[int] | Select[int]) -> Subquery:
    """Round and number of each voter on the rolls of these rounds who has no letter.

    A set less another one, since SQLite goes by the key of the round where each voter is looked
    up, and so reads all letters of the round for each of them: at a roll of 200,000 more than
    eight minutes.
    """
    on_roll = select(RollEntry.round_id, RollEntry.voter_no).where(
        RollEntry.round_id.in_(rounds), RollEntry.state == ON_ROLL
    )
    with_letter = select(RollProof.round_id, RollProof.voter_no).where(
        RollProof.round_id.in_(rounds)
    )
    return on_roll.except_(with_letter).subquery()


def count_without_letter(session: Session, round_id: int) -> int:
    """How many voters have no letter yet."""
    return session.scalar(select(func.count()).select_from(_without_letter([round_id]))) or 0


def voters_without_letter(session: Session, round_id: int) -> list[int]:
    """Their numbers, ascending."""
    without = _without_letter([round_id])
    return list(session.scalars(select(without.c.voter_no).order_by(without.c.voter_no)))


# What desks ask is built once: to build a statement takes longer than to send it.
@cache
def _rounds_without_letters() -> Select[Round, int]:
    being_made = select(Round.id).where(Round.frozen_at.is_(None), Round.called_off_at.is_(None))
    without = _without_letter(being_made)
    counted = select(without.c.round_id, func.count().label("voters")).group_by(without.c.round_id)
    found = counted.subquery()
    return select(Round, found.c.voters).join(found, found.c.round_id == Round.id)


def rounds_without_letters(session: Session) -> list[tuple[Round, int]]:
    """Rounds that are not frozen and have voters without a letter, with how many."""
    return [(round_, count) for round_, count in session.execute(_rounds_without_letters())]


def numbers_by_hash(session: Session, round_id: int, voters: Sequence[int]) -> dict[bytes, int]:
    """The voter numbers behind hashes, of these voters."""
    if not voters:
        return {}
    query = select(RollEntry.register_hash, RollEntry.voter_no).where(
        RollEntry.round_id == round_id,
        RollEntry.register_hash.is_not(None),
        RollEntry.voter_no.between(voters[0], voters[-1]),
    )
    wanted = set(voters)
    return {bytes(digest or b""): no for digest, no in session.execute(query) if no in wanted}


def voter_of_hash(session: Session, round_id: int, digest: bytes) -> int | None:
    """The number on the roll behind the hash of a register's number."""
    query = select(RollEntry.voter_no).where(
        RollEntry.round_id == round_id, RollEntry.register_hash == digest
    )
    return session.scalar(query)
