"""The one place that commits: it locks, it does not nest, it fences slow work."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.numbers import Counter, next_number
from pbplatform.core.slow_work import slow
from pbplatform.core.transaction import transaction


def test_transaction_refuses_to_nest(session: Session) -> None:
    with (
        transaction(),
        pytest.raises(RuntimeError, match="does not nest"),
        transaction(),
    ):
        pass


def test_transaction_rolls_back_when_the_block_raises(session: Session) -> None:
    def fail_half_way() -> None:
        with transaction() as writing:
            next_number(writing, "idea:1")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail_half_way()
    assert session.scalar(select(Counter.last)) is None


def test_slow_work_is_refused_inside_a_transaction(session: Session) -> None:
    @slow
    def seal() -> str:
        return "sealed"

    assert seal() == "sealed"
    with transaction(), pytest.raises(RuntimeError, match="slow work"):
        seal()


def test_numbers_are_never_given_twice_when_eight_threads_ask(app: Flask) -> None:
    given: list[int] = []

    def ask() -> None:
        with app.app_context():
            for _ in range(5):
                with transaction() as session:
                    number = next_number(session, "idea:1")
                given.append(number)
            db.session.remove()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 41))
