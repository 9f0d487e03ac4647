"""Who may say who holds the key of a box. Source: docs/rules/trustees.md."""

from __future__ import annotations

import pytest

from pbplatform.trustees import policies
from tests.policy_tables import Table
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, UNFROZEN

EVERY = {**IN_TIME, **CALLED_OFF_IN_TIME}
SHORT = {
    "no": "round.only_its_facilitator",
    "off": "round.called_off",
    "frozen": "trustees.frozen",
    "none": "trustees.none",
    "over": "trustees.needed_no_more",
    "needed": "trustees.still_needed",
    "said": "trustees.destroyed_already",
}
HELD = {"by_trustees": True, "said": False}


def at(moment: str, **more: object) -> dict[str, object]:
    return {"round_": EVERY[moment]["round_"], **HELD, **more}


TABLES = (
    Table(
        policies.refuse_to_name_trustees,
        "docs/rules/trustees.md section 1.2",
        {name: {"round_": given["round_"]} for name, given in EVERY.items()},
        f"""
                                       | its facilitators | others
        called off early+, called off+ | off              | no
        {UNFROZEN}                     | may              | no
        others                         | frozen           | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_say_destroyed,
        "docs/rules/trustees.md section 3.4",
        {
            "draft": at("draft"),
            "review": at("review+"),
            "voting": at("voting+"),
            "counted": at("results+"),
            "certified": at("certified+"),
            "again": at("certified+", said=True),
            "on the server": at("certified+", by_trustees=False),
            "called off": at("called off+"),
            "called off before its freeze": at("called off early+"),
        },
        """
                                                                       | its facilitators | others
        draft, review, on the server, called off before its freeze     | none             | no
        voting, counted                                                | needed           | no
        again                                                          | said             | no
        others                                                         | may              | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_ask_trustee,
        "docs/rules/trustees.md section 5.1",
        {
            **{
                name: {"round_": given["round_"], "by_trustees": True}
                for name, given in EVERY.items()
            },
            "on the server": {"round_": EVERY["review+"]["round_"], "by_trustees": False},
        },
        """
                                         | its facilitators | others
        called off early+, called off+   | off              | no
        to count+, results+, certified+  | over             | no
        on the server                    | none             | no
        others                           | may              | no
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
