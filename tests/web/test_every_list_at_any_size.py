"""Every list costs what it shows, not what is kept: with thirty times the rows, the same steps.

Source: docs/decisions/0089-lists-are-counted-when-they-change.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.demonstration import Walks
from tests.growing import copied_tables, grown
from tests.listed import Costs, addresses, place_of

# Steps are counted by the virtual machine of SQLite.
pytestmark = pytest.mark.one_database

TIMES, VOTERS = 30, 3
FACTOR = 1.5
# A page of twenty rows where there were three before, each with what belongs to it.
FULL_PAGE = 9_000
# These still grow, each by its page; the reason says by what. Who mends one takes it out.
GROWS: dict[str, str] = {}
JOBS_THAT_GROW: dict[str, str] = {}


def most(before: int) -> float:
    return FACTOR * before + FULL_PAGE


def test_every_list_and_job_takes_the_same_steps_with_thirty_times_the_rows(
    tmp_path: Path, seeded: Path, walks: Walks
) -> None:
    with place_of(tmp_path / "place", seeded) as app:
        costs = Costs(app, addresses(app, walks))
        jobs_before, before = costs.jobs(), costs.pages()
        with app.app_context():
            with transaction() as session:
                rows = grown(session, TIMES, voters=VOTERS)
            db.session.remove()
        jobs_after, after = costs.jobs(), costs.pages()
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
    assert JOBS_THAT_GROW.keys() - jobs.keys() == set(), "these do not grow any more"


def test_tables_are_copied_unless_a_place_has_few_rows_of_them() -> None:
    """A table that is new is copied without anybody thinking of it."""
    assert {"idea", "point", "commitment", "news_fact", "text_decision", "roll"} <= set(
        copied_tables()
    )
