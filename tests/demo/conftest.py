"""Hackford, seeded once for all tests that only read it."""

from __future__ import annotations

import shutil
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
from tests.apps import share_compiled


def demonstration(databases: Any, folder: Path, seeded: Path | None = None) -> Flask:
    """Hackford on a database of its own: freshly seeded, or a copy of a seeded one on SQLite."""
    if seeded is None:
        url = databases.fresh()
    else:
        shutil.copytree(seeded, folder, dirs_exist_ok=True)
        url = databases.copy(f"sqlite:///{folder / 'demo.db'}")
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
    share_compiled(made)
    if seeded is None:
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
def hackford(
    databases: Any,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Flask]:
    seeded = request.getfixturevalue("seeded") if databases.name == "sqlite" else None
    made = demonstration(databases, tmp_path_factory.mktemp("hackford"), seeded)
    yield made
    put_away(made, databases)
