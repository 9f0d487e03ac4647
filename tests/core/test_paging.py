"""A long list in pages, from a list and from a query: the same numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pbplatform.core.numbers import Counter
from pbplatform.core.paging import Page, last_page, page_from, page_of, page_with


@pytest.mark.parametrize(
    ("total", "wanted", "number", "rows", "newer", "older"),
    [
        (0, 1, 1, [], None, None),
        (3, 1, 1, [0, 1, 2], None, None),
        (4, 1, 1, [0, 1, 2], None, 2),
        (7, 2, 2, [3, 4, 5], 1, 3),
        (7, 3, 3, [6], 2, None),
        (7, 99, 3, [6], 2, None),
        (7, -4, 1, [0, 1, 2], None, 2),
    ],
)
def test_page_holds_its_part_of_the_list_and_knows_its_neighbours(
    session: Session,
    total: int,
    wanted: int,
    number: int,
    rows: list[int],
    newer: int | None,
    older: int | None,
) -> None:
    session.add_all(Counter(scope=f"{n:03}", last=n) for n in range(total))
    session.flush()

    def read(part: Select[Counter]) -> list[int]:
        return [row.last for row in session.scalars(part)]

    query = select(Counter).order_by(Counter.scope)
    for page in (
        page_of(range(total), wanted=wanted, size=3),
        page_from(session, query, read, wanted=wanted, size=3),
    ):
        assert (page.number, list(page.rows), page.total) == (number, rows, total)
        assert (page.newer, page.older, page.pages) == (newer, older, last_page(total, 3))
        if rows:
            assert (page.first, page.last) == (rows[0] + 1, rows[-1] + 1)
            assert page_with(rows[-1], 3) == number


def test_list_may_say_that_a_page_beyond_its_end_holds_nothing() -> None:
    page = page_of(range(7), wanted=9, size=3, nearest=False)
    assert (list(page.rows), page.newer, page.older) == ([], 8, None)


def test_rows_told_in_another_way_stand_on_the_same_page() -> None:
    page = page_of(range(7), wanted=2, size=3)
    assert page.showing(["a", "b", "c"]) == Page(["a", "b", "c"], 2, 3, 7)
