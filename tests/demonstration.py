"""The demonstration place as it is made, and what its people meet on its first morning: once."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.once import once

if TYPE_CHECKING:
    from tests.browser.hackford import Walked

Walks = Callable[[str], "list[Walked]"]
"""What a person reaches by links, by the name of the person."""


@pytest.fixture(scope="session")
def seeded() -> Path:
    """The folder of a demonstration on SQLite that nobody opens, only copies."""
    from tests.browser.hackford import seed_once  # it needs a browser's library

    return once("seeded", seed_once)


@pytest.fixture(scope="session")
def walks(seeded: Path) -> Walks:
    """What each person of the demonstration reaches on its first morning, walked once in a run."""
    from tests.browser.hackford import recorded_walk  # it needs a browser's library

    def walked(persona: str) -> list[Walked]:
        def record(folder: Path) -> None:
            recorded_walk(folder, seeded, persona)

        folder = once(f"walk-{persona}", record)
        found: list[Walked] = pickle.loads((folder / "pages").read_bytes())  # noqa: S301  # our own
        return found

    return cache(walked)
