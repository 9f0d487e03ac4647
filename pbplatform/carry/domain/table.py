"""Rows of a table that somebody pasted: from a spreadsheet, or with commas or semicolons between.

Source: docs/rules/thread.md section 7.20.
"""

from __future__ import annotations

import csv
import io

COLUMNS = ("title", "text", "place", "name")
_SIGNS = ("\t", ";", ",")


def rows_of(pasted: str) -> list[dict[str, str]]:
    """The rows of a table, by the names of the columns; empty lines are left out.

    The sign between the cells is the one that the first line has: a tab, else a semicolon, else a
    comma. Cells too many go into the last column, so that no word is lost.
    """
    text = pasted.strip("\n")
    first = text.partition("\n")[0]
    sign = next((each for each in _SIGNS if each in first), "\t")
    found = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
        tidy = [cell.strip() for cell in cells]
        if not any(tidy):
            continue
        if len(tidy) > len(COLUMNS):
            last = len(COLUMNS) - 1
            joined = f"{sign.strip() or ''} ".join(each for each in tidy[last:] if each)
            tidy = [*tidy[:last], joined]
        found.append(dict(zip(COLUMNS, tidy, strict=False)))
    return found
