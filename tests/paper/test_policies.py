"""Who looks after the papers of a round, and when. Source: docs/rules/paper.md sections 1, 2, 4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pbplatform.paper.policies import handing
from tests.paper.policies_batches import BATCH_TABLES
from tests.paper.policies_checking import CHECKING_TABLES
from tests.policy_tables import Table
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, UNFROZEN

EVERY = {**IN_TIME, **CALLED_OFF_IN_TIME}
OFF = "called off early+, called off+"
BEFORE_END = "ready-, voting+, voting-"
SHORT = {
    "no": "paper.only_its_clerk",
    "off": "round.called_off",
    "none": "paper.not_in_this_round",
    "early": "paper.not_frozen",
    "unopened": "vote.not_open_yet",
    "over": "paper.vote_over",
    "complete": "paper.complete",
    "logged": "paper.logged_before",
    "gave": "paper.gave_before",
    "soon": "paper.not_late_yet",
    "first": "paper.first_counts",
    "decided": "paper.aside_decided",
    "again": "paper.counts_already",
}


def given(
    without: tuple[str, ...] = (), extra: Mapping[str, Mapping[str, Any]] | None = None, **more: Any
) -> dict[str, Mapping[str, Any]]:
    """Every moment with these facts, and more cases while voting is open."""
    moments = {
        name: {**{key: value for key, value in each.items() if key not in without}, **more}
        for name, each in EVERY.items()
    }
    cases = {name: {**moments["voting+"], **facts} for name, facts in (extra or {}).items()}
    return {**moments, **cases}


NO_PAPER = {"takes_paper": False}
TABLES = (
    Table(
        handing.refuse_to_hand_out,
        "docs/rules/paper.md section 2.1 and 2.5",
        given(
            takes_paper=True,
            logged=False,
            extra={"no paper": NO_PAPER, "logged": {"logged": True}},
        ),
        f"""
                     | clerk  | others
        {OFF}        | off    | no
        no paper     | none   | no
        logged       | logged | no
        {UNFROZEN}   | early  | no
        {BEFORE_END} | may    | no
        others       | over   | no
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_take_back,
        "docs/rules/paper.md section 2.2 and 2.5",
        given(
            ("now",),
            takes_paper=True,
            logged=False,
            extra={"no paper": NO_PAPER, "logged": {"logged": True}},
        ),
        f"""
                                | clerk    | others
        {OFF}                   | off      | no
        no paper                | none     | no
        logged                  | logged   | no
        {UNFROZEN}              | early    | no
        {BEFORE_END}, to close+ | may      | no
        others                  | complete | no
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_log_return,
        "docs/rules/paper.md section 2.5 and 3",
        given(takes_paper=True, gave=False, extra={"no paper": NO_PAPER, "gave": {"gave": True}}),
        f"""
                                      | clerk    | others
        {OFF}                         | off      | no
        no paper                      | none     | no
        gave                          | gave     | no
        {UNFROZEN}, ready-            | unopened | no
        voting+, voting-, to close+   | may      | no
        others                        | complete | no
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_set_aside,
        "docs/rules/paper.md section 4.1",
        {
            **given(takes_paper=True, late=False, extra={"no paper": NO_PAPER}),
            **{
                f"{name} late": {**EVERY[name], "takes_paper": True, "late": True}
                for name in ("ready-", "voting-", "to close+", "certified+")
            },
        },
        f"""
                                    | clerk    | others
        {OFF}                       | off      | no
        no paper                    | none     | no
        {UNFROZEN}, ready-          | unopened | no
        ready- late                 | unopened | no
        voting+, voting-, to close+ | may      | no
        voting- late                | soon     | no
        to close+ late              | may      | no
        certified+ late             | may      | no
        others                      | complete | no
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_replace,
        "docs/rules/paper.md section 1.3",
        given(replaces=True, extra={"first": {"replaces": False}}),
        f"""
                     | others
        {OFF}        | off
        first        | first
        {UNFROZEN}   | early
        {BEFORE_END} | may
        others       | over
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_decide_aside,
        "docs/rules/paper.md section 4.2",
        {
            **{
                f"{name} {what}": {
                    "round_": EVERY[name]["round_"],
                    "counts": what == "counts",
                    "decided": False,
                }
                for name in ("voting+", "to close+", "paper complete+", "certified+", "called off+")
                for what in ("counts", "refused")
            },
            "decided": {"round_": EVERY["voting+"]["round_"], "counts": True, "decided": True},
            **{
                f"came back {what}": {
                    "round_": EVERY["to close+"]["round_"],
                    "counts": what == "counts",
                    "decided": True,
                    "came_back": True,
                }
                for what in ("counts", "refused")
            },
        },
        """
                                                  | others
        called off+ counts                        | off
        called off+ refused                       | off
        decided                                   | decided
        came back counts                          | again
        came back refused                         | may
        paper complete+ counts, certified+ counts | complete
        others                                    | may
        """,
        short=SHORT,
    ),
    Table(
        handing.refuse_to_decide_more,
        "docs/rules/paper.md section 6.2 and 6.3",
        {
            **given(
                takes_paper=True,
                open_sheets=1,
                counts=False,
                extra={"no paper": NO_PAPER, "agrees": {"open_sheets": 0}},
            ),
            **{
                f"{name} counts": {
                    **EVERY[name],
                    "takes_paper": True,
                    "open_sheets": 1,
                    "counts": True,
                }
                for name in ("ready-", "voting-", "to close+", "certified+")
            },
        },
        f"""
                                    | clerk, auditor, place facilitator, round facilitator | others
        {OFF}                       | off                                                  | no
        no paper                    | none                                                 | no
        agrees                      | nothing                                              | no
        {UNFROZEN}, ready-          | unopened                                             | no
        ready- counts               | unopened                                             | no
        voting- counts              | goes on                                              | no
        voting+, voting-, to close+ | may                                                  | no
        to close+ counts            | may                                                  | no
        others                      | complete                                             | no
        """,
        short={
            **SHORT,
            "no": "paper.only_deciders",
            "nothing": "paper.not_more_back",
            "goes on": "paper.vote_goes_on",
        },
    ),
    *BATCH_TABLES,
    *CHECKING_TABLES,
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
