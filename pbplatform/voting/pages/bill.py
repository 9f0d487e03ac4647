"""The chosen projects as a bill lists them."""

from __future__ import annotations

from collections.abc import Sequence

from pbplatform.rounds.models import BallotProject, Round
from pbplatform.web.presentation import money


def bill_rows(round_: Round, projects: Sequence[BallotProject]) -> list[tuple[int, str, str]]:
    """Number, title and cost of each project, the cost in the currency of the round."""
    return [
        (project.number, project.title, money(project.cost_minor, round_.currency))
        for project in projects
    ]
