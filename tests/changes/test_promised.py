"""Promises that are kept by their cells are counted as the clock of each one says."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pbplatform.changes.queries.changes import Filter
from pbplatform.changes.queries.figures import promises_of_forums
from pbplatform.changes.queries.promises import promised
from pbplatform.promises.kinds import ASKED, Owed, PromiseState
from pbplatform.promises.models import CitizenCheck, Commitment
from pbplatform.promises.queries import promised_day
from tests.points.people import CAME, YES, make_world

TODAY = CAME.date()
NEAR = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]
LAST_YEAR = date(TODAY.year - 1, 12, 31)


def _made(session: Session) -> None:
    """Promises in every place beside a day, each with every kind of check or with none."""
    world = make_world(session)
    point = world.point()
    world.answer(point, text=YES)
    session.flush()
    own = world.view(point).promises[0]
    told = {c.name: getattr(own, c.name) for c in Commitment.__table__.columns if c.name != "id"}
    first = [LAST_YEAR, *NEAR]
    ways = [
        *product(first, NEAR, [None, NEAR[0], NEAR[1]], [None]),
        *product(first, NEAR[:1], [None], [TODAY]),
    ]
    checks = [
        None,
        *(
            {"until": until, "noes": noes, "owed": owed, "not_kept": not_kept}
            for until, noes, owed, not_kept in [
                (None, 0, Owed.NOBODY, False),
                *product(NEAR, (0, 2), (Owed.NOBODY,), (False,)),
                (NEAR[0], 1, Owed.TEAM, False),
                (NEAR[0], 1, Owed.HIGHER, False),
                (NEAR[0], 1, Owed.NOBODY, True),
            ]
        ),
    ]
    team = own.team_id
    for n, ((due, now, done, given), check) in enumerate(product(ways, checks), start=2):
        days = {"due_original": due, "due_current": now, "done_on": done, "given_up_on": given}
        row = insert(Commitment).returning(Commitment.id)
        made = session.execute(row, [{**told, "n": n, **days}]).scalar_one()
        if check is not None:
            path = {"subject": f"p/{n}", "page": "p", "title": "x", "team_id": team}
            of = {"commitment_id": made, "said_on": TODAY, "ask_on": TODAY, "round_id": None}
            session.execute(insert(CitizenCheck), [{**path, **of, "number": None, **check}])


def test_promises_are_summed_as_the_clock_of_each_says(session: Session) -> None:
    _made(session)
    session.commit()  # what is kept of them is written then
    one_by_one: Counter[tuple[int, bool, bool, bool, PromiseState]] = Counter()
    for promise in session.scalars(select(Commitment)):
        first = promise.due_original
        in_time = promise.done_on is not None and promise.done_on <= first
        moved = promise.due_current != first
        state = promised_day(promise).state(TODAY)
        one_by_one[first.year, first < TODAY, moved, in_time, state] += 1
    found: Counter[tuple[int, bool, bool, PromiseState]] = Counter()
    for each in promised(session, today=TODAY):
        found[each.year, each.is_moved, each.done_by_first, each.state] += each.number
    expected: Counter[tuple[int, bool, bool, PromiseState]] = Counter()
    for (year, _over, *rest), number in one_by_one.items():
        expected[year, rest[0], rest[1], rest[2]] += number
    assert len(expected) > 15
    assert +found == expected
    rows = promises_of_forums(session, Filter(), now=CAME)
    assert [row.year for row in rows] == [TODAY.year, LAST_YEAR.year]
    for row in rows:
        own = {key: n for key, n in one_by_one.items() if key[0] == row.year and key[1]}
        assert row.due == sum(own.values())
        assert row.kept == sum(n for key, n in own.items() if key[4] is PromiseState.KEPT)
        assert row.asked == sum(n for key, n in own.items() if key[4] in ASKED and key[3])
