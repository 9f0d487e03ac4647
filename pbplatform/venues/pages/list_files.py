"""The list of voting places as a table: written, read again line by line, and its template.

Source: docs/rules/venues.md section 8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from pbplatform.counting.cells import text_cell
from pbplatform.venues.domain.hours import typed_hours
from pbplatform.venues.domain.place_table import COLUMNS
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
