"""What the worker, or a command, does for imports of a register: block by block, and sweeping.

Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from config import Settings
from pbplatform.core.clock import system_now
from pbplatform.core.db import db
from pbplatform.core.table_files import closed_rows
from pbplatform.core.transaction import transaction
from pbplatform.voting.models import RUNNING
from pbplatform.voting.queries import register
from pbplatform.voting.services.roll import Progress, import_block
from pbplatform.web.clock import now
from pbplatform.web.slices import WorkerStep

IMPORT_SECONDS = 2.0
SWEEP_SECONDS = 300.0
KEPT = timedelta(hours=1)


def rows_folder(settings: Settings) -> Path:
    """Where rows of a register's file lie closed between two pages."""
    return closed_rows.folder_in(settings.files_dir)


def go_on(
    round_id: int, import_no: int, tell: Callable[[Progress], object] = lambda _progress: None
) -> Progress:
    """Add voters until the import is done or was stopped; each block stands by itself."""
    while True:
        with transaction() as session:
            progress = import_block(session, round_id=round_id, import_no=import_no, now=now())
        tell(progress)
        if progress.state != RUNNING:
            return progress


def import_registers(_settings: Settings) -> None:
    """Go on with every import that is under way."""
    running = register.running_imports(db.session())
    db.session.remove()
    for round_id, import_no in running:
        go_on(round_id, import_no)


def sweep_rows(settings: Settings) -> None:
    """Delete what pages put away and nobody went on with; by the machine's own time."""
    closed_rows.sweep(rows_folder(settings), before=system_now() - KEPT)


def steps(_settings: Settings) -> list[WorkerStep]:
    """What this slice has the worker do."""
    return [
        WorkerStep("registers", IMPORT_SECONDS, import_registers),
        WorkerStep("register rows", SWEEP_SECONDS, sweep_rows),
    ]
