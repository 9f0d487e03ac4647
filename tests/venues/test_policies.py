"""Who may say where one can vote. Source: docs/rules/venues.md section 1."""

from __future__ import annotations

import pytest

from pbplatform.venues import policies
from tests.policy_tables import Table
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, UNFROZEN

EVERY = {**IN_TIME, **CALLED_OFF_IN_TIME}
OVER = (
    "to close+, paper complete+, to open+, to open-, hour come+, lot+, separated+, to count+, "
    "results+, certified+, not held+"
)
SHORT = {
    "no": "round.only_its_facilitator",
    "off": "round.called_off",
    "over": "venue.vote_over",
    "gone": "venue.gone_already",
    "not theirs": "venue.only_its_staff",
    "open": "venue.open_already",
    "clerk's": "kiosk.only_its_clerk",
    "late": "kiosk.vote_over",
    "closed": "kiosk.over_already",
    "none": "page.not_found",
}
TABLES = (
    Table(
        policies.refuse_to_say_ways,
        "docs/rules/paper.md section 1.1",
        {name: {"round_": given["round_"]} for name, given in EVERY.items()},
        f"""
                                             | its facilitators | others
        called off early+, called off+       | off              | no
        {UNFROZEN}                           | may              | no
        others                               | ways.frozen      | no
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_add_venue,
        "docs/rules/venues.md section 1.2",
        EVERY,
        f"""
                                             | its facilitators, clerk | others
        called off early+, called off+       | off                     | not theirs
        {OVER}                               | over                    | not theirs
        others                               | may                     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_take_venue_away,
        "docs/rules/venues.md section 1.4",
        {
            "stands": {**EVERY["voting+"], "gone": False},
            "went": {**EVERY["voting+"], "gone": True},
            "over": {**EVERY["to close+"], "gone": False},
            "called off": {**EVERY["called off early+"], "gone": False},
        },
        """
                   | its facilitators, clerk | others
        stands     | may                     | not theirs
        went       | gone                    | not theirs
        over       | over                    | not theirs
        called off | off                     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_change_venue,
        "docs/rules/venues.md section 1.6",
        {
            "stands": {**EVERY["voting+"], "gone": False},
            "went": {**EVERY["voting+"], "gone": True},
            "over": {**EVERY["to close+"], "gone": False},
            "called off": {**EVERY["called off early+"], "gone": False},
        },
        """
                   | its facilitators, clerk | others
        stands     | may                     | not theirs
        went       | gone                    | not theirs
        over       | over                    | not theirs
        called off | off                     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_close_venue,
        "docs/rules/venues.md section 7.1",
        {
            "draft": {**EVERY["draft"], "gone": False},
            "before": {**EVERY["ready-"], "gone": False},
            "stands": {**EVERY["voting+"], "gone": False},
            "went": {**EVERY["voting+"], "gone": True},
            "over": {**EVERY["to close+"], "gone": False},
            "called off": {**EVERY["called off early+"], "gone": False},
        },
        """
                              | its facilitators, clerk | others
        draft, before, stands | may                     | not theirs
        went                  | gone                    | not theirs
        over                  | over                    | not theirs
        called off            | off                     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_open_venue_again,
        "docs/rules/venues.md section 7.4",
        {
            "closed": {**EVERY["voting+"], "is_closed": True},
            "not closed": {**EVERY["voting+"], "is_closed": False},
            "over": {**EVERY["to close+"], "is_closed": True},
            "called off": {**EVERY["called off early+"], "is_closed": True},
        },
        """
                   | its facilitators, clerk | others
        closed     | may                     | not theirs
        not closed | open                    | not theirs
        over       | over                    | not theirs
        called off | off                     | not theirs
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_open_kiosk,
        "docs/rules/venues.md section 2.1",
        EVERY,
        f"""
                                             | clerk | others
        draft                                | none  | clerk's
        called off early+, called off+       | off   | clerk's
        {OVER}                               | late  | clerk's
        others                               | may   | clerk's
        """,
        short=SHORT,
    ),
    Table(
        policies.refuse_to_close_kiosk,
        "docs/rules/venues.md section 2.3",
        {
            "open": {**EVERY["voting+"], "is_open": True},
            "over": {**EVERY["voting+"], "is_open": False},
            "vote over": {**EVERY["to close+"], "is_open": True},
            "called off": {**EVERY["called off+"], "is_open": True},
        },
        """
               | clerk  | others
        over   | closed | clerk's
        others | may    | clerk's
        """,
        short=SHORT,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
