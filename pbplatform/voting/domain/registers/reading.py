"""A register's file as a table of text: CSV in the usual ways of writing it, or a spreadsheet.

Source: docs/rules/voting.md section 11.
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
from pbplatform.voting.domain.registers import spreadsheet_process as spreadsheet

LARGEST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 100
LONGEST_CELL = spreadsheet.LONGEST_CELL
_PATIENCE_SECONDS = 100.0
_DELIMITERS = ",;\t"
_SPREADSHEET = b"PK\x03\x04"
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_LOOKED_AT_LINES = 20


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
def read_table(
    data: bytes,
    *,
    sheet: str = "",
    most_bytes: int = LARGEST_BYTES,
    longest_cell: int = LONGEST_CELL,
) -> Table:
    """The rows of a file of a register, or of any other table.

    Args:
        sheet: which sheet of a spreadsheet; empty for the first.
        most_bytes: a page takes less than a command.
        longest_cell: what a cell has beyond so many characters is not read.
    Raises:
        Conflict: it is empty, too large, or nothing that we read.
    """
    if len(data) > most_bytes:
        raise Conflict("register.file_too_large", field="file")
    if data.startswith(_OLD_SPREADSHEET):
        raise Conflict("register.old_spreadsheet", field="file")
    if data.startswith(_SPREADSHEET):
        table = _spreadsheet(data, sheet, longest_cell)
    else:
        table = _text(data, longest_cell)
    if not any(any(cells) for cells in table.rows):
        raise Conflict("register.empty_file", field="file")
    return table


def _spreadsheet(data: bytes, sheet: str, longest_cell: int) -> Table:
    most = [str(MOST_ROWS), str(MOST_COLUMNS), str(longest_cell)]
    command = [sys.executable, "-I", spreadsheet.__file__, sheet, *most]
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
        raise Conflict("register.file_too_large", field="file") from error
    if ran.returncode == spreadsheet.NO_SUCH_SHEET:
        raise Conflict("register.no_such_sheet", field="sheet")
    if ran.returncode == spreadsheet.TOO_LARGE or ran.returncode < 0:
        raise Conflict("register.file_too_large", field="file")
    if ran.returncode != spreadsheet.OK:
        raise Conflict("register.unreadable", field="file")
    found = json.loads(ran.stdout)
    return Table(found["rows"], found["sheets"], found["sheet"])


def _text(data: bytes, longest_cell: int) -> Table:
    text = _decoded(data)
    if "\0" in text:
        raise Conflict("register.unreadable", field="file")
    return Table(list(_rows(text, _delimiter(text), longest_cell)))


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
    raise Conflict("register.unreadable", field="file")


def _delimiter(text: str) -> str:
    """The sign that splits the first lines into the same number of columns, the most of them."""
    first = [line for line in text[:100_000].splitlines() if line.strip()][:_LOOKED_AT_LINES]

    def likeness(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(first, delimiter=sign)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=likeness)


def _rows(text: str, delimiter: str, longest_cell: int) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    try:
        for number, row in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise Conflict("register.file_too_large", field="file")
            yield [_tidy(cell, longest_cell) for cell in row]
    except csv.Error as error:
        raise Conflict("register.unreadable", field="file") from error


def _tidy(cell: str, longest: int) -> str:
    """One line without blanks around it, and nothing that stands for what is no words."""
    if cell.isascii() and cell.isprintable():
        return cell[:longest].strip()
    return " ".join(cell[:longest].replace("\x01", " ").split())
