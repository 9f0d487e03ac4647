"""A place whose temporary files and whose log of everything lie in its own folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from config import Settings
from tests.secrecy.place import put_in_order, talkative


@pytest.fixture
def own_folder(settings: Settings) -> Iterator[None]:
    with talkative(settings.key_dir.parent):
        yield


@pytest.fixture
def server(databases: Any) -> Path | None:
    """The folder of the PostgreSQL server that came with the tests."""
    folder: Path | None = getattr(databases, "data_folder", None)
    if databases.name == "postgresql":
        assert folder is not None, "reads the server's files: run it without TEST_DATABASE_URL"
    return folder


@pytest.fixture
def checkpoint(app: Flask, settings: Settings, databases: Any) -> Callable[[], None]:
    def put() -> None:
        with app.app_context():
            put_in_order(settings, databases)

    return put
