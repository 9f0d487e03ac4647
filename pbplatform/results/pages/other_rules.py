"""The same votes under two rules, as a page shows it. Source: docs/rules/results.md section 8."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pbplatform.core.money import Currency
from pbplatform.results.domain.other_rules import DENSITY, EQUAL_SHARES, MOST_VOTES
from pbplatform.results.models import Result
from pbplatform.results.pages.shares import Rows, Side
from pbplatform.web.presentation import money, percent
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext

_NAMES: dict[str, Callable[[], str]] = {
    MOST_VOTES: lambda: str(gettext("Most votes")),
    EQUAL_SHARES: lambda: str(gettext("Equal Shares")),
    DENSITY: lambda: str(gettext("Most votes for the cost")),
}


@dataclass(frozen=True)
class Under:
    """What one rule gives: its name, figures as people read them, and whether it decided."""

    name: str
    winners: str
    spent_minor: int
    served: str
    decided: bool

    def side(self, currency: Currency) -> Side:
        """One of the two cases side by side."""
        return Side(
            title=self.name,
            text=gettext("This rule decided.")
            if self.decided
            else gettext("This rule did not decide."),
            rows=[
                (gettext("Projects that win"), self.winners),
                (gettext("Votes that name at least one of them"), self.served),
                (gettext("Money spent"), money(self.spent_minor, currency)),
            ],
            won=self.decided,
        )


@dataclass(frozen=True)
class Line:
    """A project under both rules."""

    number: int
    title: str
    cost_minor: int
    votes: str
    won: bool
    would_win: bool


@dataclass(frozen=True)
class OtherRule:
    """Both rules side by side.

    Attributes:
        own_kind, kind: the rule that decided, and the other (`most-votes`, `equal-shares`, ...).
        gains, loses: titles of the projects that would be in, and out, under the other rule.
    """

    own_kind: str
    kind: str
    own: Under
    other: Under
    lines: list[Line]
    gains: list[str]
    loses: list[str]


def other_rule_of(result: Result, rows: Rows) -> OtherRule | None:
    """None where nothing was compared."""
    compared = result.compared
    if compared is None:
        return None
    would_win = set(compared["winners"])
    won = {row.number for row, _ in rows if row.won}
    return OtherRule(
        own_kind=compared["own"],
        kind=compared["kind"],
        own=Under(
            name=_NAMES[compared["own"]](),
            winners=shown_number(len(won)),
            spent_minor=result.spent_minor,
            served=percent(result.with_a_winner, result.valid),
            decided=True,
        ),
        other=Under(
            name=_NAMES[compared["kind"]](),
            winners=shown_number(len(would_win)),
            spent_minor=compared["spent_minor"],
            served=percent(compared["with_a_winner"], result.valid),
            decided=False,
        ),
        lines=[
            Line(
                number=row.number,
                title=project.title,
                cost_minor=row.cost_minor,
                votes=shown_number(row.votes),
                won=row.won,
                would_win=row.number in would_win,
            )
            for row, project in rows
        ],
        gains=[project.title for row, project in rows if row.number in would_win - won],
        loses=[project.title for row, project in rows if row.number in won - would_win],
    )
