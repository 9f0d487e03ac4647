"""Every list costs what it shows, not what is kept: with six times the rows, the same steps.

Source: docs/decisions/0089-lists-are-counted-when-they-change.md,
docs/decisions/0094-sums-and-people-are-found-not-read.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.demonstration import Walks
from tests.growing import copied_tables, grown
from tests.listed import Costs, Listed, addresses, place_of

# Steps are counted by the virtual machine of SQLite.
pytestmark = pytest.mark.one_database

FEW, MANY = (5, 1), (30, 3)  # copies of each row, and of rows of voters
FACTOR = 1.5
# A page or a feed that was not full before, and cells that had no row.
FULL_PAGE = 9_000
# These still grow, each by its page; the reason says by what. Who mends one takes it out.
GROWS: dict[str, str] = {
    "auditor.check_log": "reads the log since the auditor looked last, to check it",
    "auditor.desk": "counts the boxes that take votes: a cast keeps no number",
    "voting_desk.box": "counts the box while it takes votes: a cast keeps no number",
}
JOBS_THAT_GROW: dict[str, str] = {
    "digests": "writes what fell due to everybody who follows; at some minutes nothing does",
    "notices": "reads the facts of a month and every address, once an hour",
}


def most(before: int) -> float:
    return FACTOR * before + FULL_PAGE


Found = tuple[dict[Listed, tuple[int, float]], dict[str, int], dict[str, int]]


def measured(folder: Path, seeded: Path, walks: Walks, copies: tuple[int, int]) -> Found:
    with place_of(folder, seeded) as app:
        with app.app_context():
            with transaction() as session:
                rows = grown(session, copies[0], voters=copies[1])
            db.session.remove()
        costs = Costs(app, addresses(app, walks))
        jobs = costs.jobs()
        return costs.pages(), jobs, rows


def test_every_list_and_job_takes_the_same_steps_with_six_times_the_rows(
    tmp_path: Path, seeded: Path, walks: Walks
) -> None:
    before, jobs_before, _rows = measured(tmp_path / "few", seeded, walks, FEW)
    after, jobs_after, rows = measured(tmp_path / "many", seeded, walks, MANY)
    assert rows["idea"] > 1000
    assert before.keys() - after.keys() == set()
    assert len(before) > 200
    found = {each: (before[each][0], after[each][0]) for each in before}
    grow = {each: told for each, told in found.items() if told[1] > most(told[0])}
    assert {each.path: told for each, told in grow.items() if each.endpoint not in GROWS} == {}
    assert GROWS.keys() - {each.endpoint for each in grow} == set(), "these do not grow any more"
    jobs = {
        name: (told, jobs_after[name])
        for name, told in jobs_before.items()
        if jobs_after[name] > most(told)
    }
    assert {name: told for name, told in jobs.items() if name not in JOBS_THAT_GROW} == {}
    by_the_clock = {"digests", "notices"}  # at some minutes nothing of them is due
    assert JOBS_THAT_GROW.keys() - jobs.keys() <= by_the_clock, "these do not grow any more"


def test_tables_are_copied_unless_a_place_has_few_rows_of_them() -> None:
    """A table that is new is copied without anybody thinking of it."""
    assert {"idea", "point", "commitment", "news_fact", "text_decision", "roll"} <= set(
        copied_tables()
    )
