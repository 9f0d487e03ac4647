"""Years of the place: what was done in one, what it left for the next."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from pbplatform.changes.domain.years import Year, YearRound
from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.queries.years import all_years, the_year
from pbplatform.core.db import db
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.web.clock import request_now
from pbplatform.web.figures import Bar, Cell, Picture
from pbplatform.web.guards import public
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _


@bp.route("/years")
@public
def years() -> ResponseReturnValue:
    """Every year of which there is something."""
    found = all_years(db.session(), now=request_now())
    return render_template("changes/years.html", years=list(found.values()))


@bp.route("/years/<int:year>")
@public
def year(year: int) -> ResponseReturnValue:
    """Rounds, forums and promises of one year together."""
    told = the_year(db.session(), year, now=request_now())
    return render_template(
        "changes/year.html",
        told=told,
        picture=_picture(told),
        figures=figures_of,
        money_left=money_left_sentence,
    )


def figures_of(round_: YearRound) -> list[tuple[str, str]]:
    """A round step by step: how many, in words where there is no number yet."""
    none = _("called off") if round_.called_off else _("not yet")
    return [
        (_("Ideas"), str(whole_number(round_.ideas))),
        (_("Proposals"), str(whole_number(round_.proposals))),
        (_("On the ballot"), _number(round_.on_ballot, none)),
        (_("Won"), _number(round_.won, none)),
        (_("Open now"), _number(round_.opened, none)),
    ]


def _number(number: int | None, none: str) -> str:
    return none if number is None else str(whole_number(number))


def _picture(told: Year) -> Picture:
    """The rounds of a year together, one bar for each step; the same as a table."""
    sums = {
        _("Ideas"): sum(each.ideas for each in told.rounds),
        _("Proposals"): sum(each.proposals for each in told.rounds),
        _("On the ballot"): sum(each.on_ballot or 0 for each in told.rounds),
        _("Won"): sum(each.won or 0 for each in told.rounds),
        _("Open now"): sum(each.opened or 0 for each in told.rounds),
    }
    most = max(sums.values())
    bars = [
        Bar(name, str(whole_number(number)), number * 100 // most if most else 0)
        for name, number in sums.items()
    ]
    rows: list[list[Cell]] = [[name, number] for name, number in sums.items()]
    return Picture(bars, rows)
