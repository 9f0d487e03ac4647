"""The list of voting places as a table: written, read again line by line, and its template.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

from pbplatform.core.errors import Conflict
from pbplatform.core.table_files.reading import Bounds, read_table
from pbplatform.counting.cells import text_cell
from pbplatform.venues.domain.hours import typed_hours
from pbplatform.venues.domain.place_table import COLUMNS, LONGEST_CELL, MOST_BYTES, Line
from pbplatform.venues.queries.places import VenueView
from pbplatform.web.frame import current_frame


def table_as_csv(rows: Iterable[Iterable[str]]) -> str:
    """The columns, and these rows below them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([text_cell(cell) for cell in row])
    return text.getvalue()


def rows_of_file(data: bytes, most_bytes: int = MOST_BYTES) -> list[list[str]]:
    """The rows of a file.

    Raises:
        Conflict: it is empty, too large, or nothing that we read.
    """
    try:
        return read_table(data, bounds=Bounds(most_bytes=most_bytes, letters=LONGEST_CELL)).rows
    except Conflict as refusal:
        if refusal.code == "table_file.file_too_large":
            raise Conflict("venue.file_too_large", field="file") from None
        raise


def tried_again(table: str, read: Callable[[list[list[str]]], list[Line]]) -> list[Line] | None:
    """The lines that a page carried along; None where it carried none that can be read."""
    try:
        return read(rows_of_file(table.encode(), most_bytes=MOST_BYTES * 2))
    except Conflict:
        return None


def list_as_csv(views: Iterable[VenueView]) -> str:
    """Voting places as a table; hours without what a place is closed for."""
    timezone = current_frame().timezone
    return table_as_csv(
        (
            view.venue.name,
            view.venue.address,
            view.venue.area,
            typed_hours(view.hours, timezone).replace("\n", "; "),
            "; ".join(view.venue.offers.split()),
            "; ".join(view.venue.access.split()),
            view.venue.getting_there,
        )
        for view in views
    )
