"""Things that take long to make, made once in a run for all its processes.

Only for what nobody changes: whoever wants to change it takes a copy.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def once(
    config: pytest.Config, folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """The folder `name` of this run, which the first process that wants it fills by `make`."""
    base = folders.getbasetemp()
    # Each process of pytest-xdist has a folder of its own inside that of the run.
    common = base.parent if hasattr(config, "workerinput") else base
    folder, made = common / name, common / f"{name}.made"
    with (common / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
