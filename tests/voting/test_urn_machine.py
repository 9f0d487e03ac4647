"""Any order of votes, repeats, folds, hours and openings: the box is what a plain list would be.

URN_ORDERS says how many orders are tried; `make attack-urn` tries many.
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from pbplatform.core.transaction import transaction
from tests.factories import make_place
from tests.voting.elections import Election, add_election
from tests.voting.urn_machine import VOTERS, UrnMachine

ORDERS = int(os.environ.get("URN_ORDERS", "25"))


@pytest.mark.slow
def test_any_order_of_acts_leaves_what_a_plain_list_would_hold(app: Flask, tmp_path: Path) -> None:
    """Each order has an election of its own, all in one database."""
    number = count(1)
    with app.app_context(), transaction() as session:
        make_place(session)

    class Orders(UrnMachine):
        keys = tmp_path

        def __init__(self) -> None:
            super().__init__(app)

        def fresh(self) -> Election:
            with transaction() as session:
                name = f"Fund {next(number)}"
                return add_election(session, tmp_path, name=name, voters=VOTERS)

    run_state_machine_as_test(
        Orders,
        settings=settings(
            max_examples=ORDERS,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
