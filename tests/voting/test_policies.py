"""What may be done with a roll and a box, by whom and when. Source: docs/rules/voting.md.

No role is above a rule of the vote: what the box refuses it refuses to everybody, staff of every
role, commands and the system too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from pbplatform.accounts.kinds import Role
from pbplatform.rounds.domain.oddities import Group, Oddity
from pbplatform.voting import policies
from tests.policy_tables import MAY, PEOPLE, Table
from tests.rounds_in_time import CLOSES, FROZEN, IN_TIME, OPENS, RESULTS, TICK, UNFROZEN, strayed

MONTH = timedelta(days=30)
ODD = [Oddity(Group.VOTERS, "roll_empty"), Oddity(Group.KEY, "no_copy")]

# Somebody moved the row since the freeze. The frozen definition decides all the same (3.1).
STRAYED: dict[str, Mapping[str, Any]] = {
    "before it opens: row earlier": {"round_": strayed(by=-MONTH), "now": OPENS - TICK},
    "while it is open: row earlier": {"round_": strayed(by=-MONTH), "now": OPENS},
    "while it is open: row later": {"round_": strayed(by=MONTH), "now": CLOSES - TICK},
    "after it ended: row later": {"round_": strayed(by=MONTH), "now": CLOSES},
}


def told(name: str, **more: Any) -> dict[str, Mapping[str, Any]]:
    """Every moment, once more with another fact."""
    return {f"{moment}{name}": {**given, **more} for moment, given in IN_TIME.items()}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_cast,
        "docs/rules/voting.md section 3.1",
        {**IN_TIME, **STRAYED},
        """
                                      | whoever
        voting+, voting-              | may
        while it is open: row earlier | may
        while it is open: row later   | may
        draft, soon-, ideas+, ideas-, review+, review-, to freeze+, to freeze- | vote.not_open_yet
        not opened+, not opened-, not held+, ready-                            | vote.not_open_yet
        before it opens: row earlier  | vote.not_open_yet
        to close+, paper complete+, to open+, to open-, hour come+, to count+  | vote.closed
        lot+, separated+, results+, certified+                                 | vote.closed
        after it ended: row later     | vote.closed
        """,
    ),
    Table(
        policies.refuse_to_keep_roll,
        "docs/rules/voting.md section 1.5 and 1.6",
        IN_TIME,
        f"""
                    | clerk, its facilitators | others
        {UNFROZEN}  | may                     | roll.only_its_keepers
        {FROZEN}    | roll.frozen             | roll.only_its_keepers
        """,
    ),
    Table(
        policies.refuse_to_change_roll_by_two,
        "docs/rules/voting.md section 1.11 to 1.15",
        IN_TIME,
        f"""
                                           | whoever
        {UNFROZEN}                         | roll.not_frozen
        ready-, voting+, voting-, to close+, paper complete+ | may
        others                             | roll.closed
        """,
    ),
    Table(
        policies.refuse_to_object,
        "docs/rules/voting.md section 1.25",
        {**IN_TIME, **STRAYED},
        """
                                                | whoever
        draft                                   | round.not_found
        not held+, to close+, to open+, to open- | roll.objections_over
        hour come+, to count+, results+         | roll.objections_over
        after it ended: row later               | roll.objections_over
        others                                  | may
        """,
    ),
    Table(
        policies.refuse_to_answer_objection,
        "docs/rules/voting.md section 1.26",
        IN_TIME,
        """
                                       | clerk, its facilitators | others
        to open+, to open-, hour come+ | roll.closed             | roll.only_its_keepers
        to count+, results+            | roll.closed             | roll.only_its_keepers
        others                         | may                     | roll.only_its_keepers
        """,
    ),
    Table(
        policies.refuse_to_close,
        "docs/rules/voting.md section 5.1, docs/rules/rounds.md section 5",
        {**IN_TIME, **STRAYED},
        f"""
                                      | its facilitators    | others
        {UNFROZEN}                    | vote.not_open_yet   | round.only_its_facilitator
        ready-, voting+, voting-      | vote.still_open     | round.only_its_facilitator
        before it opens: row earlier  | vote.still_open     | round.only_its_facilitator
        while it is open: row earlier | vote.still_open     | round.only_its_facilitator
        while it is open: row later   | vote.still_open     | round.only_its_facilitator
        to close+, paper complete+    | may                 | round.only_its_facilitator
        after it ended: row later     | may                 | round.only_its_facilitator
        others                        | vote.closed_already | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_roll_lot,
        "docs/rules/voting.md section 6.1",
        IN_TIME,
        """
                                       | clerk, auditor, its facilitators | others
        to open+, to open-, hour come+ | may                              | lot.only_staff
        lot+, separated+               | may                              | lot.only_staff
        to count+, results+            | urn.opened_already               | lot.only_staff
        certified+                     | urn.opened_already               | lot.only_staff
        others                         | vote.still_open                  | lot.only_staff
        """,
    ),
    Table(
        policies.refuse_to_open,
        "docs/rules/voting.md section 6.1",
        {**told("", lot_confirmed=True), **told(" without a lot", lot_confirmed=False)},
        """
                                       | its facilitators   | others
        to open+, to open-, hour come+ | may                | round.only_its_facilitator
        lot+, separated+               | may                | round.only_its_facilitator
        to open+ without a lot         | lot.missing        | round.only_its_facilitator
        to open- without a lot         | lot.missing        | round.only_its_facilitator
        hour come+ without a lot       | lot.missing        | round.only_its_facilitator
        to count+, results+            | urn.opened_already | round.only_its_facilitator
        certified+                     | urn.opened_already | round.only_its_facilitator
        lot+ without a lot             | lot.missing        | round.only_its_facilitator
        separated+ without a lot       | lot.missing        | round.only_its_facilitator
        certified+ without a lot       | urn.opened_already | round.only_its_facilitator
        to count+ without a lot        | urn.opened_already | round.only_its_facilitator
        results+ without a lot         | urn.opened_already | round.only_its_facilitator
        others                         | vote.still_open    | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_open_early,
        "docs/rules/voting.md section 6.7",
        {
            "before the hour": {**IN_TIME["to open-"], "confirmed": False},
            "before the hour and confirmed": {**IN_TIME["to open-"], "confirmed": True},
            "at the hour": {**IN_TIME["hour come+"], "confirmed": False},
            "before the hour and opened already": {**IN_TIME["to count+"], "confirmed": False},
            "before the hour: row earlier": {
                "round_": strayed(by=-MONTH),
                "now": RESULTS - TICK,
                "confirmed": False,
            },
        },
        """
                                      | whoever
        before the hour               | urn.earlier_than_promised
        before the hour: row earlier  | urn.earlier_than_promised
        before the hour and confirmed, at the hour, before the hour and opened already | may
        """,
    ),
    Table(
        policies.refuse_to_go_on_unlooked,
        "docs/rules/rounds.md section 4.5",
        {
            "nothing is odd": {"odd": [], "looked": ()},
            "all looked at": {"odd": ODD, "looked": {Group.VOTERS, Group.KEY}},
            "none looked at": {"odd": ODD, "looked": ()},
            "one of two looked at": {"odd": ODD, "looked": {Group.KEY}},
            "another looked at": {"odd": ODD, "looked": {Group.DATES, Group.PEOPLE}},
        },
        """
                                      | whoever
        nothing is odd, all looked at | may
        none looked at, one of two looked at, another looked at | vote.not_looked_at
        """,
    ),
)
# What the box, the roll and the count refuse for a reason of the vote, never of the person.
OF_THE_PERSON = {"round.only_its_facilitator", "roll.only_its_keepers", "lot.only_staff"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_role_is_above_a_rule_of_the_vote(table: Table, person: str) -> None:
    """What is refused to one for a reason of the vote is let through for nobody."""
    found = table.found()
    refused = {
        moment for (moment, _who), code in found.items() if code not in {MAY, *OF_THE_PERSON}
    }
    assert refused
    assert [moment for moment in refused if found[moment, person] == MAY] == []


def test_every_role_stands_in_the_tables() -> None:
    assert {str(actor.role) for actor in PEOPLE.values()} >= set(Role)
