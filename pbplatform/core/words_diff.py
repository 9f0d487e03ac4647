"""What was added and removed between two texts, word by word, for reading aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, was added or was removed."""

    kind: str  # same, added, removed
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Pieces in reading order; what was removed stands before what replaced it."""
    old, new = (re.findall(r"\S+", text) for text in (before, after))
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", " ".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", " ".join(new[c:d])))
    return pieces
