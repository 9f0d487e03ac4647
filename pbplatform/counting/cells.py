"""Words in the cells of a file that programs and spreadsheets read.

A cell is one line, so that no name can look like the section `VOTES`. One that a spreadsheet would
run as a formula begins with an apostrophe, which our reader takes off again.
Source: docs/rules/counting.md section 15.
"""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@")
_NOTHING = "-"  # how the library writes that there is none


def text_cell(words: str) -> str:
    """Somebody's words as a cell: one line, and no formula."""
    line = " ".join(words.split())
    # An apostrophe before a sign is doubled, so that taking one off gives the words again.
    runs = line.lstrip("'").startswith(_FORMULA) and line != _NOTHING
    return f"'{line}" if runs else line


def words_of(cell: str) -> str:
    """What was written by `text_cell`; cells of other programs stay as they are."""
    cell = cell.strip()
    runs = cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA)
    return cell[1:] if runs else cell
