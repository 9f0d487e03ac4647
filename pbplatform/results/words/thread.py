"""What the count of a round says of its proposals, on every page. Source: docs/rules/thread.md 3.

Added to what `review` says of them; `delivery` goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pbplatform.core.thread import Asked, Moment, Outcome, Station, ThreadKind
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.results.models import Result, ResultRow
from pbplatform.results.words.why import Told, why
from pbplatform.rounds.models import Round
from pbplatform.web.presentation import local_day
from pbplatform.web.presentation import number as shown_number
from pbplatform.web.sentences import gettext, ngettext


@dataclass(frozen=True)
class _Counted:
    """What became of one project in the counts of its round.

    Attributes:
        counted_at: when the count that holds was published.
        won_before: whether it won in a count that was found wrong.
    """

    round: Round
    row: ResultRow
    counted_at: datetime
    won_before: bool


# Built once: to build a statement takes longer than to send it.
_ROWS = (
    select(ResultRow, Round, Result.counted_at)
    .join(Round, Round.id == ResultRow.round_id)
    .join(
        Result,
        (Result.round_id == ResultRow.round_id) & (Result.number == ResultRow.result_number),
    )
    .where(
        Round.slug.in_(bindparam("rounds", expanding=True)),
        ResultRow.number.in_(bindparam("numbers", expanding=True)),
        Round.counted_at.is_not(None),
    )
    .order_by(ResultRow.result_number)
)


def _counted(session: Session, asked: Asked) -> Mapping[str, Station]:
    """One read, however many proposals, and none before a count."""
    pairs = [
        (named["round"], int(named["number"]))
        for path, named in asked.named.items()
        if path in asked.told and asked.told[path].counted
    ]
    if not pairs:
        return {}
    these = {
        "rounds": sorted({slug for slug, _number in pairs}),
        "numbers": sorted({number for _slug, number in pairs}),
    }
    found: dict[str, _Counted] = {}
    won: set[str] = set()
    for row, round_, counted_at in session.execute(_ROWS, these):
        path = proposal_path(round_.slug, row.number)
        if row.result_number == round_.result_number:
            found[path] = _Counted(round_, row, counted_at, path in won)
        elif row.won:
            won.add(path)
    return {
        path: _station(asked.told[path], counted, whole=asked.whole)
        for path, counted in found.items()
        if path in asked.told and asked.told[path].counted
    }


def _station(station: Station, told: _Counted, *, whole: bool) -> Station:
    round_ = told.round
    year = local_day(told.counted_at).year
    if told.row.won:
        project = f"{round_.path}/projects/{told.row.number}"
        station = replace(
            station,
            lead=gettext("Won in %(year)s.", year=year),
            text=_provisional(round_),
            short=gettext("Won"),
            mark="done",
            outcome=Outcome.WON,
            later=(*station.later, project),
        )
    else:
        lead = gettext("Did not win in %(year)s.", year=year)
        parts = [_short_by(told.row, round_), _displaced(told), _provisional(round_)]
        station = replace(
            station,
            lead=lead,
            text=" ".join(part for part in parts if part),
            short=gettext("Did not win"),
            mark="done",
            outcome=Outcome.LOST,
        )
    moments = tuple(_moments(told)) if whole else ()
    return replace(station, moments=(*station.moments, *moments))


def _short_by(row: ResultRow, round_: Round) -> str:
    """By how much it did not win: people who would have been enough, else the reason."""
    enough = (row.numbers.get("enough") or {}).get("votes")
    if enough:
        return ngettext(
            "%(votes)s more vote, for it alone, would have been enough.",
            "%(votes)s more votes, for it alone, would have been enough.",
            enough,
            votes=shown_number(enough),
        )
    return why(row.reason, Told(row.votes, row.cost_minor, round_.currency, row.numbers))


def _displaced(told: _Counted) -> str:
    if not told.won_before:
        return ""
    return gettext("It had won in a count that was found wrong.")


def _provisional(round_: Round) -> str:
    """Whether the count stands; empty where it does."""
    if round_.recount_owed:
        return gettext("The result was found wrong and is counted again.")
    if round_.lines_begin_at is None:
        return gettext("The result is provisional.")
    return ""


def _moments(told: _Counted) -> Iterator[Moment]:
    round_, url = told.round, f"/{told.round.path}/results"
    counted = ngettext(
        "Counted: %(votes)s vote.",
        "Counted: %(votes)s votes.",
        told.row.votes,
        votes=shown_number(told.row.votes),
    )
    yield Moment(local_day(told.counted_at), counted, url)
    if round_.certified_at is not None:
        yield Moment(local_day(round_.certified_at), gettext("The result was certified."), url)


THREADS = (ThreadKind(r"rounds/(?P<round>[^/]+)/proposals/(?P<number>\d+)", _counted),)
