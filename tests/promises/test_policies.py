"""Who may keep, move, end and take back a promise. Source: docs/rules/promises.md section 1."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.promises import policies
from pbplatform.promises.kinds import CheckStand, PromiseState
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
SAY = {str(stand): {"stand": stand, "of_team": False} for stand in CheckStand}
SAY_OF_TEAM = {f"{stand}: of its team": {"stand": stand, "of_team": True} for stand in CheckStand}
REPLY = {str(stand): {"stand": stand, "team": PARKS, "elected": True} for stand in CheckStand}
REPLY_WITHOUT_ELECTED = {
    f"{stand}: none elected": {"stand": stand, "team": PARKS, "elected": False}
    for stand in CheckStand
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
        policies.refuse_to_correct,
        "docs/rules/promises.md section 5.1",
        PROMISE,
        """
               | its team | others
        others | may      | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_say,
        "docs/rules/promises.md section 3.1 to 3.3",
        {**SAY, **SAY_OF_TEAM},
        """
                                                          | visitor, command, system | signed in
        waiting                                           | sign in | check.not_asked_yet
        asking, team-owes, higher-owes, explained         | sign in | may
        holds, disputed, not-kept                         | sign in | check.over
        others                                            | sign in | check.own_team
        """,
        short={"sign in": "account.sign_in_first"},
    ),
    Table(
        policies.refuse_to_reply,
        "docs/rules/promises.md section 3.5 and 3.6",
        {**REPLY, **REPLY_WITHOUT_ELECTED},
        """
                               | official | elected | place facilitator | others
        team-owes              | may      | may     | no | no
        team-owes: none elected | may     | may     | no | no
        higher-owes            | check.only_elected | may | no | no
        higher-owes: none elected | facil | facil   | may | facil
        others                 | none due | none due | no | no
        """,
        short={
            "no": "point.only_its_team",
            "facil": "check.only_facilitator",
            "none due": "check.no_reply_due",
        },
    ),
    Table(
        policies.refuse_to_attach,
        "docs/rules/promises.md section 4.2",
        {"any day": {"team": PARKS}},
        """
               | its team | others
        others | may      | point.only_its_team
        """,
    ),
    Table(
        policies.refuse_to_take_away,
        "docs/rules/promises.md section 4.4",
        {
            "attached": {"team": PARKS, "is_away": False},
            "away": {"team": PARKS, "is_away": True},
        },
        """
                 | its team, place facilitator | others
        attached | may                         | not theirs
        away     | evidence.away_already       | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/promises.md section 1.4",
        PROMISE,
        """
                                | its team            | others
        called_done, contested, disputed, kept, kept_late, broken | may | not theirs
        others                  | state.not_from_here | not theirs
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
