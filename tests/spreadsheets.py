"""Spreadsheets as people save them."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook


def book(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """A spreadsheet as a clerk saves it."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
