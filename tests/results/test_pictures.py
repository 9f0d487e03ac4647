"""Pictures of a count have the same numbers in their bars and in their tables."""

from __future__ import annotations

from flask import Flask

from pbplatform.core.money import format_money
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.results.pages.areas import areas_page
from pbplatform.results.pages.pictures import of_areas, of_steps
from pbplatform.results.pages.steps import steps_page
from tests.factories import POUND
from tests.results.counted import FEW, stored


def pounds(minor: int) -> str:
    return format_money(minor, POUND)


def test_steps_by_votes_have_one_bar_and_one_row_each(app: Flask) -> None:
    rule = Rule(Family.VOTES_GREEDY)
    kept, rows = stored(FEW, rule)
    with app.test_request_context():
        page = steps_page(kept, rows, rule, POUND)
        pictures = of_steps(page, POUND)
    assert len(pictures.columns) == 5
    assert [len(row) for row in pictures.steps.rows] == [5] * len(page.steps)
    for step, bar, row in zip(page.steps, pictures.steps.bars, pictures.steps.rows, strict=True):
        left = pounds(step.left_minor)
        assert bar.name == f"{step.number} {step.title}"
        assert (bar.figure, bar.share, bar.rest) == (f"{left} left", step.share, step.rest)
        assert row[1:] == [
            "Won" if step.won else "Too little was left", step.votes, pounds(step.cost_minor), left,
        ]  # fmt: skip
    assert pictures.pools.bars == []


def test_steps_by_shares_have_three_columns_more_and_pools(app: Flask) -> None:
    rule = Rule(Family.EQUAL_SHARES)
    kept, rows = stored(FEW, rule)
    with app.test_request_context():
        page = steps_page(kept, rows, rule, POUND)
        pictures = of_steps(page, POUND)
    assert page.by_shares
    assert len(pictures.columns) == 8
    assert all(len(row) == 8 for row in pictures.steps.rows)
    assert page.pools
    for pool, bar, row in zip(page.pools, pictures.pools.bars, pictures.pools.rows, strict=True):
        before, after = pounds(pool.before_minor), pounds(pool.after_minor)
        assert (bar.figure, bar.after) == (f"{before} before", f"{after} after")
        paid = [pounds(pool.cost_minor), pounds(pool.price_minor)]
        assert row[1:] == [pool.votes, before, *paid, after]


def test_area_without_name_is_named_in_words_of_ours(app: Flask) -> None:
    _kept, rows = stored(FEW, Rule(Family.VOTES_GREEDY))
    for row, project in rows:
        project.area = "South" if row.number == 2 else ""
    with app.test_request_context():
        picture = of_areas(areas_page(rows).lines, POUND)
    assert {bar.name for bar in picture.bars} == {"South", "No area named"}
    assert '<bdi translate="no">South</bdi>' in {str(row[0]) for row in picture.rows}
    assert "No area named" in {row[0] for row in picture.rows}
