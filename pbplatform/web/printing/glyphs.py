"""Which letters our fonts have. PDF/UA has no room for others, so they are shown as “�”.

Source: docs/rules/printing.md section 2.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from pathlib import Path

from pbplatform.core.text import tidy_text

INSTEAD = "\N{REPLACEMENT CHARACTER}"
_BREAK = "\N{ZERO WIDTH SPACE}"
# The longest word that a narrow column takes; behind so many letters it may break anywhere.
_LONGEST_WORD = re.compile(r"(\S{24})(?=\S{4})")
# What shows nothing and needs no glyph: joiners and the two marks of direction.
_UNSEEN = frozenset("\n\u200b\u200c\u200d\u200e\u200f\u061c\ufe0e\ufe0f")


class Exact(str):
    """Text of ours that is printed letter by letter: an address to type, a picture's lines."""

    __slots__ = ()


def printable(text: str, letters: frozenset[int]) -> str:
    """The text as it can be printed: letters no font has are “�”, long words may break."""
    if not (text.isascii() and text.isprintable()):
        kept = tidy_text(text)
        text = "".join(one if one in _UNSEEN or ord(one) in letters else INSTEAD for one in kept)
    return _LONGEST_WORD.sub(rf"\1{_BREAK}", text)


@lru_cache(maxsize=2)
def letters_of(folder: Path) -> frozenset[int]:
    """Code points that some font of the folder has a glyph for; none where the folder is empty."""
    found: set[int] = set()
    for path in sorted(folder.glob("*_400Regular.ttf")):
        found |= _letters_of_font(path.read_bytes())
    return frozenset(found)


def _letters_of_font(font: bytes) -> set[int]:
    """Code points in the table `cmap` of a TrueType font. Source: OpenType, chapter cmap."""
    (count,) = struct.unpack_from(">H", font, 4)
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(count))
    start = next(offset for name, _sum, offset, _length in tables if name == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for n in range(subtables):
        platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * n)
        if platform in (0, 3):  # Unicode, and Windows, which has Unicode too
            found |= _letters_of_table(font, start + offset)
    return found


def _letters_of_table(font: bytes, at: int) -> set[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        spans = (struct.unpack_from(">LLL", font, at + 16 + 12 * n) for n in range(groups))
        return {letter for first, last, _glyph in spans for letter in range(first, last + 1)}
    if form == 4:
        (twice,) = struct.unpack_from(">H", font, at + 6)
        lasts = struct.unpack_from(f">{twice // 2}H", font, at + 14)
        firsts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
        pairs = zip(firsts, lasts, strict=True)
        return {letter for first, last in pairs for letter in range(first, last + 1)} - {0xFFFF}
    return set()
