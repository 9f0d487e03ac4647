"""The statement of account of counted rounds, read from result, lines and spending.

Source: docs/rules/delivery.md section 7.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from pbplatform.delivery.domain.account import Account, Runner, Winner
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.queries import result_of
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import show_frozen


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
    """Statements by round, in two reads however many; without the list of who comes next."""
    ids = [round_.id for round_ in rounds]
    query = (
        select(Result.round_id, Result.budget_minor)
        .join(Round, Round.id == Result.round_id)
        .where(Result.round_id.in_(ids), Result.number == Round.result_number)
    )
    money = {row.round_id: row.budget_minor for row in session.execute(query)}
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
    known = {round_.id: round_ for round_ in rounds}
    found = {round_id: _Read() for round_id in known}
    query = (
        select(ResultRow, BallotProject, Project)
        .join(
            BallotProject,
            and_(
                BallotProject.round_id == ResultRow.round_id,
                BallotProject.number == ResultRow.number,
            ),
        )
        .outerjoin(
            Project,
            and_(Project.round_id == ResultRow.round_id, Project.number == ResultRow.number),
        )
        .join(Round, Round.id == ResultRow.round_id)
        .where(ResultRow.round_id.in_(known), ResultRow.result_number == Round.result_number)
        .order_by(ResultRow.round_id, ResultRow.rank)
    )
    if winners_only:
        query = query.where(ResultRow.position.is_not(None))
    for row, ballot, project in session.execute(query):
        round_, read = known[row.round_id], found[row.round_id]
        show_frozen(round_.definition.told if round_.definition else None, ballot)
        if row.won:
            read.winners.append(_winner(row, ballot.title, project, certified=_certified(round_)))
        else:
            read.others.append(Runner(row.number, ballot.title, row.cost_minor))
    return found


def _winner(row: ResultRow, title: str, project: Project | None, *, certified: bool) -> Winner:
    return Winner(
        number=row.number,
        title=title,
        cost_minor=row.cost_minor,
        granted_minor=project.line_amount_minor if project else None,
        spent_minor=project.spent_minor if project else 0,
        step=Step(project.step) if project else Step.WON,
        certified=certified,
    )


def _certified(round_: Round) -> bool:
    """Whether budget lines may be given: docs/rules/ceremony.md."""
    return round_.lines_begin_at is not None
