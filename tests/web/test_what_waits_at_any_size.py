"""Desks, jobs and single pages cost what waits and what is shown, with fifty times the rows.

Beside `test_every_list_at_any_size.py`, which walks every address with few copies of each row: here
are those of which one row more costs so few steps that only many rows tell.

Source: docs/decisions/0098-desks-and-jobs-read-what-waits.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from tests.growing_large import grown_to
from tests.listed import VISITOR, Costs, Listed, place_of

# Steps are counted by the virtual machine of SQLite.
pytestmark = pytest.mark.one_database

FEW, MANY = 100, 5_000
FACTOR = 1.5
# One step for each row more would be more than that.
SOME = 1_500
COMMITTEE = "/rounds/neighbour-fund-2027/committees/streets-and-green-space"
DELEGATE = "/desk/delegate/green-streets-fund-2028/committees/streets-and-green-space"
PAGES = (
    *((VISITOR, COMMITTEE), (VISITOR, f"{COMMITTEE}?page=3"), ("amina", DELEGATE)),
    *(("amina", f"{DELEGATE}?show=unclaimed"), ("amina", f"{DELEGATE}?page=3&show=left")),
    ("amina", f"{DELEGATE}/interests"),
    *(("tom", "/desk/official"), ("tom", "/desk/official/answers")),
    *(("tom", "/desk/official/promises"), ("tom", "/desk/official/promises?page=3")),
    *(("tom", "/desk/official/rechecks"), ("tom", "/desk/official/costings")),
    ("tom", "/desk/official/costings?page=3"),
    *(("bea", "/desk/facilitator"), ("bea", "/desk/facilitator/forums")),
    ("bea", "/desk/facilitator/forums/town-forum/points/12"),
    *((VISITOR, "/"), (VISITOR, "/log"), (VISITOR, "/log.atom"), (VISITOR, "/news.atom")),
    *((VISITOR, "/promises"), (VISITOR, "/changed"), (VISITOR, "/years")),
    (VISITOR, "/forums/town-forum/points/5-bins-behind-sidings-row"),
    (VISITOR, "/rounds/neighbour-fund-2027/vote"),
    (VISITOR, "/forums/town-forum/points"),
    (VISITOR, "/forums/town-forum/points?show=answered"),
    *((VISITOR, "/projects"), (VISITOR, "/checks/6")),
)
JOBS = (
    *("points that go up", "points to answer", "days that passed", "words of answers"),
    *("reports of texts", "delegates who left", "silent projects", "budget lines late"),
    "role ends",
)


def assert_full(costs: Costs) -> None:
    """Each list in pages shows as many rows as a page has, of more."""
    for name in ("answers", "promises", "costings"):
        with costs.app.app_context():
            page = costs.page(Listed("tom", f"/desk/official/{name}", name))
            db.session.remove()
        assert "1 to 20 of " in page, name
        assert page.count("<li>") >= 20, name


def measured(folder: Path, seeded: Path, rows: int) -> tuple[dict[str, int], int]:
    """Steps of each page and job, and how many promises there are."""
    with place_of(folder, seeded) as app:
        with app.app_context():
            with transaction() as session:
                number = grown_to(session, rows, lambda _words: None)["commitment"]
            db.session.remove()
        costs = Costs(app, [Listed(who, path, path) for who, path in PAGES])
        if rows == MANY:
            assert_full(costs)
        found = {each.path: steps for each, (steps, _spent) in costs.pages().items()}
        jobs = costs.jobs()
        return found | {name: jobs[name] for name in JOBS}, number


def test_desks_and_jobs_take_the_same_steps_with_fifty_times_the_rows(
    tmp_path: Path, seeded: Path
) -> None:
    few, number = measured(tmp_path / "few", seeded, FEW)
    many, more = measured(tmp_path / "many", seeded, MANY)
    assert few.keys() == many.keys() == {*(path for _who, path in PAGES), *JOBS}
    assert more - number > SOME
    grow = {
        name: (steps, many[name])
        for name, steps in few.items()
        if many[name] > FACTOR * steps + SOME
    }
    assert grow == {}
