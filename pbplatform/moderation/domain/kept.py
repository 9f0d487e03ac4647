"""How decisions about words are counted in their list: by reason, outcome and standing."""

from __future__ import annotations

DECISIONS = "text_decision"


def cell_of(rule: str, outcome: str, standing: str) -> str:
    return f"{rule}|{outcome}|{standing}"


def read_cell(cell: str) -> tuple[str, str, str]:
    """Reason, outcome and standing."""
    rule, outcome, standing = cell.split("|")
    return rule, outcome, standing
