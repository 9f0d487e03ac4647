"""Who may set up the place. Source: docs/rules/places.md."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.places import policies
from tests.policy_tables import Table

TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_change_place,
        "docs/rules/places.md section 1.1 and 1.3",
        {"always": {}},
        """
               | the place's facilitator | others
        always | may                     | place.only_its_facilitator
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
