"""Who handles letters, and when. Source: docs/rules/letters.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from pbplatform.letters import policies
from pbplatform.letters.kinds import LetterState, Why
from pbplatform.letters.models import Letter
from tests.policy_tables import Table

TODAY, MADE = date(2027, 3, 10), date(2027, 3, 8)
STATES = ("waiting", "in_batch", "posted", "came_back", "held", "left_out")


def a_letter(state: str, words: str = "sealed", **more: Any) -> Mapping[str, Any]:
    return {"letter": Letter(scope="forum:town", state=state, sealed_words=words), **more}


def in_each_state(**more: Any) -> dict[str, Mapping[str, Any]]:
    return {state: a_letter(state, **more) for state in STATES}


def posted_on(day: date, state: str = "in_batch", made: date | None = MADE) -> Mapping[str, Any]:
    return a_letter(state, day=day, made=made, today=TODAY)


TABLES: Sequence[Table] = (
    Table(
        policies.refuse_to_handle_letters,
        "docs/rules/letters.md section 2.1",
        {"a forum": {"scope": "forum:town"}},
        """
                | forum clerk | others
        a forum | may         | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_post,
        "docs/rules/letters.md section 3.2",
        {
            "the day of the batch": posted_on(MADE),
            "today": posted_on(TODAY),
            "tomorrow": posted_on(date(2027, 3, 11)),
            "before the batch": posted_on(date(2027, 3, 7)),
            "no batch": posted_on(TODAY, made=None),
            "waiting": posted_on(TODAY, state="waiting"),
            "posted": posted_on(TODAY, state="posted"),
            "came back": posted_on(TODAY, state="came_back"),
            "held": posted_on(TODAY, state="held"),
            "left out": posted_on(TODAY, state="left_out"),
        },
        """
                             | forum clerk              | others
        the day of the batch | may                      | letters.only_clerk
        today                | may                      | letters.only_clerk
        tomorrow             | letters.day_to_come      | letters.only_clerk
        before the batch     | letters.day_before_batch | letters.only_clerk
        no batch             | letters.not_printed      | letters.only_clerk
        waiting              | letters.not_printed      | letters.only_clerk
        posted               | letters.not_printed      | letters.only_clerk
        came back            | letters.not_printed      | letters.only_clerk
        held                 | letters.not_printed      | letters.only_clerk
        left out             | letters.not_printed      | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_take_posting_back,
        "docs/rules/letters.md section 3.2",
        {**in_each_state(), "words went": a_letter("posted", words="")},
        """
                   | forum clerk        | others
        waiting    | letters.not_posted | letters.only_clerk
        in_batch   | letters.not_posted | letters.only_clerk
        posted     | may                | letters.only_clerk
        came_back  | letters.not_posted | letters.only_clerk
        held       | letters.not_posted | letters.only_clerk
        left_out   | letters.not_posted | letters.only_clerk
        words went | letters.words_went | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_mark_came_back,
        "docs/rules/letters.md section 3.4",
        in_each_state(),
        """
                  | forum clerk        | others
        waiting   | letters.not_posted | letters.only_clerk
        in_batch  | letters.not_posted | letters.only_clerk
        posted    | may                | letters.only_clerk
        came_back | letters.not_posted | letters.only_clerk
        held      | letters.not_posted | letters.only_clerk
        left_out  | letters.not_posted | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_unmark_came_back,
        "docs/rules/letters.md section 3.4",
        in_each_state(),
        """
                  | forum clerk      | others
        waiting   | letters.not_back | letters.only_clerk
        in_batch  | letters.not_back | letters.only_clerk
        posted    | letters.not_back | letters.only_clerk
        came_back | may              | letters.only_clerk
        held      | letters.not_back | letters.only_clerk
        left_out  | letters.not_back | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_hold,
        "docs/rules/letters.md section 3.3",
        in_each_state(),
        """
                  | forum clerk            | others
        waiting   | may                    | letters.only_clerk
        in_batch  | may                    | letters.only_clerk
        posted    | letters.cannot_be_held | letters.only_clerk
        came_back | letters.cannot_be_held | letters.only_clerk
        held      | letters.cannot_be_held | letters.only_clerk
        left_out  | letters.cannot_be_held | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_put_back,
        "docs/rules/letters.md section 3.3",
        in_each_state(),
        """
                  | forum clerk      | others
        waiting   | letters.not_held | letters.only_clerk
        in_batch  | letters.not_held | letters.only_clerk
        posted    | letters.not_held | letters.only_clerk
        came_back | letters.not_held | letters.only_clerk
        held      | may              | letters.only_clerk
        left_out  | letters.not_held | letters.only_clerk
        """,
    ),
    Table(
        policies.refuse_to_stop_letters,
        "docs/rules/letters.md section 3.6",
        {
            "an address": a_letter("posted", gets_letters=True),
            "none": a_letter("posted", gets_letters=False),
        },
        """
                   | forum clerk        | others
        an address | may                | letters.only_clerk
        none       | letters.no_address | letters.only_clerk
        """,
    ),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.name}-{table.source}")
def test_policy_says_what_its_table_says(table: Table) -> None:
    assert list(table.differences()) == []


def test_these_tables_know_every_state_of_a_letter() -> None:
    assert set(STATES) == set(LetterState)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ((True, True, True, True), Why.NONE),
        ((True, True, True, False), Why.NO_ADDRESS),
        ((False, True, True, True), Why.UNREADABLE),
        ((True, False, True, True), Why.THING_GONE),
        ((True, True, False, True), Why.WORDS_GONE),
    ],
)
def test_what_must_not_be_told_is_left_out(facts: tuple[bool, bool, bool, bool], why: Why) -> None:
    readable, thing_stands, words_stand, has_address = facts
    found = policies.why_left_out(
        readable=readable,
        thing_stands=thing_stands,
        words_stand=words_stand,
        has_address=has_address,
    )
    assert found is why
