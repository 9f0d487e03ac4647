"""What a result keeps beside its reasons: what would have been enough, where shares went.

Worked out once, when the result is published; no part of the document that is hashed.
Source: docs/rules/results.md section 6.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from itertools import takewhile
from typing import Any

from pbplatform.counting.count import count
from pbplatform.counting.explain import enough, rounds_of, shares_of
from pbplatform.counting.profile import Profile
from pbplatform.counting.result import CountResult, Reason
from pbplatform.counting.rulebook import Rule
from pbplatform.counting.shares import SharesCount
from pbplatform.counting.ties import TieOrder

MOST_SECONDS = 10.0
"""After so long no further losing project is looked at; what is found by then is kept."""

Notes = dict[str, dict[str, Any]]


def within(seconds: float) -> Callable[[], bool]:
    """Whether the time is not over yet, each time it is asked."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() < until


def notes_of(
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    counted: tuple[CountResult, SharesCount | None],
    go_on: Callable[[], bool],
    *,
    unit: int = 1,
) -> Notes:
    """By project key: numbers that go beside its reason; whole numbers, text, `p/q`.

    Winners of Equal Shares: `start`, what each voter had; `gave_all`, how many gave all they had
    left; `before`, what all who chose it had together just before it won. Losers: `enough` =
    {votes, cost_minor, least}, each None where none was found; under Equal Shares `shares` =
    {had, left, spent_on: [[winner, voters, amount], ...]}.

    Args:
        go_on: asked before every recount; once it says no, the losers that remain get no notes.
        unit: minor units of a whole one. A cost that would have been enough is rounded down to
            it where a recount shows that the rounded one is enough too.
    """
    result, record = counted
    by_shares = result.shares is not None and not result.shares.most_votes_stands
    record = record if by_shares else None
    notes = _winners(result, record, go_on)
    for key in _nearest_first(result):
        try:
            notes[key] = _loser(profile, rule, tie_order, key, record, go_on, unit)
        except TimeoutError:
            break
    return notes


def _winners(result: CountResult, record: SharesCount | None, go_on: Callable[[], bool]) -> Notes:
    if record is None or result.shares is None:
        return {}
    start = result.shares.start
    notes: Notes = {}
    for one in rounds_of(record):
        notes[one.key] = {"start": start, "gave_all": one.gave_all}
        if go_on():
            notes[one.key]["before"] = _text(_before(record, one.key))
    return notes


def _before(record: SharesCount, key: str) -> Fraction:
    """What the people who chose a winner had together just before it won."""
    shares = shares_of(record, key)
    earlier = takewhile(lambda one: one.winner != key, shares.spent_on)
    return shares.had - sum((one.amount for one in earlier), Fraction(0))


def _nearest_first(result: CountResult) -> list[str]:
    """Losers that could have won: the next to be funded first, then by votes."""
    lost = [one for one in result.outcomes if not one.funded and one.reason != Reason.WITHDRAWN]
    place = {key: number for number, key in enumerate(result.next_best)}
    lost.sort(key=lambda one: (place.get(one.key, len(place)), -one.score, one.key))
    return [one.key for one in lost]


def _loser(
    profile: Profile,
    rule: Rule,
    tie_order: TieOrder,
    key: str,
    record: SharesCount | None,
    go_on: Callable[[], bool],
    unit: int,
) -> dict[str, Any]:
    if not go_on():
        raise TimeoutError
    note: dict[str, Any] = {}
    if record is not None:
        shares = shares_of(record, key)
        note["shares"] = {
            "had": _text(shares.had),
            "left": _text(shares.left),
            "spent_on": [[one.winner, one.voters, _text(one.amount)] for one in shares.spent_on],
        }
    found = enough(profile, rule, tie_order, key, go_on=go_on)
    # A project that is free of cost is no answer to what it should have cost.
    cost = found.cost_minor or None
    if cost and cost % unit and cost > unit and not found.least and go_on():
        whole = profile.with_cost(profile.keys.index(key), cost - cost % unit)
        if key in count(whole, rule, tie_order).winners:
            cost -= cost % unit
    note["enough"] = {"votes": found.extra_ballots, "cost_minor": cost, "least": found.least}
    return note


def _text(amount: Fraction) -> str:
    return f"{amount.numerator}/{amount.denominator}"
