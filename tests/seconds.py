"""Processor time of what is no child of the tests, told to `tests/run.sh`.

A PostgreSQL server goes on by itself, and Chromium does not wait for its own processes, so the
shell does not count them.
"""

from __future__ import annotations

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def note_seconds(*processes: int) -> None:
    """Write down what these processes have used, and their ended children, where that is asked."""
    noted = os.environ.get("SERVER_SECONDS")
    if noted:
        used = sum(sum(map(int, _stat(process)[12:16])) for process in processes)
        with Path(noted).open("a") as file:
            file.write(f"{used / _TICKS:.2f}\n")


def started_from_here(name: str) -> list[int]:
    """Running processes of this name that come from this one, at any distance."""
    running = [int(folder.name) for folder in Path("/proc").glob("[0-9]*")]
    known = {process: stat for process in running if (stat := _stat(process))}
    parents = {process: int(stat[2]) for process, stat in known.items()}

    def is_ours(process: int) -> bool:
        while process > 1 and process != os.getpid():
            process = parents.get(process, 0)
        return process == os.getpid()

    return [process for process, stat in known.items() if name in stat[0] and is_ours(process)]


def _stat(process: int) -> list[str]:
    """Name, state, parent and so on, as in proc(5); nothing of a process that has ended."""
    try:
        _number, _, rest = (Path("/proc") / str(process) / "stat").read_text().partition(" (")
    except OSError:
        return []
    name, _, others = rest.rpartition(") ")
    return [name, *others.split()]
