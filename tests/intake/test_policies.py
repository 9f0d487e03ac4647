"""Who writes down for somebody, and who claims it. Source: docs/rules/intake.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from pbplatform.forums.models import Meeting
from pbplatform.intake import policies
from pbplatform.intake.models import SlipBatch, Written
from tests.policy_tables import PEOPLE, ROSA, Table
from tests.rounds_in_time import IDEAS_OPEN


def a_slip(*, claimed: bool = False, **more: Any) -> Mapping[str, Any]:
    return {"written": Written(by_id=ROSA, claimed_at=IDEAS_OPEN if claimed else None), **more}


def _of_meeting(starts_at: datetime = IDEAS_OPEN, **more: Any) -> Mapping[str, Any]:
    meeting = Meeting(starts_at=starts_at, **more)
    return {"scope": "forum:town", "meeting": meeting, "now": IDEAS_OPEN + timedelta(hours=1)}


def _batch(later: timedelta = timedelta()) -> Mapping[str, Any]:
    """A publication by the forum's clerk, so much later."""
    batch = SlipBatch(by_id=PEOPLE["forum clerk"].account_id, at=IDEAS_OPEN)
    return {"scope": "forum:town", "batch": batch, "now": IDEAS_OPEN + later}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_write_down,
        "docs/rules/intake.md section 1.1, of a round",
        {"a round": {"scope": "round:fund"}},
        """
                | its two facilitators, clerk | the machines, visitor | others
        a round | may                         | account.sign_in_first | intake.only_staff
        """,
    ),
    Table(
        policies.refuse_to_write_down,
        "docs/rules/intake.md section 1.1, of a forum",
        {"a forum": {"scope": "forum:town"}},
        """
        | place facilitator, forum facilitator, forum clerk | the machines, visitor | others
        a forum | may                               | account.sign_in_first | intake.only_staff
        """,
    ),
    Table(
        policies.refuse_to_type,
        "docs/rules/intake.md section 5.1 and 5.2",
        {
            "begun": _of_meeting(),
            "to come": _of_meeting(starts_at=IDEAS_OPEN + timedelta(hours=3)),
            "cancelled": _of_meeting(cancelled_at=IDEAS_OPEN),
        },
        """
        | place facilitator, forum facilitator, forum clerk | the machines, visitor | others
        begun     | may               | account.sign_in_first | intake.only_staff
        to come   | table.not_begun   | account.sign_in_first | intake.only_staff
        cancelled | meeting.cancelled | account.sign_in_first | intake.only_staff
        """,
    ),
    Table(
        policies.refuse_to_judge_row,
        "docs/rules/intake.md section 5.7",
        {"typed by Rosa": {"hands": {ROSA}}, "by nobody here": {"hands": set()}},
        """
                       | the machines, visitor | author             | others
        typed by Rosa  | account.sign_in_first | table.you_typed_it | may
        by nobody here | account.sign_in_first | may                | may
        """,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/intake.md section 5.16",
        {
            "at once": _batch(),
            "at the edge": _batch(timedelta(hours=24, seconds=-1)),
            "over": _batch(timedelta(hours=24)),
        },
        """
        | forum clerk | place facilitator, forum facilitator | the machines, visitor | others
        at once     | may | publisher | account.sign_in_first | intake.only_staff
        at the edge | may | publisher | account.sign_in_first | intake.only_staff
        over | table.too_late | publisher | account.sign_in_first | intake.only_staff
        """,
        short={"publisher": "table.only_its_publisher"},
    ),
    Table(
        policies.refuse_to_claim,
        "docs/rules/intake.md section 2.3 and 2.4",
        {"fresh": a_slip(), "used": a_slip(claimed=True)},
        """
              | the machines, visitor | author                | others
        fresh | account.sign_in_first | intake.not_its_writer | may
        used  | account.sign_in_first | intake.claimed_before | intake.claimed_before
        """,
    ),
    Table(
        policies.refuse_on_word,
        "docs/rules/intake.md section 8.2 and 8.3",
        {
            "fresh": a_slip(scope="round:fund"),
            "used": a_slip(claimed=True, scope="round:fund"),
            "by the clerk": {"written": Written(by_id=20), "scope": "round:fund"},
            "slip of the clerk": {
                "written": Written(by_id=ROSA, slip_by_id=20),
                "scope": "round:fund",
            },
            "the clerk erases": {
                "written": Written(by_id=20, slip_by_id=20),
                "scope": "round:fund",
                "erases": True,
            },
        },
        """
              | clerk | its two facilitators | the machines, visitor | others
        fresh | may | may | sign in | no
        used  | theirs | theirs | sign in | no
        by the clerk | saw it | may | sign in | no
        slip of the clerk | saw it | may | sign in | no
        the clerk erases | may | may | sign in | no
        """,
        short={
            "saw it": "intake.you_saw_the_code",
            "sign in": "account.sign_in_first",
            "no": "intake.only_staff",
            "theirs": "intake.theirs_online",
        },
    ),
    Table(
        policies.refuse_new_slip,
        "docs/rules/intake.md section 2.5",
        {
            "fresh": a_slip(scope="round:fund"),
            "used": a_slip(claimed=True, scope="round:fund"),
        },
        """
              | its two facilitators, clerk | the machines, visitor | others
        fresh | may                         | account.sign_in_first | intake.only_staff
        used  | intake.claimed_before       | account.sign_in_first | intake.only_staff
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name}-{table.source}")
def test_policy_says_what_its_table_says(table: Table) -> None:
    assert list(table.differences()) == []
