"""Rows of a register's file between two pages of one person."""

from __future__ import annotations

from flask import current_app

from pbplatform.core.table_files.closed_rows import ClosedRows
from pbplatform.rounds.models import Round
from pbplatform.voting.jobs.registers import rows_folder


def closed_rows(round_: Round, account_id: int) -> ClosedRows:
    """Rows of a file between two pages, of one round and one person."""
    settings = current_app.extensions["settings"]
    return ClosedRows(rows_folder(settings), f"{round_.slug}/{account_id}")
