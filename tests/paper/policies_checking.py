"""Who compares papers, explains and destroys, and when. Source: docs/rules/paper.md section 5."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pbplatform.paper.policies import checking
from tests.policy_tables import Table
from tests.rounds_in_time import COUNTED, IN_TIME, RESULTS, a_round

ROUND, NOW = a_round(**COUNTED), COUNTED["counted_at"]
MOMENTS: Mapping[str, Mapping[str, Any]] = {
    "not counted": IN_TIME["to count+"],
    "counted": {"round_": ROUND, "now": NOW},
    "certified": {"round_": a_round(**COUNTED, certified_at=RESULTS), "now": RESULTS},
}
CHECK = {name: {**given, "done": False, "handled": False} for name, given in MOMENTS.items()}
EXPLAIN = {name: {**given, "done": True, "settled": False} for name, given in MOMENTS.items()}
DAY = date(2027, 6, 1)
KEPT = {"papers": 2, "until": DAY, "today": DAY + timedelta(days=1), "destroyed": False}

CHECKING_TABLES = (
    Table(
        checking.refuse_to_check,
        "docs/rules/paper.md section 5.2 and 5.3",
        {
            **CHECK,
            "confirmed": {**CHECK["counted"], "done": True},
            "own batch": {**CHECK["counted"], "handled": True},
        },
        """
                    | place facilitator, round facilitator, clerk, auditor | others
        not counted | paper.check_not_yet                                  | no
        counted     | may                                                  | no
        certified   | paper.check_over                                     | no
        confirmed   | paper.check_done                                     | no
        own batch   | paper.check_own_batch                                | no
        """,
        short={"no": "paper.only_checkers"},
    ),
    Table(
        checking.refuse_to_confirm_check,
        "docs/rules/paper.md section 5.3",
        {
            "none drawn": {"drawn": 0, "open_sheets": 0},
            "one open": {"drawn": 3, "open_sheets": 1},
            "whole": {"drawn": 3, "open_sheets": 0},
        },
        """
                   | whoever
        none drawn | paper.nothing_to_check
        one open   | paper.check_not_whole
        whole      | may
        """,
    ),
    Table(
        checking.refuse_to_explain,
        "docs/rules/paper.md section 5.4",
        {
            **EXPLAIN,
            "not confirmed": {**EXPLAIN["counted"], "done": False},
            "nothing differs": {**EXPLAIN["counted"], "settled": True},
        },
        """
                               | whoever
        not counted, certified | paper.check_not_yet
        counted                | may
        not confirmed          | paper.check_first
        nothing differs        | paper.nothing_to_explain
        """,
    ),
    Table(
        checking.refuse_to_destroy_papers,
        "docs/rules/paper.md section 5.6",
        {
            "day after": KEPT,
            "last day": {**KEPT, "today": DAY},
            "goes on": {**KEPT, "until": None},
            "none": {**KEPT, "papers": 0},
            "gone": {**KEPT, "destroyed": True},
        },
        """
                  | whoever
        day after | may
        last day  | paper.kept_until
        goes on   | paper.round_goes_on
        none      | paper.none_kept
        gone      | paper.destroyed_already
        """,
    ),
)
