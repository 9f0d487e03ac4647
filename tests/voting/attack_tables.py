"""Attacks by name, and the findings that tell of each; none where only outsiders can see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, update

from pbplatform.results.models import Result
from pbplatform.voting.models import LotNumber
from tests.voting.elections import CLOSES, OPENS
from tests.voting.operator_attacks import (
    BALLOT,
    DEFINITION,
    PROJECT,
    ROLL,
    ROW,
    URN,
    Operator,
    add_ballot,
    alter_ballots,
    close_with_entry,
    delete_entries,
    drop_and_rewrite,
    edit_entry,
    give_role,
    give_session,
    phantoms,
    put_in_entry,
    replace_result,
    rewrite_site,
    swap_and_rewrite,
)

NEW_PROJECT = {
    "number": 99,
    "title": "Mine",
    "summary": "",
    "cost_minor": 5,
    "area": "",
    "drawing": "",
    "source_id": "",
}


def swap_two(operator: Operator) -> None:
    operator.swap(1)
    operator.swap(2)


def change_bytes(operator: Operator) -> None:
    operator.run(update(URN).where(URN.c.slot == 1).values(envelope=b"\1" * 200))


def mark_somebody(operator: Operator) -> None:
    operator.run(update(ROLL).where(ROLL.c.voter_no == 10).values(marked=True))


def move_a_mark(operator: Operator) -> None:
    """So that whoever never voted is told that they did, and the other way round."""
    for voter, marked in ((1, False), (10, True)):
        operator.run(update(ROLL).where(ROLL.c.voter_no == voter).values(marked=marked))


def strike_voters(operator: Operator) -> None:
    operator.run(update(ROLL).where(ROLL.c.voter_no > 20).values(state="struck"))


def change_project(operator: Operator, **values: object) -> None:
    operator.run(update(PROJECT).where(PROJECT.c.number == 4).values(**values))


def put_on_project(operator: Operator) -> None:
    operator.run(insert(PROJECT).values(round_id=operator.election.round_id, **NEW_PROJECT))


def change_row(operator: Operator, number: int, **values: object) -> None:
    operator.run(update(ROW).where(ROW.c.number == number).values(**values))


def delete_result(operator: Operator) -> None:
    operator.run(delete(ROW))
    operator.run(delete(Result.__table__))


def change_result(operator: Operator) -> None:
    operator.run(update(Result.__table__).values(spent_minor=1))


def change_lot(operator: Operator) -> None:
    operator.run(update(LotNumber.__table__).values(digits="0000000000"))


NOT_SEEN: frozenset[str] = frozenset()
Attack = Callable[[Operator], None]
AttackSeen = tuple[str, Attack, frozenset[str]]


def void(_told: object) -> None:
    """Attacks tell nothing."""


def seen(*codes: str) -> frozenset[str]:
    return frozenset(f"check.{code}" for code in codes)


WHILE_VOTING: tuple[AttackSeen, ...] = (
    (
        "vote put in without log or mark",
        lambda o: o.stuff(10, marked=False),
        seen("box_differs", "marks_differ"),
    ),
    ("vote put in with mark, without log", lambda o: o.stuff(10), seen("box_differs")),
    ("30 sleeping voters vote", lambda o: o.stuff(*range(9, 39), logged=True), NOT_SEEN),
    ("30 phantoms", lambda o: phantoms(o, entry=False), seen("roll_size")),
    (
        "30 phantoms with a false entry",
        lambda o: phantoms(o, entry=True),
        seen("roll_after_freeze"),
    ),
    ("votes swapped", swap_two, seen("box_differs")),
    ("vote swapped, log rewritten", swap_and_rewrite, seen("log_changed")),
    (
        "vote dropped, mark left",
        lambda o: void(o.drop(1, marks=False)),
        seen("box_differs", "marks_differ"),
    ),
    ("vote dropped with its mark", lambda o: void(o.drop(1, marks=True)), seen("box_differs")),
    ("vote dropped, log rewritten", drop_and_rewrite, seen("log_older")),
    ("envelope bytes changed", change_bytes, seen("envelope_changed")),
    ("marks changed", mark_somebody, seen("marks_differ")),
    (
        "definition changed",
        lambda o: o.define(money_minor=1),
        seen("definition_hash", "definition_log", "row_strayed"),
    ),
    (
        "box key swapped",
        lambda o: o.define(hash_too=True, urn_key="04" + "ab" * 64),
        seen("definition_log"),
    ),
    (
        "definition, hash and entry changed",
        lambda o: o.define(hash_too=True, log_too=True, urn_key="04" + "ab" * 64),
        seen("site_log_differs", "log_changed"),
    ),
    (
        "definition destroyed",
        lambda o: o.run(update(DEFINITION).values(body=b"{")),
        seen("definition_unreadable"),
    ),
    ("definition deleted", lambda o: o.run(delete(DEFINITION)), seen("definition_missing")),
    ("entry edited", edit_entry, seen("log_changed")),
    ("entry deleted", lambda o: delete_entries(o, tail=False), seen("log_older")),
    ("tail deleted", lambda o: delete_entries(o, tail=True), seen("log_older")),
    ("entry put in", put_in_entry, seen("log_changed", "box_differs")),
    ("site log shortened", rewrite_site, seen("log_older")),
    ("costs changed", lambda o: change_project(o, cost_minor=1), seen("projects_strayed")),
    ("title changed", lambda o: change_project(o, title="A bridge"), seen("projects_strayed")),
    (
        "project taken off",
        lambda o: o.run(delete(PROJECT).where(PROJECT.c.number == 4)),
        seen("projects_strayed"),
    ),
    ("project put on", put_on_project, seen("projects_strayed")),
    ("money changed", lambda o: o.change_round(money_minor=1_000), seen("row_strayed")),
    (
        "window extended",
        lambda o: o.change_round(closes_at=CLOSES + timedelta(days=2)),
        seen("row_strayed"),
    ),
    (
        "window shortened",
        lambda o: o.change_round(closes_at=OPENS + timedelta(days=1)),
        seen("row_strayed"),
    ),
    (
        "window opened later",
        lambda o: o.change_round(opens_at=OPENS + timedelta(days=3)),
        seen("row_strayed"),
    ),
    (
        "result promised later",
        lambda o: o.change_round(results_at=CLOSES + timedelta(days=30)),
        seen("row_strayed"),
    ),
    ("rule changed", lambda o: o.change_round(rule={"family": "other"}), seen("row_strayed")),
    ("number of choices changed", lambda o: o.change_round(max_choices=1), seen("row_strayed")),
    ("freeze undone", lambda o: o.change_round(frozen_at=None), seen("row_strayed")),
    ("voters struck", strike_voters, seen("roll_size", "struck_differ")),
    ("role given", give_role, seen("role_not_in_log")),
    ("session made", give_session, NOT_SEEN),
    (
        "closed early in the row",
        lambda o: o.change_round(closed_at=OPENS + timedelta(days=2)),
        seen("stage_differs"),
    ),
    ("closed early with an entry", close_with_entry, seen("stage_differs", "site_log_differs")),
)

AFTER_THE_COUNT: tuple[AttackSeen, ...] = (
    ("mark given to another voter", move_a_mark, seen("roll_not_of_root")),
    ("lot changed", change_lot, seen("lot_differs")),
    ("ballots altered", alter_ballots, seen("ballots_differ", "result_recount")),
    ("ballot added", add_ballot, seen("ballots_differ", "result_recount")),
    (
        "ballot taken out",
        lambda o: o.run(delete(BALLOT).where(BALLOT.c.choices == "4")),
        seen("ballots_differ"),
    ),
    (
        "ballots and list hash rewritten",
        lambda o: alter_ballots(o, list_hash=True),
        seen("site_log_differs", "log_changed", "result_recount"),
    ),
    (
        "ballots and both logs rewritten",
        lambda o: alter_ballots(o, list_hash=True, both_logs=True),
        seen("log_changed", "result_recount"),
    ),
    ("result replaced", replace_result, seen("result_hash", "result_recount", "result_page")),
    ("votes changed on the page", lambda o: change_row(o, 4, votes=99), seen("result_page")),
    ("winner changed on the page", lambda o: change_row(o, 15, position=None), seen("result_page")),
    ("money spent changed on the page", change_result, seen("result_page")),
    ("result deleted", delete_result, seen("result_hash")),
    ("count undone in the row", lambda o: o.change_round(counted_at=None), seen("stage_differs")),
)
