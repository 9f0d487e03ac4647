"""Things that take long to make, made once in a run for all its processes.

Only for what nobody changes: whoever wants to change it takes a copy. `tests/run.sh` names one
folder for all its steps; a pytest that is started alone makes one and takes it away again.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_NAMED = "TEST_RUN_FOLDER"


def run_folder() -> Path:
    """The folder of this run; the processes of pytest-xdist inherit its name."""
    if _NAMED not in os.environ:
        made = tempfile.mkdtemp(prefix="pb-run-of-tests-")
        os.environ[_NAMED] = made
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    folder = Path(os.environ[_NAMED])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run, which the first process that wants it fills by `make`."""
    folder, made = run_folder() / name, run_folder() / f"{name}.made"
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one that was stopped while making it
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
