"""The statement of account of counted rounds, read from result, lines and spending.

Source: docs/rules/delivery.md section 7.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.delivery.domain.account import Account, Runner, Winner
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries import result_of
from pbplatform.rounds.models import BallotProject, Round


def account_of(session: Session, round_: Round) -> Account | None:
    """The statement of a round; None until it is counted."""
    result = result_of(session, round_.id)
    if result is None:
        return None
    read = _rows(session, [round_])[round_.id]
    by_number = {row.number: row for row in read.others}
    order = json.loads(result.document)["next_best"]
    return Account(
        money_minor=result.budget_minor,
        winners=read.winners,
        next_best=[by_number[number] for number in order if number in by_number],
    )


def accounts_of(session: Session, rounds: Sequence[Round]) -> dict[int, Account]:
    """Statements by round, in two reads however many; without the list of who comes next, and
    without titles."""
    ids = [round_.id for round_ in rounds]
    asked = session.execute(_MONEY, {"rounds": ids})
    money = {row.round_id: row.budget_minor for row in asked}
    read = _rows(session, [one for one in rounds if one.id in money], winners_only=True)
    return {
        round_id: Account(money_minor=minor, winners=read[round_id].winners)
        for round_id, minor in money.items()
    }


class _Read:
    """Projects of one round as they were counted."""

    def __init__(self) -> None:
        self.winners: list[Winner] = []
        self.others: list[Runner] = []


def _rows(
    session: Session, rounds: Sequence[Round], *, winners_only: bool = False
) -> dict[int, _Read]:
    found = {round_.id: _Read() for round_ in rounds}
    told = {each.id: each.definition.told if each.definition else None for each in rounds}
    certified = {round_.id for round_ in rounds if _certified(round_)}
    rows = session.execute(_counted(winners_only), {"rounds": sorted(found)})
    for row in rows:
        round_id, read, title = row.round_id, found[row.round_id], ""
        if not winners_only:
            frozen = told[round_id]
            project = frozen.project(row.number) if frozen else None
            title = project.title if project else row.title
        if row.position is not None:
            read.winners.append(_winner(row, title, certified=round_id in certified))
        else:
            read.others.append(Runner(row.number, title, row.cost_minor))
    return found


# What pages of several rounds ask is built once, and read as it is summed up.
_ROUNDS: BindParameter[int] = bindparam("rounds", expanding=True)
_MONEY = (
    select(Result.round_id, Result.budget_minor)
    .join(Round, Round.id == Result.round_id)
    .where(Result.round_id.in_(_ROUNDS), Result.number == Round.result_number)
)


@cache
def _counted(winners_only: bool) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            ResultRow.round_id,
            ResultRow.number,
            ResultRow.cost_minor,
            ResultRow.position,
            Project.step,
            Project.line_amount_minor,
            Project.spent_minor,
        )
        .outerjoin(
            Project,
            and_(Project.round_id == ResultRow.round_id, Project.number == ResultRow.number),
        )
        .join(Round, Round.id == ResultRow.round_id)
        .where(ResultRow.round_id.in_(_ROUNDS), ResultRow.result_number == Round.result_number)
        .order_by(ResultRow.round_id, ResultRow.rank)
    )
    if winners_only:
        return query.where(ResultRow.position.is_not(None))
    on_ballot = and_(
        BallotProject.round_id == ResultRow.round_id, BallotProject.number == ResultRow.number
    )
    return query.join(BallotProject, on_ballot).add_columns(BallotProject.title)


def _winner(row: Row[Any], title: str, *, certified: bool) -> Winner:
    has_line = row.step is not None
    return Winner(
        number=row.number,
        title=title,
        cost_minor=row.cost_minor,
        granted_minor=row.line_amount_minor,
        spent_minor=row.spent_minor if has_line else 0,
        step=Step(row.step) if has_line else Step.WON,
        certified=certified,
    )


def _certified(round_: Round) -> bool:
    """Whether budget lines may be given: docs/rules/ceremony.md."""
    return round_.lines_begin_at is not None
