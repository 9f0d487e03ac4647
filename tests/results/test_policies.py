"""Who may object, answer, have it counted again, certify. Source: docs/rules/results.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from pbplatform.results import policies
from pbplatform.results.models import Objection
from tests.policy_tables import ASKER, BEA, Table
from tests.rounds_in_time import COUNTED, FUND, IN_TIME, TICK, a_round

ENDS, DUE = COUNTED["counted_at"] + timedelta(days=7), COUNTED["counted_at"] + timedelta(days=14)


def _round(**more: Any) -> Any:
    return a_round(**COUNTED, objections_end_at=ENDS, certify_due_at=DUE, result_number=1, **more)


# The last moment before the count, both edges of the days to object, and what ends them.
MOMENTS: Mapping[str, Mapping[str, Any]] = {
    "not counted": IN_TIME["to count+"],
    "provisional": {"round_": _round(), "now": COUNTED["counted_at"]},
    "last moment": {"round_": _round(), "now": ENDS - TICK},
    "days over": {"round_": _round(), "now": ENDS},
    "late": {"round_": _round(), "now": DUE + timedelta(days=400)},
    "owed": {"round_": _round(recount_owed=True), "now": ENDS},
    "certified": {"round_": _round(certified_at=ENDS), "now": ENDS},
    "older": {"round_": _round(older_order=True), "now": ENDS},
}
NONE_OPEN = {name: {**given, "open_objections": 0} for name, given in MOMENTS.items()}
CHECK_OWED = {
    "hand check owed": {**NONE_OPEN["days over"], "hand_check": "owed"},
    "papers differ": {**NONE_OPEN["days over"], "hand_check": "differ"},
    "another list came out": {**NONE_OPEN["days over"], "differing": 1},
}
ONE_OPEN = {
    "one open": {**MOMENTS["days over"], "open_objections": 1},
}


def _objections(kind: str, called: str = "") -> dict[str, Mapping[str, Any]]:
    """An objection in each state it can be in, at moments at which it can be answered or not.

    Args:
        called: what the names of its moments begin with.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for state in ("open", "answered", "withdrawn"):
        objection = Objection(
            round_id=FUND, number=1, result_number=1, kind=kind, state=state, by_id=ASKER
        )
        found[state] = {**MOMENTS["days over"], "objection": objection}
    first = found["open"]["objection"]
    found["certified"] = {**MOMENTS["certified"], "objection": first}
    since = _round()
    since.result_number = 2
    found["counted since"] = {"round_": since, "now": ENDS, "objection": first}
    own = Objection(round_id=FUND, number=2, result_number=1, kind=kind, state="open", by_id=BEA)
    found["own"] = {**MOMENTS["days over"], "objection": own}
    return {called + name: moment for name, moment in found.items()}


BOTH = {**_objections("count"), **_objections("opening", "opening ")}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_object,
        "docs/rules/results.md section 12.1",
        MOMENTS,
        """
                                 | whoever
        provisional, last moment | may
        not counted              | result.not_published
        days over, late          | objection.days_over
        owed                     | objection.counted_again
        certified, older         | objection.certified
        """,
    ),
    Table(
        policies.refuse_to_withdraw_objection,
        "docs/rules/results.md section 12.8",
        _objections("count"),
        """
                            | author          | place facilitator, expired | others
        answered, withdrawn | objection.ended | no                         | no
        own                 | no              | may                        | no
        others              | may             | no                         | no
        """,
        short={"no": "objection.only_its_author"},
    ),
    Table(
        policies.refuse_to_answer_objection,
        "docs/rules/results.md section 12.5 and 12.7",
        BOTH,
        """
                              | place facilitator | round facilitator | auditor | others
        open, answered        | may    | may    | no     | no
        withdrawn             | ended  | ended  | no     | no
        certified             | stands | stands | no     | no
        counted since         | since  | since  | no     | no
        own                   | objection.own | may | no | no
        opening open, opening answered, opening own              | not | not | may    | not
        opening withdrawn     | not    | not    | ended  | not
        opening certified     | not    | not    | stands | not
        opening counted since | not    | not    | since  | not
        """,
        short={
            "no": "objection.only_facilitator",
            "not": "objection.only_auditor",
            "ended": "objection.ended",
            "stands": "objection.certified",
            "since": "objection.counted_since",
        },
    ),
    Table(
        policies.refuse_to_handle_objection,
        "docs/rules/results.md section 12.4 and 12.5",
        BOTH,
        """
                                                     | its two facilitators | auditor | others
        open, answered, withdrawn, certified, counted since, own | may | no  | no
        others                                                   | not | may | not
        """,
        short={"no": "objection.only_facilitator", "not": "objection.only_auditor"},
    ),
    Table(
        policies.refuse_to_owe_recount,
        "docs/rules/results.md section 13.1",
        MOMENTS,
        """
                         | whoever
        not counted      | result.not_published
        owed             | recount.owed_already
        certified, older | result.certified_stands
        others           | may
        """,
    ),
    Table(
        policies.refuse_to_count_again,
        "docs/rules/results.md section 13.2",
        {**NONE_OPEN, "owed but one open": {**MOMENTS["owed"], "open_objections": 1}},
        """
                                      | its facilitators        | others
        owed                          | may                     | no
        owed but one open             | recount.open_objections | no
        certified, older, not counted | result.certified_stands | no
        others                        | recount.not_owed        | no
        """,
        short={"no": "round.only_its_facilitator"},
    ),
    Table(
        policies.refuse_to_certify,
        "docs/rules/results.md section 11.5",
        {**NONE_OPEN, **ONE_OPEN, **CHECK_OWED},
        """
                                 | whoever
        not counted              | result.not_published
        provisional, last moment | certificate.days_to_object
        days over, late          | may
        one open                 | certificate.open_objections
        hand check owed          | certificate.hand_check_owed
        papers differ            | certificate.hand_check_differs
        another list came out    | certificate.opened_again_differs
        owed                     | certificate.recount_owed
        certified, older         | certificate.stands
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name} {table.source[-16:]}")
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
