"""Reads a spreadsheet, as a program of its own, told SHEET ROWS COLUMNS LETTERS LINES.

Takes an .xlsx from standard input, writes JSON to standard output: names of sheets, the sheet that
was read, its rows as text. It imports nothing of ours: it runs on bytes from elsewhere under
limits of memory and time. Source: docs/rules/voting.md section 11.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

import openpyxl

CPU_SECONDS = 90
MEMORY_BYTES = 1_500_000_000
MOST_UNPACKED = 300_000_000
MOST_PARTS = 2_000
OK, NOT_A_SPREADSHEET, TOO_LARGE, NO_SUCH_SHEET = 0, 1, 2, 3
# What a cell holds that is no words: marked, since no words begin so.
A_DATE, ROUNDED, A_FAULT = "\x01date", "\x01rounded", "\x01fault"
# A spreadsheet keeps 15 digits of a number; further ones are noughts.
_MOST_EXACT = 10**15


class TooLarge(Exception):
    """More unpacked bytes, rows or columns than we read."""


def look(data: bytes) -> None:
    """Refuse what unpacks to too much, or would define words of its own, before it is unpacked.

    Raises:
        TooLarge: by the archive's own list, beyond which nothing is read.
        ValueError: a document type, which no spreadsheet needs.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TooLarge
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    head = opened.read(4096).replace(b"\0", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise ValueError("a document type")


def tidy(text: str, letters: int, *, has_lines: bool = False) -> str:
    """So many letters, without blanks around it or twice, in one line unless it keeps them."""
    kept = text[:letters].replace("\x01", " ")
    lines = kept.splitlines() if has_lines else [kept]
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def cell_text(value: Any, letters: int, *, has_lines: bool = False) -> str:
    """What a cell holds, as a person would type it; what is no number or words is marked."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (date, time, timedelta)):
        return A_DATE
    if isinstance(value, (int, float)):
        if abs(value) >= _MOST_EXACT or value != value:
            return ROUNDED
        return str(int(value)) if value == int(value) else repr(value)
    text = str(value)
    if text.startswith("#") and text.endswith(("!", "?", "#N/A")):
        return A_FAULT
    return tidy(text, letters, has_lines=has_lines)


def rows_of(
    sheet: Any, most_rows: int, most_columns: int, letters: int, has_lines: bool
) -> Iterator[list[str]]:
    """The rows of a sheet as text, without what is empty at their end.

    Raises:
        TooLarge: more rows or columns than we read.
    """
    empty: list[list[str]] = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [cell_text(value, letters, has_lines=has_lines) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > most_columns:
            raise TooLarge
        if not cells:
            # Rows that only have a format reach to the end of the sheet: they count for nothing.
            if len(empty) < most_rows:
                empty.append(cells)
            continue
        if number > most_rows:
            raise TooLarge
        yield from empty
        empty.clear()
        yield cells


def read(data: bytes, wanted: str, bounds: Sequence[int]) -> dict[str, Any]:
    """Names of the sheets and the rows of one: of the wanted one, or of the first.

    Args:
        bounds: rows, columns, letters of a cell, and whether a cell keeps its lines.
    Raises:
        KeyError: there is no such sheet.
        Exception: whatever the reader says of bytes that are no spreadsheet.
    """
    warnings.simplefilter("ignore")
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
    names = [sheet.title for sheet in sheets]
    if wanted:
        matching = [each for each in sheets if each.title.casefold() == wanted.casefold()]
    else:
        matching = sheets
    if not matching:
        raise KeyError(wanted)
    sheet = matching[0]
    rows, columns, letters, has_lines = bounds
    sheet.reset_dimensions()  # what the file says of its own size is often wrong
    return {
        "sheets": names,
        "sheet": sheet.title,
        "rows": list(rows_of(sheet, rows, columns, letters, bool(has_lines))),
    }


def limit() -> None:
    """From here on this process has so much memory and time, and writes no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """The exit code says why nothing was read."""
    wanted, bounds = sys.argv[1], [int(each) for each in sys.argv[2:6]]
    limit()
    data = sys.stdin.buffer.read()
    try:
        look(data)
        found = read(data, wanted, bounds)
    except TooLarge:
        return TOO_LARGE
    except KeyError as missing:
        return NO_SUCH_SHEET if missing.args == (wanted,) and wanted else NOT_A_SPREADSHEET
    except Exception:
        return NOT_A_SPREADSHEET
    sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode())
    return OK


if __name__ == "__main__":
    sys.exit(main())
