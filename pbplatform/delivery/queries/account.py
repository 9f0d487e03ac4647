"""The statement of account of counted rounds, read from result, lines and spending.

Source: docs/rules/delivery.md section 7.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.delivery.domain.account import Account, Runner, Winner
from pbplatform.delivery.kinds import STEPS, Step
from pbplatform.delivery.models import Project
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries import result_of
from pbplatform.rounds.domain.definition import Definition
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries.listed import ListedRound


def account_of(session: Session, round_: Round) -> Account | None:
    """The statement of a round; None until it is counted."""
    result = result_of(session, round_.id)
    if result is None:
        return None
    told = round_.definition.told if round_.definition else None
    read = _rows(session, _counted(False), {round_.id: _certified(round_)}, told)[round_.id]
    by_number = {row.number: row for row in read.others}
    order = json.loads(result.document)["next_best"]
    return Account(
        money_minor=result.budget_minor,
        winners=read.winners,
        next_best=[by_number[number] for number in order if number in by_number],
    )


def accounts_of(session: Session, rounds: Sequence[Round | ListedRound]) -> dict[int, Account]:
    """Statements by round, in two reads however many; without the list of who comes next, and
    without titles."""
    ids = [round_.id for round_ in rounds]
    asked = session.execute(_MONEY, {"rounds": ids})
    money = {row.round_id: row.budget_minor for row in asked}
    certified = {one.id: _certified(one) for one in rounds if one.id in money}
    read = _rows(session, _counted(True), certified)
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
    session: Session,
    asked: Select[*tuple[Any, ...]],
    certified: Mapping[int, bool],
    told: Definition | None = None,
) -> dict[int, _Read]:
    """What `asked` finds of some rounds.

    Args:
        certified: by round, whether budget lines may be given.
        told: what the definition of the only round says, where titles are asked for.
    """
    found = {round_id: _Read() for round_id in certified}
    rows = session.execute(asked, {"rounds": sorted(found)})
    for round_id, number, cost, position, step, granted, spent, *title in rows:
        read, shown = found[round_id], ""
        if title:
            project = told.project(number) if told else None
            shown = project.title if project else title[0]
        if position is None:
            read.others.append(Runner(number, shown, cost))
            continue
        at: tuple[int, Step] = (0, Step.WON) if step is None else (spent, STEPS[step])
        read.winners.append(Winner(number, shown, cost, granted, *at, certified[round_id]))
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


def _certified(round_: Round | ListedRound) -> bool:
    """Whether budget lines may be given: docs/rules/ceremony.md."""
    return round_.lines_begin_at is not None
