"""How many are on a roll is counted by the acts that change it, not by the pages that tell it.

A cast changes nobody's being on the roll, and writes nothing here. Source: docs/rules/voting.md
section 1.22.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from sqlalchemy.orm.unitofwork import UOWTransaction

from pbplatform.core.before_commit import before_commit
from pbplatform.core.kept_lists import ALL_OF_THEM, KeptCount
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollEntry, RollStrike
from pbplatform.voting.queries.roll_history import CHANGED, ROLL, roll_size

_TABLES = frozenset({RollEntry.__tablename__, RollStrike.__tablename__})
_ANY = -1


def _note(session: Session, rounds: Iterable[int]) -> None:
    session.info.setdefault(CHANGED, set()).update(rounds)


@event.listens_for(Session, "after_flush")
def _seen(session: Session, _context: UOWTransaction) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    found = {row.round_id for row in rows if isinstance(row, RollEntry | RollStrike)}
    if found:
        _note(session, found)


@event.listens_for(Session, "do_orm_execute")
def _seen_statement(state: ORMExecuteState) -> None:
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    if getattr(getattr(state.statement, "table", None), "name", "") in _TABLES:
        _note(state.session, _rounds_of(state))


def _rounds_of(state: ORMExecuteState) -> set[int]:
    """The rounds that a statement names; `_ANY` where it names none."""
    given: Any = state.parameters or ()
    rows: Iterable[Mapping[str, Any]] = [given] if isinstance(given, Mapping) else given
    found = {int(row["round_id"]) for row in rows if "round_id" in row}
    if not found:
        statement: Any = state.statement
        told = statement.compile().params
        named = (told[name] for name in told if name.startswith("round_id"))
        found = {each for each in named if isinstance(each, int)}
    return found or {_ANY}


@event.listens_for(Session, "after_soft_rollback")
def _forgotten(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:
        session.info.pop(CHANGED, None)


@before_commit
def keep_rolls(session: Session) -> None:
    """Count the rolls that this transaction changed."""
    rounds: set[int] = session.info.pop(CHANGED, set())
    if _ANY in rounds:
        rounds = set(session.scalars(select(RollEntry.round_id).distinct()).all())
    for round_id in sorted(rounds):
        keep_roll_size(session, round_id)


def keep_roll_size(session: Session, round_id: int) -> None:
    """Write how many are on a roll; whoever comes second waits, and counts what the first did."""
    connection = session.connection()
    known = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
    key = {"list": ROLL, "scope": round_id, "level": ALL_OF_THEM, "bucket": 0, "cell": ""}
    one = known(KeptCount).values(**key, number=0)
    as_it_is = {"number": KeptCount.number}
    connection.execute(one.on_conflict_do_update(index_elements=list(key), set_=as_it_is))
    own = (KeptCount.list == ROLL, KeptCount.scope == round_id)
    with Session(connection) as reading:
        number = roll_size(reading, round_id)
    connection.execute(update(KeptCount).where(*own).values(number=number))


def rolls_kept_wrong(session: Session) -> list[int]:
    """Rounds of which another size of the roll is kept than is counted, or none, by id."""
    kept = session.execute(
        select(KeptCount.scope, KeptCount.number).where(KeptCount.list == ROLL)
    ).all()
    known = {row.scope: row.number for row in kept}
    there = select(RollEntry.voter_no).where(RollEntry.round_id == Round.id).exists()
    rounds = set(session.scalars(select(Round.id).where(there))) | known.keys()
    return [each for each in sorted(rounds) if known.get(each) != roll_size(session, each)]
