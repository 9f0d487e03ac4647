"""Who acts next once a day for news has passed. Source: docs/rules/promises.md 1.3."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pbplatform.points import queries
from pbplatform.points.words.next_act import next_act
from pbplatform.promises.words.next_act import next_act_of_promise
from tests.points.people import YES, World, noon

PROMISED = date(2027, 4, 2)
# Ten working days after it, over Easter.
NEWS_DUE = date(2027, 4, 16)


@pytest.mark.parametrize(("days", "taken_up"), [(0, False), (1, True)])
def test_elected_person_acts_next_when_the_day_for_news_of_a_missed_promise_has_passed(
    world: World, days: int, taken_up: bool
) -> None:
    point = world.point()
    world.answer(point, text=YES)
    promise = world.view(point, noon(PROMISED)).promises[0]
    now = noon(NEWS_DUE + timedelta(days=days))
    seen = queries.promise_by_id(world.session, promise.id, now=now)
    for act in (next_act_of_promise(seen), next_act(world.view(point, now))):
        assert act is not None
        assert (act.by, act.late) == (NEWS_DUE, taken_up)
        assert (seen.elected in str(act.who)) == taken_up
        assert ("After that day it goes to" in act.otherwise) != taken_up
