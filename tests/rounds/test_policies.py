"""Who may set up, change and freeze a round, and when. Source: docs/rules/rounds.md."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pbplatform.rounds import policies
from pbplatform.rounds.kinds import State
from tests.policy_tables import Table
from tests.rounds_in_time import CALLED_OFF_IN_TIME, IN_TIME, STATES

EVERY = {**IN_TIME, **CALLED_OFF_IN_TIME}

WITH_PROJECTS = {name: {**given, "projects": 1} for name, given in EVERY.items()}
UNFROZEN = (
    "soon-, ideas+, ideas-, review+, review-, to freeze+, to freeze-, not opened+, not opened-, "
    "not held+"
)
PAUSED, CALLED_OFF = "paused+, paused-", "called off early+, called off+"
# Until the box is opened.
IN_VOTE = (
    "ready-, voting+, voting-, to close+, paper complete+, to open+, to open-, hour come+, lot+, "
    "separated+"
)
OPENED = "to count+, results+, certified+"
ALONE = {name: {"round_": given["round_"]} for name, given in EVERY.items()}


def of(**more: object) -> dict[str, dict[str, object]]:
    """Every moment without its instant, with another fact."""
    return {name: {**given, **more} for name, given in ALONE.items()}


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
        EVERY,
        """
                | whoever
        draft, soon-, ideas+, ideas-, review+, review-, to freeze+, to freeze- | may
        not opened+, not opened-, not held+, paused+, paused-                  | may
        called off early+, called off+                                         | round.called_off
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
        paused+, paused-               | round.paused           | round.only_its_facilitator
        called off early+, called off+ | round.called_off       | round.only_its_facilitator
        others                         | round.frozen           | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_called_off,
        "docs/rules/rounds.md section 15.5",
        ALONE,
        f"""
                     | whoever
        {CALLED_OFF} | round.called_off
        others       | may
        """,
    ),
    Table(
        policies.refuse_to_move_dates,
        "docs/rules/rounds.md sections 2.3 and 13.4",
        ALONE,
        f"""
                           | its facilitators | others
        draft, {UNFROZEN}  | may              | round.only_its_facilitator
        {PAUSED}           | round.paused     | round.only_its_facilitator
        {CALLED_OFF}       | round.called_off | round.only_its_facilitator
        others             | round.frozen     | round.only_its_facilitator
        """,
    ),
    *(
        Table(
            policies.refuse_to_correct,
            "docs/rules/rounds.md section 11.1 to 11.3",
            of(what=what),
            f"""
                                  | its facilitators | others
            draft                 | round.is_draft   | round.only_its_facilitator
            {UNFROZEN}, {PAUSED}  | {before}         | round.only_its_facilitator
            {CALLED_OFF}          | round.called_off | round.only_its_facilitator
            others                | {after}          | round.only_its_facilitator
            """,
        )
        for what, before, after in (
            ("name", "may", "round.name_frozen"),
            ("summary", "may", "round.words_by_two"),
            ("who_can_vote", "may", "round.words_by_two"),
            ("money_minor", "round.no_words", "round.no_words"),
            ("max_choices", "round.no_words", "round.no_words"),
        )
    ),
    *(
        Table(
            policies.refuse_to_correct_by_two,
            "docs/rules/rounds.md section 11.2",
            of(what=what),
            f"""
                                         | whoever
            draft, {UNFROZEN}, {PAUSED}  | {before}
            {CALLED_OFF}                 | round.called_off
            others                       | {after}
            """,
        )
        for what, before, after in (
            ("name", "round.words_by_one", "round.name_frozen"),
            ("summary", "round.words_by_one", "may"),
            ("money_minor", "round.no_words", "round.no_words"),
        )
    ),
    Table(
        policies.refuse_to_add_money,
        "docs/rules/rounds.md section 12.1",
        ALONE,
        f"""
                             | whoever
        draft                | round.is_draft
        {UNFROZEN}, {PAUSED} | may
        {CALLED_OFF}         | round.called_off
        others               | round.frozen
        """,
    ),
    Table(
        policies.refuse_to_pause,
        "docs/rules/rounds.md section 13.1",
        EVERY,
        f"""
                               | its facilitators       | others
        ideas+, ideas-         | may                    | round.only_its_facilitator
        review+, review-       | may                    | round.only_its_facilitator
        to freeze+, to freeze- | may                    | round.only_its_facilitator
        {PAUSED}               | round.paused           | round.only_its_facilitator
        {CALLED_OFF}           | round.called_off       | round.only_its_facilitator
        others                 | round.nothing_to_pause | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_resume,
        "docs/rules/rounds.md section 13.4",
        ALONE,
        f"""
                     | its facilitators | others
        {PAUSED}     | may              | round.only_its_facilitator
        {CALLED_OFF} | round.called_off | round.only_its_facilitator
        others       | round.not_paused | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_begin_from,
        "docs/rules/rounds.md section 14.1",
        {name: {"earlier": given["round_"]} for name, given in ALONE.items()},
        """
                | the place's facilitator | others
        draft   | round.not_published     | place.only_its_facilitator
        others  | may                     | place.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_drop_draft,
        "docs/rules/rounds.md section 15.1",
        {**of(roles=0), "draft with a delegate": {**ALONE["draft"], "roles": 1}},
        """
                              | its facilitators        | others
        draft                 | may                     | round.only_its_facilitator
        draft with a delegate | round.roles_first       | round.only_its_facilitator
        others                | round.published_already | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_call_off,
        "docs/rules/rounds.md section 15.2",
        ALONE,
        f"""
                             | its facilitators      | others
        draft                | round.is_draft        | round.only_its_facilitator
        {UNFROZEN}, {PAUSED} | may                   | round.only_its_facilitator
        {IN_VOTE}            | round.call_off_by_two | round.only_its_facilitator
        {OPENED}             | urn.opened_already    | round.only_its_facilitator
        {CALLED_OFF}         | round.called_off      | round.only_its_facilitator
        """,
    ),
    Table(
        policies.refuse_to_call_off_by_two,
        "docs/rules/rounds.md section 15.2",
        ALONE,
        f"""
                             | whoever
        draft                | round.is_draft
        {UNFROZEN}, {PAUSED} | round.call_off_by_one
        {IN_VOTE}            | may
        {OPENED}             | urn.opened_already
        {CALLED_OFF}         | round.called_off
        """,
    ),
)


def test_moments_are_the_states_they_are_named_for_and_all_of_them() -> None:
    found = {name: given["round_"].state(given["now"]) for name, given in EVERY.items()}
    assert found == STATES
    assert set(STATES.values()) == set(State)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_policy_answers_everybody_at_every_moment_as_the_rules_say(table: Table) -> None:
    assert list(table.differences()) == []
