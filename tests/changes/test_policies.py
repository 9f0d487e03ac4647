"""Who says that a decision changed, who confirms it. Source: docs/rules/changed.md section 1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.changes import policies
from pbplatform.changes.domain.second import Two
from tests.conftest import NOON
from tests.policy_tables import AMINA, TOM, Table

HOUR = timedelta(hours=1)
TEAM, ROUND = "team:parks", "round:fund"


def held(account: int, *, ago: timedelta = HOUR) -> HeldRole:
    return HeldRole(account, "official", NOON - ago, None)


def two(first: HeldRole | None, second: HeldRole | None) -> dict[str, Any]:
    return {
        "team_scope": TEAM,
        "thing_scope": ROUND,
        "waits": True,
        "two": Two(first, second, public_before=NOON - HOUR),
    }


JUST = held(AMINA, ago=HOUR - timedelta(microseconds=1))
CONFIRM = {
    "waits": two(held(TOM), held(AMINA)),
    "decided or lapsed": {**two(held(TOM), held(AMINA)), "waits": False},
    "said it": two(held(TOM), held(TOM)),
    "first lost the role": two(None, held(AMINA)),
    "second lost the role": two(held(TOM), None),
    "second is too new": two(held(TOM), JUST),
    "first is too new": two(JUST, held(TOM)),
}
HERE = {"team_scope": TEAM, "thing_scope": ROUND}
STANDS = {
    name: {"team_scope": TEAM, "confirmed": confirmed, "taken_back": back}
    for name, confirmed, back in (
        ("not confirmed", False, False),
        ("confirmed", True, False),
        ("taken back", True, True),
    )
}
SHORT = {
    "not theirs": "change.only_its_team",
    "no": "change.not_your_role",
    "own": "change.take_it_back",
    "over": "change.not_waiting",
    "away": "change.taken_back_already",
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_say,
        "docs/rules/changed.md section 1.1",
        {"any": {"team_scope": TEAM}},
        """
            | its team | others
        any | may      | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_look,
        "docs/rules/changed.md section 1.3",
        {"any": HERE},
        """
            | its two facilitators, its team, auditor | others
        any | may          | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_confirm,
        "docs/rules/changed.md section 1.3 to 1.5",
        CONFIRM,
        """
                                            | its two facilitators, its team, auditor | others
        waits                               | may                  | no
        decided or lapsed                   | over                 | no
        said it                             | pair.same_person     | no
        first lost the role                 | pair.asker_lost_role | no
        second lost the role                | pair.not_your_role   | no
        second is too new, first is too new | pair.role_too_new    | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_turn_down,
        "docs/rules/changed.md section 1.5",
        {
            "waits": {**HERE, "waits": True, "said_by": TOM},
            "decided or lapsed": {**HERE, "waits": False, "said_by": TOM},
        },
        """
                          | official | its two facilitators, elected, auditor | others
        waits             | own      | may                                                    | no
        decided or lapsed | over     | over                                                   | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_withdraw,
        "docs/rules/changed.md section 1.5",
        {
            "waits": {"team_scope": TEAM, "waits": True},
            "decided or lapsed": {"team_scope": TEAM, "waits": False},
        },
        """
                          | its team | others
        waits             | may      | not theirs
        decided or lapsed | over     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_correct,
        "docs/rules/changed.md section 1.7",
        STANDS,
        """
                      | its team             | others
        not confirmed | change.not_confirmed | not theirs
        confirmed     | may                  | not theirs
        taken back    | away                 | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/changed.md section 1.8",
        STANDS,
        """
                      | its team, place facilitator | others
        not confirmed | change.not_confirmed        | not theirs
        confirmed     | may                         | not theirs
        taken back    | away                        | not theirs
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
