"""Who may set up, change and freeze a round, and when. Source: docs/rules/rounds.md."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.rounds import policies
from pbplatform.rounds.kinds import State
from tests.policy_tables import Table
from tests.rounds_in_time import IN_TIME, STATES

WITH_PROJECTS = {name: {**given, "projects": 1} for name, given in IN_TIME.items()}
WITHOUT = {
    f"{name} without a project": {**IN_TIME[name], "projects": 0}
    for name in ("draft", "to freeze+", "not held+", "voting+")
}

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_make_round,
        "docs/rules/rounds.md section 2.1",
        {"always": {}},
        """
                | the place's facilitator | others
        always  | may                     | place.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_facilitate,
        "docs/rules/accounts.md section 3.1",
        IN_TIME,
        """
                | its facilitators | others
        others  | may              | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_change_draft,
        "docs/rules/rounds.md section 2.2",
        IN_TIME,
        """
                | its facilitators   | others
        draft   | may                | round.only_its_facilitator
        others  | round.public_stays | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_change_ballot,
        "docs/rules/rounds.md section 3.3",
        IN_TIME,
        """
                | whoever
        draft, soon-, ideas+, ideas-, review+, review-, to freeze+, to freeze- | may
        not opened+, not opened-, not held+                                    | may
        others                                                                 | round.frozen
        """,
    ),
    Table(
        policies.refuse_to_freeze,
        "docs/rules/rounds.md section 3.1 and 3.5",
        {**WITH_PROJECTS, **WITHOUT},
        """
                                       | its facilitators           | others
        draft, draft without a project | round.not_published    | round.only_its_facilitator
        soon-, ideas+, ideas-          | may                    | round.only_its_facilitator
        review+, review-               | may                    | round.only_its_facilitator
        to freeze+, to freeze-         | may                    | round.only_its_facilitator
        not opened+, not opened-       | may                    | round.only_its_facilitator
        to freeze+ without a project   | round.no_project_on_ballot | round.only_its_facilitator
        not held+ without a project    | round.no_project_on_ballot | round.only_its_facilitator
        not held+                      | round.window_over      | round.only_its_facilitator
        others                         | round.frozen           | round.only_its_facilitator
        """,
    ),
)


def test_moments_are_the_states_they_are_named_for_and_all_of_them() -> None:
    found = {name: given["round_"].state(given["now"]) for name, given in IN_TIME.items()}
    assert found == STATES
    assert set(STATES.values()) == set(State) - {State.CALLED_OFF}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
