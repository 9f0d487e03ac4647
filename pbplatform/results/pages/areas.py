"""Where the money goes: areas as the projects on the ballot name them.

Source: docs/rules/results.md section 9.
"""

from __future__ import annotations

from dataclasses import dataclass

from pbplatform.results.pages.shares import Rows
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.presentation import percent


@dataclass(frozen=True)
class AreaLine:
    """One area.

    Attributes:
        name: empty for projects that name none.
        cost_minor: of its winners together; `part` of all the money that is spent.
        bar: per cent of the area that gets most.
        winners: (number, title) of each project that won there.
    """

    name: str
    on_ballot: str
    won: str
    cost_minor: int
    part: str
    bar: int
    winners: list[tuple[int, str]]


@dataclass(frozen=True)
class AreasPage:
    """All that the page says; `spent_minor` is what all winners cost together."""

    lines: list[AreaLine]
    spent_minor: int


def areas_page(rows: Rows) -> AreasPage:
    """Areas by money, most first; projects that name none stand last."""
    names = {project.area for _, project in rows}
    here = {name: [pair for pair in rows if pair[1].area == name] for name in names}
    cost = {name: sum(row.cost_minor for row, _ in here[name] if row.won) for name in names}
    spent, most = sum(cost.values()), max(cost.values(), default=0)
    lines = [
        AreaLine(
            name=name,
            on_ballot=shown_number(len(here[name])),
            won=shown_number(sum(row.won for row, _ in here[name])),
            cost_minor=cost[name],
            part=percent(cost[name], spent),
            bar=cost[name] * 100 // most if most else 0,
            winners=[(row.number, project.title) for row, project in here[name] if row.won],
        )
        for name in sorted(names, key=lambda name: (not name, -cost[name], name))
    ]
    return AreasPage(lines, spent)
