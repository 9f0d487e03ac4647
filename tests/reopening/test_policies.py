"""Who may say that a box was opened again, and end its key. Source: docs/rules/ceremony.md."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pbplatform.core.actor import ActorRef
from pbplatform.reopening import policies
from pbplatform.reopening.models import KeyEnd, OpenedAgain
from tests.policy_tables import PEOPLE, Table
from tests.rounds_in_time import CERTIFIED, COUNTED, IN_TIME, RESULTS, a_round

AUDITOR = PEOPLE["auditor"]
DAY = date(2027, 4, 2)
GONE = {"round_": a_round(**CERTIFIED, key_destroyed_at=RESULTS + timedelta(days=20))}
OLDER = {"round_": a_round(**COUNTED, older_order=True)}
STATE = {"trustee": False, "stands": False}


def stated(**more: object) -> OpenedAgain:
    """By the auditor, and with another list."""
    return OpenedAgain(round_id=1, number=2, by_id=AUDITOR.account_id, agrees=False, **more)


def ending(moment: str, **more: object) -> dict[str, object]:
    given = {"end": None, "by_trustees": False, "differing": 0, "stood_on": None, "today": DAY}
    return {"round_": IN_TIME[moment]["round_"], **given, **more}


STATEMENTS = {
    "stands": {"stated": stated()},
    "taken back": {"stated": stated(taken_back_at=RESULTS)},
    "set aside": {"stated": stated(set_aside_at=RESULTS)},
}
TABLES = (
    Table(
        policies.refuse_to_state,
        "docs/rules/ceremony.md section 9.2, 9.3 and 9.5",
        {
            "voting": {"round_": IN_TIME["voting+"]["round_"], **STATE},
            "separated": {"round_": IN_TIME["separated+"]["round_"], **STATE},
            "counted": {"round_": IN_TIME["results+"]["round_"], **STATE},
            "certified": {"round_": IN_TIME["certified+"]["round_"], **STATE},
            "stated before": {"round_": IN_TIME["results+"]["round_"], **STATE, "stands": True},
            "older": {**OLDER, **STATE},
            "gone": {**GONE, **STATE},
        },
        """
                           | auditor                | others
        voting, separated  | reopen.not_opened      | no
        counted, certified | may                    | no
        stated before      | reopen.stated_already  | no
        older              | reopen.older_order     | no
        gone               | reopen.key_gone        | no
        """,
        short={"no": "reopen.only_auditors"},
    ),
    Table(
        policies.refuse_to_state,
        "docs/rules/ceremony.md section 9.2 for trustees",
        {
            "counted": {"round_": IN_TIME["results+"]["round_"], "trustee": True, "stands": False},
            "gone": {**GONE, "trustee": True, "stands": False},
        },
        """
                | whoever
        counted | may
        gone    | reopen.key_gone
        """,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/ceremony.md section 9.3",
        STATEMENTS,
        """
                          | auditor                   | others
        stands, set aside | may                       | no
        taken back        | reopen.taken_back_already | no
        """,
        short={"no": "reopen.only_own"},
    ),
    Table(
        policies.refuse_to_set_aside,
        "docs/rules/ceremony.md section 9.4",
        {**STATEMENTS, "agrees": {"stated": OpenedAgain(by_id=AUDITOR.account_id, agrees=True)}},
        """
                                      | auditor               | others
        stands                        | reopen.own_statement  | may
        taken back, set aside, agrees | reopen.own_statement  | nothing
        """,
        short={"nothing": "reopen.holds_up_nothing"},
    ),
    Table(
        policies.refuse_to_end_key,
        "docs/rules/ceremony.md section 10",
        {
            "review": ending("review+"),
            "voting": ending("voting+"),
            "provisional": ending("results+"),
            "same day": ending("certified+", stood_on=DAY),
            "next day": ending("certified+", stood_on=DAY - timedelta(days=1)),
            "held up": ending("certified+", stood_on=DAY - timedelta(days=1), differing=2),
            "decided": ending("certified+", stood_on=DAY - timedelta(days=9), end=KeyEnd()),
            "by trustees": ending("certified+", stood_on=DAY - timedelta(9), by_trustees=True),
            "called off": {
                **ending("voting+"),
                "round_": a_round(frozen_at=RESULTS, called_off_at=RESULTS),
            },
            "gone": {**ending("certified+"), **GONE},
        },
        """
                            | whoever
        review              | key.none_yet
        voting, provisional | key.still_needed
        same day            | key.too_early
        next day            | may
        held up             | key.held_up
        decided             | key.decided
        by trustees         | key.with_trustees
        called off          | key.goes_by_itself
        gone                | key.gone
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name} {table.source[-12:]}")
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []


def test_auditor_of_another_round_cannot_say_that_a_box_was_opened_again() -> None:
    other = ActorRef("account", "9", "auditor", "round:fund-2", "Una")
    refusal = policies.refuse_to_state(
        other, IN_TIME["results+"]["round_"], trustee=False, stands=False
    )
    assert refusal is not None
    assert refusal.code == "reopen.only_auditors"
