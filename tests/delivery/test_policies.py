"""Who may give a budget line, report, stop and take back. Source: docs/rules/delivery.md."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.delivery import policies
from pbplatform.delivery.kinds import Step
from pbplatform.delivery.models import Project
from pbplatform.places.models import Team
from tests.policy_tables import Table
from tests.rounds_in_time import FUND, IN_TIME

PARKS, ROADS = Team(id=1, slug="parks", name="Parks"), Team(id=2, slug="roads", name="Roads")
ROUND, PROVISIONAL = IN_TIME["certified+"]["round_"], IN_TIME["results+"]["round_"]
# Each step of a project that Parks owns.
STEP = {
    str(step): {
        "round_": ROUND,
        "project": Project(round_id=FUND, number=4, step=step, team_id=PARKS.id),
        "owner": PARKS,
        "to": PARKS,
    }
    for step in Step
}
TO_ROADS = {f"{name}: to Roads": {**given, "to": ROADS} for name, given in STEP.items()}
NO_LINE = {
    "no line yet": {"round_": ROUND, "project": None, "owner": None, "to": PARKS},
    "no line yet: to Roads": {"round_": ROUND, "project": None, "owner": None, "to": ROADS},
    "provisional": {"round_": PROVISIONAL, "project": None, "owner": None, "to": PARKS},
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_give_line,
        "docs/rules/delivery.md section 1.4 to 1.6",
        {**NO_LINE, **STEP, **TO_ROADS},
        """
                              | its facilitators | official | other team's official | others
        no line yet           | may              | may      | no                    | no
        no line yet: to Roads | may              | no       | may                   | no
        provisional           | early            | early    | no                    | no
        stopped, looked-back  | final            | final    | no                    | no
        stopped: to Roads, looked-back: to Roads                  | final | no  | no | no
        won, designing, permissions, buying, building, open       | may   | may | no | no
        others                | may              | no       | no                    | no
        """,
        short={
            "no": "line.only_its_givers",
            "final": "project.final",
            "early": "line.not_certified",
        },
    ),
    Table(
        policies.refuse_to_report,
        "docs/rules/delivery.md section 2.2 and 2.6",
        STEP,
        """
                             | official, command, system | others
        stopped, looked-back | project.final             | project.only_its_team
        others               | may                       | project.only_its_team
        """,
    ),
    Table(
        policies.refuse_to_correct,
        "docs/rules/delivery.md section 4.4",
        {"any step": {"owner": PARKS}},
        """
               | official, command, system | others
        others | may                       | project.only_its_team
        """,
    ),
    Table(
        policies.refuse_to_take_back,
        "docs/rules/delivery.md section 2.4",
        STEP,
        """
                | official, command, system | its two facilitators  | others
        won     | step.nothing_to_take_back | project.only_its_team | project.only_its_team
        stopped | may                       | may                   | project.only_its_team
        others  | may                       | project.only_its_team | project.only_its_team
        """,
    ),
    Table(
        policies.refuse_to_stop,
        "docs/rules/delivery.md section 2.2 and 2.6",
        STEP,
        """
                             | official, its two facilitators, command, system | others
        open                 | project.open_already | project.only_its_team
        stopped, looked-back | project.final        | project.only_its_team
        others               | may                  | project.only_its_team
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
