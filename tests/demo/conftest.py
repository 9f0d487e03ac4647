"""Hackford, seeded once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Settings
from pbplatform import create_app
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.demo.clock import start_clock
from pbplatform.demo.seed import FIRST_START, seed


def demonstration(databases: Any, folder: Path) -> Flask:
    """A freshly seeded Hackford on a database of its own."""
    url = databases.fresh()
    made = create_app(
        Settings(
            mode="demo",
            row_clock=True,
            database_url=url,
            database_direct_url=url,
            secret_key="a secret of the demonstration in tests, long",
            key_dir=folder / "keys",
            files_dir=folder / "files",
            public_url="http://localhost",
        )
    )
    seed(made)
    with made.app_context(), transaction() as session:
        start_clock(session, first=FIRST_START)
    return made


def put_away(app: Flask, databases: Any) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(app.extensions["settings"].database_url)


@pytest.fixture(scope="session")
def hackford(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = demonstration(databases, tmp_path_factory.mktemp("hackford"))
    yield made
    put_away(made, databases)
