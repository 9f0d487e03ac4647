"""Figures of the page that checks a register's file, and its first rows, masked."""

from __future__ import annotations

from pbplatform.core.table_files.reading import Table
from pbplatform.voting.jobs.register_look import Looked
from pbplatform.web.figures import SummaryRow
from pbplatform.web.presentation import whole_number
from pbplatform.web.sentences import gettext as _

_SHOWN_ROWS = 4
_SHOWN_LETTERS = 2
_MOST_COLUMNS_SHOWN = 12


def masked_rows(table: Table, columns: int) -> list[list[str]]:
    """The first letters of the first rows, enough to know a column by.

    Returns:
        One row for each column: what its first cells begin with.
    """
    first = table.rows[:_SHOWN_ROWS]
    return [
        [_masked(row[place]) if place < len(row) else "" for row in first]
        for place in range(min(columns, _MOST_COLUMNS_SHOWN))
    ]


def _masked(cell: str) -> str:
    if cell.startswith("\x01"):
        return "…"
    return cell if len(cell) <= _SHOWN_LETTERS else cell[:_SHOWN_LETTERS] + "…"


def rows_to_check(looked: Looked) -> list[SummaryRow]:
    """How many of each: in the file, on the roll, after this."""
    told, found = looked.numbers, looked.matched
    counts = [
        (_("Rows read"), looked.sifted.rows),
        (_("Rows with mistakes, left out"), len(looked.sifted.faults)),
        (_("No voters any more, as the file says"), looked.sifted.gone),
        (_("Voters in the file"), told.in_file),
        (_("Of them on the roll already"), found.unchanged),
        (_("Of those struck off the roll before"), found.struck),
        (_("New: they are added"), told.new),
        (_("On the roll and no longer in the file"), told.missing),
        (_("On the roll from no file"), told.from_no_file),
        (_("Voters on the roll now"), told.present),
        (_("Voters after this"), told.after),
    ]
    rows: list[SummaryRow] = [{"key": key, "value": whole_number(count)} for key, count in counts]
    if told.expected is not None:
        rows.append({"key": _("Voters that you expected"), "value": whole_number(told.expected)})
    if told.last_round is not None:
        rows.append({"key": _("Voters in the last round"), "value": whole_number(told.last_round)})
    return rows
