"""Which sheets are drawn, and until when papers are kept. Source: docs/rules/paper.md 5."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

import pytest

from pbplatform.paper.domain.drawing import Sheet, draw, kept_until, number_drawn


@pytest.mark.parametrize(
    ("sheets", "drawn"),
    [(0, 0), (1, 1), (20, 20), (21, 21), (100, 21), (101, 22), (8000, 100), (90_000, 100)],
)
def test_few_are_all_drawn_and_of_many_at_most_a_hundred(sheets: int, drawn: int) -> None:
    assert number_drawn(sheets) == drawn


def test_lowest_hashes_are_drawn_in_the_order_of_the_batches() -> None:
    batches = {2: 25, 1: 25, 7: 3}
    every = [Sheet(batch, sheet) for batch, n in batches.items() for sheet in range(1, n + 1)]
    by_hand = sorted(
        every, key=lambda one: sha256(f"0123456789|{one.batch}|{one.sheet}".encode()).hexdigest()
    )
    assert draw("0123456789", batches) == sorted(by_hand[:21])
    assert draw("9876543210", batches) != draw("0123456789", batches)
    assert draw("0123456789", {}) == []


DAY = date(2027, 5, 3)


@pytest.mark.parametrize(
    ("named", "ended", "until"),
    [
        (None, None, None),
        (DAY, None, None),
        (DAY, DAY - timedelta(days=1), DAY),
        (DAY, DAY + timedelta(days=9), DAY + timedelta(days=9)),
        (None, DAY, DAY + timedelta(days=183)),
    ],
)
def test_papers_are_kept_until_the_named_day_and_never_less_than_until_the_certificate(
    named: date | None, ended: date | None, until: date | None
) -> None:
    assert kept_until(named, ended) == until
