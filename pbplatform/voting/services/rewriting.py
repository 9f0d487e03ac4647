"""Rewriting the tables in which voter and envelope stood side by side.

Source: docs/rules/voting.md section 7.
"""

from __future__ import annotations

from sqlalchemy import Engine

from pbplatform.core.rewriting import PATIENCE_SECONDS, rewrite_database
from pbplatform.core.slow_work import slow

# The rows that a cast writes, those that say who is who, and in which batch a paper lay.
TABLES = (
    *("urn", "urn_superseded", "log_pending"),
    *("roll", "roll_proof", "roll_spare", "roll_strike", "roll_account", "letter_wish"),
    *("paper_issue", "paper_aside"),
)


@slow
def rewrite_storage(engine: Engine, *, patience: float = PATIENCE_SECONDS) -> None:
    """Rewrite the tables; call between transactions, as often as one likes.

    Args:
        patience: seconds to wait for whoever reads an older state.
    Raises:
        Conflict: somebody still reads an older state; nothing is lost, call again later.
    """
    rewrite_database(engine, tables=TABLES, busy="urn.storage_in_use", patience=patience)
