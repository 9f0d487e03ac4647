"""Years of the place: everything is read once for all years, however many rows.

Source: docs/rules/changed.md section 4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from pbplatform.changes.domain.kept import HELD
from pbplatform.changes.domain.years import (
    STILL_OPEN,
    Carried,
    Left,
    Year,
    YearRound,
    count_promises,
)
from pbplatform.changes.kinds import Because
from pbplatform.changes.queries.promises import promised
from pbplatform.changes.queries.things import things_named
from pbplatform.core.errors import NotFound
from pbplatform.core.kept_lists import cells_of
from pbplatform.delivery.domain.account import Account
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.queries.account import accounts_of
from pbplatform.forums.queries import days_to_come
from pbplatform.links.kinds import LinkKind
from pbplatform.links.queries import links_of_kind
from pbplatform.points.domain.counts import Counts
from pbplatform.points.queries.summary import counts_by_year
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.queries import calendar
from pbplatform.proposals.domain.kept import IDEAS, PROPOSALS
from pbplatform.proposals.kinds import PUBLIC_STATES
from pbplatform.proposals.queries.story import numbers_by_state
from pbplatform.rounds.models import BallotProject, Round
from pbplatform.rounds.queries import published_rounds

_BUILT = (Step.OPEN, Step.LOOKED_BACK)


def all_years(session: Session, *, now: datetime) -> dict[int, Year]:
    """Every year of which there is something, the newest first."""
    days = calendar(session)
    rounds = published_rounds(session)
    year_of = {round_.slug: days.day_of(round_.results_at).year for round_ in rounds}
    told = _rounds(session, rounds)
    by_year: dict[int, list[YearRound]] = defaultdict(list)
    for round_ in sorted(rounds, key=lambda each: (each.results_at, each.slug)):
        by_year[year_of[round_.slug]].append(told[round_.id])
    meetings = _meetings(session, now)
    points = counts_by_year(session, now=now)
    promises: dict[int, Counter[tuple[PromiseState, bool]]] = defaultdict(Counter)
    for each in promised(session, today=days.day_of(now)):
        promises[each.year][each.state, each.is_moved] += each.number
    carried = _carried(session, rounds, year_of)
    years = sorted({*by_year, *meetings, *points, *promises}, reverse=True)
    found = {
        year: Year(
            year=year,
            rounds=by_year[year],
            held=meetings.get(year, (0, 0))[0],
            planned=meetings.get(year, (0, 0))[1],
            points=points.get(year, Counts()),
            promises=count_promises(promises[year]),
            left=Left(
                year=year,
                money=[each for each in by_year[year] if each.left_minor],
                carried=carried.get(year, ()),
                promises=sum(
                    number
                    for (state, _moved), number in promises[year].items()
                    if state in STILL_OPEN
                ),
                projects=sum(each.still_open for each in by_year[year]),
                points=points.get(year, Counts()).waiting,
            ),
        )
        for year in years
    }
    return {
        year: replace(each, before=found[year - 1].left if year - 1 in found else None)
        for year, each in found.items()
    }


def the_year(session: Session, year: int, *, now: datetime) -> Year:
    """One year; NotFound when there is nothing of it."""
    found = all_years(session, now=now).get(year)
    if found is None:
        raise NotFound("page.not_found")
    return found


def _rounds(session: Session, rounds: Sequence[Round]) -> dict[int, YearRound]:
    ids = [round_.id for round_ in rounds]
    numbers = numbers_by_state(session, (IDEAS, PROPOSALS), ids)
    listed = _on_ballots(session, ids)
    accounts = accounts_of(session, rounds)
    return {
        round_.id: _round(
            round_,
            ideas=sum(numbers[IDEAS, round_.id].get(state, 0) for state in PUBLIC_STATES),
            proposals=sum(numbers[PROPOSALS, round_.id].values()),
            listed=listed.get(round_.id, 0),
            account=accounts.get(round_.id),
        )
        for round_ in rounds
    }


def _on_ballots(session: Session, ids: Sequence[int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(_LISTED, {"rounds": ids})}


# Built once: to build a statement takes longer than to send it.
_LISTED = (
    select(BallotProject.round_id, func.count())
    .where(BallotProject.round_id.in_(bindparam("rounds", expanding=True)))
    .group_by(BallotProject.round_id)
)


def _round(
    round_: Round, *, ideas: int, proposals: int, listed: int, account: Account | None
) -> YearRound:
    steps = [winner.step for winner in account.winners] if account else []
    opened = sum(step in _BUILT for step in steps)
    return YearRound(
        slug=round_.slug,
        name=round_.name,
        currency=round_.currency,
        money_minor=account.money_minor if account else round_.money_minor,
        ideas=ideas,
        proposals=proposals,
        on_ballot=listed if round_.frozen_at is not None else None,
        won=len(steps) if account else None,
        opened=opened if account else None,
        still_open=sum(step not in (*_BUILT, Step.STOPPED) for step in steps),
        left_minor=account.free_minor if account else None,
        money_left=round_.money_left,
        begun_from=round_.started_from_id is not None,
        called_off=round_.called_off_at is not None,
    )


def _meetings(session: Session, now: datetime) -> dict[int, tuple[int, int]]:
    """How many meetings were held and how many are still to come, by year."""
    planned: Counter[int] = Counter(day.year for day in days_to_come(session, now))
    return {
        int(year): (number - planned[int(year)], planned[int(year)])
        for year, number in cells_of(session, HELD).items()
    }


def _carried(
    session: Session, rounds: Iterable[Round], year_of: Mapping[str, int]
) -> dict[int, list[Carried]]:
    """Ideas that came of those of a year's rounds, by that year."""
    ids = {round_.slug: round_.id for round_ in rounds}
    ties: list[tuple[int, tuple[str, int, int], str]] = []
    for link in links_of_kind(session, LinkKind.NEXT_YEAR):
        slug = (*link.from_path.split("/"), "")[1]
        to = link.to_path.split("/")
        if slug in year_of and len(to) == 4 and to[1] in ids and to[3].isdecimal():
            ties.append((year_of[slug], (Because.IDEA, ids[to[1]], int(to[3])), link.to_path))
    things = things_named(session, [key for _year, key, _path in ties])
    found: dict[int, list[Carried]] = defaultdict(list)
    for year, key, path in ties:
        if key in things:
            found[year].append(Carried(path, things[key].title))
    return found
