"""What may be done with a roll and a box, by whom and when. Source: docs/rules/voting.md.

No role is above a rule of the vote: what the box refuses it refuses to everybody, staff of every
role, commands and the system too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from pbplatform.accounts.kinds import Role
from pbplatform.rounds.domain.amendments import Extension, Outage
from pbplatform.rounds.domain.oddities import Group, Oddity
from pbplatform.voting import policies
from tests.policy_tables import MACHINES, MAY, PEOPLE, Table
from tests.rounds_in_time import (
    CALLED_OFF_IN_TIME,
    CALLED_OFF_MOMENTS,
    CLOSED,
    CLOSES,
    FROZEN,
    FROZEN_ACTS,
    IN_TIME,
    OPENS,
    RESULTS,
    SEPARATED,
    TICK,
    UNFROZEN,
    a_round,
    copied,
    strayed,
    with_list,
)

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


OFF = {"called_off_at": CLOSES}
CALLED_OFF: dict[str, Mapping[str, Any]] = {
    "called off when shut": {"round_": a_round(**FROZEN_ACTS, **OFF), "now": CLOSES},
    "called off when closed": {"round_": a_round(**CLOSED, **OFF), "now": CLOSES},
    "called off when separated": {"round_": a_round(**SEPARATED, **OFF), "now": CLOSES},
}
AFTER_THE_CLOSE = {
    moment: given for moment, given in CALLED_OFF.items() if moment != "called off when shut"
}
GONE = {moment: {**given, "lot_confirmed": True} for moment, given in AFTER_THE_CLOSE.items()}
KEY_GONE: dict[str, Any] = {"round_": a_round(**SEPARATED, key_destroyed_at=CLOSES), "now": CLOSES}
HOUR = timedelta(hours=1)
BEFORE_END = Outage(CLOSES - 2 * HOUR, CLOSES - HOUR)
LISTED: dict[str, Mapping[str, Any]] = {
    moment: {
        "round_": with_list(copied(given["round_"]), 4, 7)
        if given["round_"].frozen_at
        else given["round_"],
        "now": given["now"],
        "number": 4,
    }
    for moment, given in IN_TIME.items()
}


def listed(*withdrawn: int, number: int = 4, **done: Any) -> Mapping[str, Any]:
    """The round while people vote, with projects 4 and 7."""
    round_ = with_list(a_round(**FROZEN_ACTS, **done), 4, 7)
    round_.withdrawn = list(withdrawn)
    return {"round_": round_, "now": CLOSES - TICK, "number": number}


WITHDRAWN: dict[str, Mapping[str, Any]] = {
    "not on the ballot": listed(number=9),
    "withdrawn before": listed(4),
    "the last one": listed(7),
    "called off": listed(called_off_at=OPENS),
    "extended after its end": {**listed(amended_closes_at=CLOSES + HOUR), "now": CLOSES},
}


def extending(
    outage: Outage = BEFORE_END,
    closes_at: datetime = CLOSES + HOUR,
    *earlier: Extension,
    now: datetime = CLOSES - TICK,
    **done: Any,
) -> Mapping[str, Any]:
    """The round one moment before its end, unless told otherwise."""
    return {
        "round_": a_round(**FROZEN_ACTS, **done),
        "outage": outage,
        "closes_at": closes_at,
        "earlier": earlier,
        "now": now,
    }


def given_before(*, after_shut: bool) -> Extension:
    return Extension(BEFORE_END, CLOSES - HOUR, CLOSES, RESULTS, after_shut)


_MORNING = CLOSES + 12 * HOUR
OUTAGES: dict[str, Mapping[str, Any]] = {
    "hour from now after the end": extending(closes_at=_MORNING + HOUR, now=_MORNING),
    "whole outage given": extending(Outage(OPENS, CLOSES - HOUR), CLOSES + 10 * HOUR),
    "called off": extending(called_off_at=OPENS),
    "outage backwards": extending(Outage(CLOSES - HOUR, CLOSES - HOUR)),
    "outage before voting": extending(Outage(OPENS - TICK, OPENS + HOUR)),
    "outage after the end": extending(Outage(CLOSES - HOUR, CLOSES + TICK), now=CLOSES + TICK),
    "outage goes on": extending(Outage(CLOSES - HOUR, CLOSES)),
    "outage given before": extending(
        Outage(BEFORE_END.until - TICK, CLOSES - TICK),
        CLOSES + TICK,
        given_before(after_shut=False),
    ),
    "another outage": extending(
        Outage(BEFORE_END.until, CLOSES - TICK), CLOSES + TICK, given_before(after_shut=False)
    ),
    "same end": extending(closes_at=CLOSES),
    "earlier end": extending(closes_at=CLOSES - TICK),
    "end has passed": extending(closes_at=_MORNING, now=_MORNING),
    "a tick longer": extending(closes_at=CLOSES + HOUR + TICK),
    "after the end and a tick longer": extending(closes_at=_MORNING + HOUR + TICK, now=_MORNING),
    "a second time after the end": extending(
        Outage(OPENS, OPENS + HOUR),
        _MORNING + HOUR,
        given_before(after_shut=True),
        now=_MORNING,
    ),
}


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_cast,
        "docs/rules/voting.md section 3.1",
        {**IN_TIME, **CALLED_OFF_IN_TIME, **STRAYED},
        f"""
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
        paused+, paused-              | vote.not_open_yet
        {CALLED_OFF_MOMENTS}          | round.called_off
        """,
    ),
    Table(
        policies.refuse_to_keep_roll,
        "docs/rules/voting.md section 1.5 and 1.6",
        {**IN_TIME, **CALLED_OFF_IN_TIME},
        f"""
                    | clerk, its facilitators | others
        {UNFROZEN}  | may                     | roll.only_its_keepers
        {FROZEN}    | roll.frozen             | roll.only_its_keepers
        {CALLED_OFF_MOMENTS} | round.called_off | roll.only_its_keepers
        """,
    ),
    Table(
        policies.refuse_to_change_roll_by_two,
        "docs/rules/voting.md section 1.11 to 1.15",
        {**IN_TIME, **CALLED_OFF_IN_TIME},
        f"""
                                           | whoever
        {UNFROZEN}                         | roll.not_frozen
        {CALLED_OFF_MOMENTS}               | round.called_off
        ready-, voting+, voting-, to close+, paper complete+ | may
        others                             | roll.closed
        """,
    ),
    Table(
        policies.refuse_to_wish_letter,
        "docs/rules/voting.md section 12",
        {**IN_TIME, **CALLED_OFF_IN_TIME},
        f"""
                             | its two facilitators, clerk | others
        {UNFROZEN}           | roll.not_frozen         | wish.only_staff
        {CALLED_OFF_MOMENTS} | round.called_off        | wish.only_staff
        ready-, voting+, voting- | may                 | wish.only_staff
        to close+, paper complete+ | wish.too_late     | wish.only_staff
        others               | roll.closed             | wish.only_staff
        """,
    ),
    Table(
        policies.refuse_to_object,
        "docs/rules/voting.md section 1.25",
        {**IN_TIME, **STRAYED},
        """
                                                        | whoever
        not held+, to close+, paper complete+, to open+ | roll.objections_over
        to open-, hour come+, lot+, separated+          | roll.objections_over
        to count+, results+, certified+                 | roll.objections_over
        after it ended: row later                       | roll.objections_over
        others                                          | may
        """,
    ),
    Table(
        policies.refuse_to_ask_my_name,
        "docs/rules/voting.md section 14.1",
        {**IN_TIME, **CALLED_OFF_IN_TIME, "key is destroyed": KEY_GONE},
        f"""
                            | whoever
        {UNFROZEN}, called off early+ | roll.my_name_not_yet
        key is destroyed    | roll.my_name_gone
        others              | may
        """,
    ),
    Table(
        policies.refuse_to_answer_objection,
        "docs/rules/voting.md section 1.26",
        IN_TIME,
        """
                                              | clerk, its facilitators | others
        to open+, to open-, hour come+, lot+  | roll.closed             | roll.only_its_keepers
        separated+, to count+                 | roll.closed             | roll.only_its_keepers
        results+, certified+                  | roll.closed             | roll.only_its_keepers
        others                                | may                     | roll.only_its_keepers
        """,
    ),
    Table(
        policies.refuse_to_put_in_paper,
        "docs/rules/ceremony.md section 3.3",
        {**IN_TIME, **STRAYED, "called off when shut": CALLED_OFF["called off when shut"]},
        f"""
                                      | others
        {UNFROZEN}                    | vote.not_open_yet
        ready-                        | vote.not_open_yet
        before it opens: row earlier  | vote.not_open_yet
        voting+, voting-, to close+   | may
        while it is open: row earlier | may
        while it is open: row later   | may
        after it ended: row later     | may
        paper complete+               | urn.paper_complete
        called off when shut          | round.called_off
        others                        | vote.closed_already
        """,
    ),
    Table(
        policies.refuse_to_close,
        "docs/rules/ceremony.md section 4, docs/rules/rounds.md section 5",
        {**IN_TIME, **STRAYED, "called off when shut": CALLED_OFF["called off when shut"]},
        f"""
                                      | clerk, auditor, {MACHINES} | others
        {UNFROZEN}                    | vote.not_open_yet   | urn.only_clerk_and_auditor
        ready-, voting+, voting-      | vote.still_open     | urn.only_clerk_and_auditor
        before it opens: row earlier  | vote.still_open     | urn.only_clerk_and_auditor
        while it is open: row earlier | vote.still_open     | urn.only_clerk_and_auditor
        while it is open: row later   | vote.still_open     | urn.only_clerk_and_auditor
        to close+, paper complete+    | may                 | urn.only_clerk_and_auditor
        after it ended: row later     | may                 | urn.only_clerk_and_auditor
        called off when shut          | round.called_off    | urn.only_clerk_and_auditor
        others                        | vote.closed_already | urn.only_clerk_and_auditor
        """,
    ),
    Table(
        policies.refuse_to_roll_lot,
        "docs/rules/voting.md section 6.1",
        {**IN_TIME, **AFTER_THE_CLOSE},
        """
                                        | clerk, auditor, its facilitators | others
        to open+, to open-, hour come+  | may                              | lot.only_staff
        lot+, separated+                | may                              | lot.only_staff
        to count+, results+, certified+ | urn.opened_already               | lot.only_staff
        called off when closed          | round.called_off                 | lot.only_staff
        called off when separated       | round.called_off                 | lot.only_staff
        others                          | urn.not_closed                   | lot.only_staff
        """,
    ),
    Table(
        policies.refuse_to_separate,
        "docs/rules/ceremony.md section 6",
        {**told("", lot_confirmed=True), **told(" without a lot", lot_confirmed=False), **GONE},
        """
                                        | its facilitators      | others
        to open+, to open-, hour come+  | may                   | round.only_its_facilitator
        lot+                            | may                   | round.only_its_facilitator
        separated+                      | urn.separated_already | round.only_its_facilitator
        to open+ without a lot          | lot.missing           | round.only_its_facilitator
        to open- without a lot          | lot.missing           | round.only_its_facilitator
        hour come+ without a lot        | lot.missing           | round.only_its_facilitator
        lot+ without a lot              | lot.missing           | round.only_its_facilitator
        separated+ without a lot        | lot.missing           | round.only_its_facilitator
        to count+, results+, certified+ | urn.opened_already    | round.only_its_facilitator
        to count+ without a lot         | urn.opened_already    | round.only_its_facilitator
        results+ without a lot          | urn.opened_already    | round.only_its_facilitator
        certified+ without a lot        | urn.opened_already    | round.only_its_facilitator
        called off when closed          | round.called_off      | round.only_its_facilitator
        called off when separated       | round.called_off      | round.only_its_facilitator
        others                          | urn.not_closed        | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_open,
        "docs/rules/ceremony.md section 7",
        {**told("", lot_confirmed=True), **told(" without a lot", lot_confirmed=False), **GONE},
        """
                                        | its facilitators   | others
        separated+                      | may                | round.only_its_facilitator
        to open+, to open-, hour come+  | urn.not_separated  | round.only_its_facilitator
        lot+                            | urn.not_separated  | round.only_its_facilitator
        to open+ without a lot          | lot.missing        | round.only_its_facilitator
        to open- without a lot          | lot.missing        | round.only_its_facilitator
        hour come+ without a lot        | lot.missing        | round.only_its_facilitator
        lot+ without a lot              | lot.missing        | round.only_its_facilitator
        separated+ without a lot        | lot.missing        | round.only_its_facilitator
        to count+, results+, certified+ | urn.opened_already | round.only_its_facilitator
        to count+ without a lot         | urn.opened_already | round.only_its_facilitator
        results+ without a lot          | urn.opened_already | round.only_its_facilitator
        certified+ without a lot        | urn.opened_already | round.only_its_facilitator
        called off when closed          | round.called_off   | round.only_its_facilitator
        called off when separated       | round.called_off   | round.only_its_facilitator
        others                          | urn.not_closed     | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_box_not_ready,
        "docs/rules/ceremony.md section 7",
        {**told("", lot_confirmed=True), **told(" without a lot", lot_confirmed=False), **GONE},
        """
                                        | whoever
        separated+                      | may
        to open+, to open-, hour come+  | urn.not_separated
        lot+                            | urn.not_separated
        to open+ without a lot          | lot.missing
        to open- without a lot          | lot.missing
        hour come+ without a lot        | lot.missing
        lot+ without a lot              | lot.missing
        separated+ without a lot        | lot.missing
        to count+, results+, certified+ | urn.opened_already
        to count+ without a lot         | urn.opened_already
        results+ without a lot          | urn.opened_already
        certified+ without a lot        | urn.opened_already
        called off when closed          | round.called_off
        called off when separated       | round.called_off
        others                          | urn.not_closed
        """,
    ),
    Table(
        policies.refuse_to_confirm_list,
        "docs/rules/trustees.md section 5.4",
        {
            **told("", lot_confirmed=True, signs_in=True),
            **told(" of others", lot_confirmed=True, signs_in=False),
            "separated+ without a lot": {
                **IN_TIME["separated+"],
                "lot_confirmed": False,
                "signs_in": True,
            },
            **{moment: {**given, "signs_in": True} for moment, given in GONE.items()},
        },
        f"""
                                        | whoever
        separated+                      | may
        separated+ without a lot        | lot.missing
        to open+, to open-, hour come+  | urn.not_separated
        lot+                            | urn.not_separated
        to count+, results+, certified+ | urn.opened_already
        called off when closed          | round.called_off
        called off when separated       | round.called_off
        {", ".join(f"{moment} of others" for moment in IN_TIME)} | trustees.only_they
        others                          | urn.not_closed
        """,
    ),
    Table(
        policies.refuse_to_take_export,
        "docs/rules/trustees.md section 4.2",
        {
            **told("", signs_in=False),
            "of a trustee": {**IN_TIME["separated+"], "signs_in": True},
            "of a trustee too early": {**IN_TIME["lot+"], "signs_in": True},
            "of a trustee too late": {**KEY_GONE, "signs_in": True},
            "too late": {**KEY_GONE, "signs_in": False},
        },
        """
                                                    | auditor           | others
        separated+, to count+, results+, certified+ | may               | trustees.export_not_yours
        too late                                    | trustees.key_gone | trustees.export_not_yours
        of a trustee                                | may               | may
        of a trustee too early                      | urn.not_separated | urn.not_separated
        of a trustee too late                       | trustees.key_gone | trustees.key_gone
        others                                      | urn.not_separated | trustees.export_not_yours
        """,
    ),
    Table(
        policies.refuse_box_kept,
        "docs/rules/trustees.md section 4.2",
        {**told(""), "too late": KEY_GONE},
        """
                                                    | whoever
        separated+, to count+, results+, certified+ | may
        too late                                    | trustees.key_gone
        others                                      | urn.not_separated
        """,
    ),
    Table(
        policies.refuse_to_withdraw_project,
        "docs/rules/amendments.md section 3.1 and 3.2",
        {**LISTED, **WITHDRAWN},
        f"""
                                      | whoever
        {UNFROZEN}                    | amend.not_frozen
        ready-, voting+, voting-      | may
        to close+, paper complete+    | amend.too_late_to_withdraw
        to open+, to open-, hour come+, lot+, separated+ | amend.too_late_to_withdraw
        to count+, results+, certified+ | amend.too_late_to_withdraw
        not on the ballot             | project.not_on_ballot
        withdrawn before              | amend.withdrawn_already
        the last one                  | amend.last_project
        called off                    | amend.called_off
        extended after its end            | may
        """,
    ),
    Table(
        policies.refuse_to_extend_voting,
        "docs/rules/amendments.md section 4",
        {**told("", outage=BEFORE_END, closes_at=CLOSES + HOUR, earlier=[]), **OUTAGES},
        f"""
                                      | whoever
        {UNFROZEN}, ready-            | vote.not_open_yet
        voting+                       | amend.outage_not_over
        voting-                       | may
        to close+                     | may
        hour from now after the end, whole outage given | may
        paper complete+               | amend.too_late_to_extend
        to open+, to open-, hour come+, lot+, separated+ | amend.too_late_to_extend
        to count+, results+, certified+ | amend.too_late_to_extend
        called off                    | amend.called_off
        outage backwards              | amend.outage_backwards
        outage before voting, outage after the end | amend.outage_outside
        outage goes on                | amend.outage_not_over
        outage given before           | amend.outage_made_good
        another outage                | may
        same end, earlier end, end has passed | amend.only_later
        a tick longer, after the end and a tick longer | amend.longer_than_outage
        a second time after the end   | amend.extended_after_the_end
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
OF_THE_PERSON = {
    "round.only_its_facilitator",
    "roll.only_its_keepers",
    "lot.only_staff",
    "wish.only_staff",
    "urn.only_clerk_and_auditor",
    "trustees.export_not_yours",
}


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
