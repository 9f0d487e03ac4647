"""A file as a table of text: CSV in the usual ways of writing it, or a spreadsheet.

Source: docs/rules/voting.md section 11, docs/rules/intake.md section 5.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from pbplatform.core.errors import Conflict
from pbplatform.core.slow_work import slow
from pbplatform.core.table_files import spreadsheet_process as spreadsheet

LARGEST_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 100
_PATIENCE_SECONDS = 100.0
_DELIMITERS = ",;\t"
_SPREADSHEET = b"PK\x03\x04"
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_LOOKED_AT_LINES = 20


@dataclass(frozen=True)
class Bounds:
    """How much of a file is read; those of a register unless one says otherwise.

    Attributes:
        letters: of a cell; what is longer is cut.
        has_lines: a cell keeps its lines; else it is one line.
    """

    most_bytes: int = LARGEST_BYTES
    rows: int = 500_000
    columns: int = MOST_COLUMNS
    letters: int = 300
    has_lines: bool = False


REGISTER = Bounds()


@dataclass(frozen=True)
class Table:
    """The rows of a file; nothing of it is kept.

    Attributes:
        rows: as in the file, the first one too; a row may be shorter than others.
        sheets: names of the sheets of a spreadsheet.
        sheet: the one that was read.
    """

    rows: list[list[str]]
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""

    @property
    def columns(self) -> int:
        """How many columns the widest of the first rows has."""
        return max((len(row) for row in self.rows[:_LOOKED_AT_LINES]), default=0)

    def as_bytes(self) -> bytes:
        """To be closed and opened again between two pages."""
        return json.dumps([self.sheets, self.sheet, self.rows], ensure_ascii=False).encode()

    @classmethod
    def of_bytes(cls, data: bytes) -> Table:
        """What `as_bytes` made."""
        sheets, sheet, rows = json.loads(data)
        return cls(rows, sheets, sheet)


@slow
def read_table(data: bytes, *, sheet: str = "", bounds: Bounds = REGISTER) -> Table:
    """The rows of a file.

    Args:
        sheet: which sheet of a spreadsheet; empty for the first.
    Raises:
        Conflict: it is empty, too large, or nothing that we read.
    """
    if len(data) > bounds.most_bytes:
        raise Conflict("table_file.file_too_large", field="file")
    if data.startswith(_OLD_SPREADSHEET):
        raise Conflict("table_file.old_spreadsheet", field="file")
    table = (
        _spreadsheet(data, sheet, bounds) if data.startswith(_SPREADSHEET) else _text(data, bounds)
    )
    if not any(any(cells) for cells in table.rows):
        raise Conflict("table_file.empty_file", field="file")
    return table


def _spreadsheet(data: bytes, sheet: str, bounds: Bounds) -> Table:
    limits = (bounds.rows, bounds.columns, bounds.letters, int(bounds.has_lines))
    command = [sys.executable, "-I", spreadsheet.__file__, sheet, *map(str, limits)]
    try:
        ran = subprocess.run(  # noqa: S603  # our own program; the bytes go to its input only
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Conflict("table_file.file_too_large", field="file") from error
    if ran.returncode == spreadsheet.NO_SUCH_SHEET:
        raise Conflict("table_file.no_such_sheet", field="sheet")
    if ran.returncode == spreadsheet.TOO_LARGE or ran.returncode < 0:
        raise Conflict("table_file.file_too_large", field="file")
    if ran.returncode != spreadsheet.OK:
        raise Conflict("table_file.unreadable", field="file")
    found = json.loads(ran.stdout)
    return Table(found["rows"], found["sheets"], found["sheet"])


def _text(data: bytes, bounds: Bounds) -> Table:
    text = _decoded(data)
    if "\0" in text:
        raise Conflict("table_file.unreadable", field="file")
    return Table(list(_rows(text, _delimiter(text), bounds)))


def _decoded(data: bytes) -> str:
    """As UTF-8 or UTF-16 where the bytes say so or can be; else as Windows writes it in Europe."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[:200:2].count(0) > len(data[:200:2]) // 2:
        encodings = ["utf-16-be"]
    elif data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Conflict("table_file.unreadable", field="file")


def _delimiter(text: str) -> str:
    """The sign that splits the first lines into the same number of columns, the most of them."""
    first = [line for line in text[:100_000].splitlines() if line.strip()][:_LOOKED_AT_LINES]

    def likeness(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(first, delimiter=sign)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=likeness)


def _rows(text: str, delimiter: str, bounds: Bounds) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if number > bounds.rows or len(row) > bounds.columns:
                raise Conflict("table_file.file_too_large", field="file")
            yield [_tidy(cell, bounds) for cell in row]
    except csv.Error as error:
        raise Conflict("table_file.unreadable", field="file") from error


def _tidy(cell: str, bounds: Bounds) -> str:
    """Without blanks around it, and nothing that stands for what is no words."""
    if cell.isascii() and cell.isprintable():
        return cell[: bounds.letters].strip()
    return spreadsheet.tidy(cell, bounds.letters, has_lines=bounds.has_lines)
