"""What the page of a round tells of its result: every project, won or not, and why.

Source: docs/rules/rounds.md section 16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.results import queries
from pbplatform.results.pages.presentation import Row, result_page
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel, slots


@dataclass(frozen=True)
class Told:
    """A project of a counted round, as higher slices are asked about it."""

    round: Round
    number: int


@dataclass(frozen=True)
class Line:
    """A project on the page of its round.

    Attributes:
        today: what higher slices say of it today; empty where they say nothing.
    """

    row: Row
    project: BallotProject
    withdrawn: bool
    today: Markup


def _outcome(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """Winners as they won, the others by number; nothing until there is a result."""

    def show(round_: Round) -> Markup:
        session = db.session()
        result = queries.result_of(session, round_.id)
        if result is None:
            return Markup("")
        rows = queries.rows_of(session, round_.id)
        page = result_page(round_, result, rows, {})
        projects = {project.number: project for _row, project in rows}
        told = {number: Told(round_, number) for number in projects}
        today = slots("results.project", list(told.values()))

        def lines(shown: Sequence[Row]) -> list[Line]:
            return [
                Line(
                    row=row,
                    project=projects[row.number],
                    withdrawn=row.number in round_.withdrawn,
                    today=today(told[row.number]),
                )
                for row in shown
            ]

        return marked(
            render_template(
                "results/panels/round.html",
                page=page,
                round=round_,
                winners=lines(page.winners),
                others=lines(sorted(page.others, key=lambda row: row.number)),
            )
        )

    return show


PANELS: Mapping[str, Panel] = {"rounds.outcome": _outcome}
