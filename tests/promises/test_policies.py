"""Who may keep, move, end and take back a promise. Source: docs/rules/promises.md section 1."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.promises import policies
from pbplatform.promises.kinds import PromiseState
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import PromiseOnDay
from tests.points.points_in_time import DUE, PARKS, WEEKDAYS
from tests.policy_tables import Table

PROMISE = {
    str(state): {
        "promised": PromiseOnDay(
            promise=Commitment(id=1, n=1),
            team=PARKS,
            days=WEEKDAYS,
            today=DUE,
            state=state,
            days_late=0,
            elected="",
        )
    }
    for state in PromiseState
}
SHORT = {"not theirs": "point.only_its_team"}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_keep,
        "docs/rules/promises.md section 1.1 and 1.2",
        PROMISE,
        """
                          | its team      | others
        under_way, missed | may           | not theirs
        others            | promise.ended | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/promises.md section 1.4",
        PROMISE,
        """
                                | its team            | others
        kept, kept_late, broken | may                 | not theirs
        others                  | state.not_from_here | not theirs
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
