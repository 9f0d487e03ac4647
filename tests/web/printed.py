"""What a PDF holds, read from its bytes: the text of its pages, its tags, its language.

It reads what our press writes and no other PDF: plain objects, streams packed by deflate, fonts
with two bytes for a glyph and a table from glyphs to letters. Source: ISO 32000-1, 7 and 9.10.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.DOTALL)
# Brackets inside a string stand as they are where they are balanced.
_INSIDE = rb"[^()\\]|\\."
_STRING = re.compile(
    rb"\((?:" + _INSIDE + rb"|\((?:" + _INSIDE + rb"|\((?:" + _INSIDE + rb")*\))*\))*\)"
    rb"|/(f\d+) [\d.]+ Tf|(ET)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Printed:
    """A PDF, for tests."""

    made: bytes

    @property
    def objects(self) -> dict[int, bytes]:
        return {int(found[1]): found[2] for found in _OBJECT.finditer(self.made)}

    @property
    def is_tagged(self) -> bool:
        """Whether it says to screen readers what its parts are, and says that it does."""
        wanted = (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"/DisplayDocTitle true")
        told = self.made.replace(b"<pdfuaid:part>1", b"pdfua-1")
        return all(mark in told for mark in (*wanted, b"pdfua-1"))

    @property
    def language(self) -> str:
        whole = next(body for body in self.objects.values() if re.search(rb"/Type ?/Catalog", body))
        found = re.search(rb"/Lang ?\(([\w-]+)\)", whole)
        return found[1].decode() if found else ""

    @property
    def tags(self) -> set[str]:
        """Kinds of parts: `H1`, `Table`, `L`, `Figure`."""
        return {found.decode() for found in re.findall(rb"/S ?/(\w+)", self.made)}

    @property
    def title(self) -> str:
        """What a window and a screen reader call it."""
        found = re.search(rb'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">(.*?)<', self.made)
        return found[1].decode() if found else ""

    @property
    def figures(self) -> int:
        """How many pictures are read."""
        return len(re.findall(rb"/S ?/Figure", self.made))

    @property
    def alternatives(self) -> list[str]:
        """What is said in their place."""
        return [found.decode() for found in re.findall(rb"/Alt ?\(([^)]+)\)", self.made)]

    @property
    def pages(self) -> list[str]:
        """The text of each page, in the order in which it is read."""
        known = self.objects
        found = []
        for body in (one for one in known.values() if re.search(rb"/Type ?/Page\b", one)):
            fonts = self._fonts(known, known[_number(body, b"Resources")])
            found.append(_text(_unpacked(known[_number(body, b"Contents")]), fonts))
        return found

    @property
    def text(self) -> str:
        """All of it, as one line."""
        return " ".join(" ".join(self.pages).split())

    @staticmethod
    def _fonts(known: dict[int, bytes], resources: bytes) -> dict[bytes, dict[int, str]]:
        named = re.findall(rb"/(f\d+) (\d+) 0 R", resources)
        return {
            name: _letters(_unpacked(known[_number(known[int(font)], b"ToUnicode")]))
            for name, font in named
        }


def _number(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" ?(\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def _letters(table: bytes) -> dict[int, str]:
    """From glyphs to letters, by a table of the kind ToUnicode."""
    pairs = re.findall(rb"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]+)>", table)
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in pairs
    }


def _text(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    shown: list[str] = []
    font: dict[int, str] = {}
    for found in _STRING.finditer(content):
        if found[1]:
            font = fonts[found[1]]
        elif found[2]:
            shown.append("\n")
        elif font:
            glyphs = _ESCAPE.sub(_plain, found[0][1:-1])
            pairs = zip(glyphs[::2], glyphs[1::2], strict=True)
            shown += [font.get(high * 256 + low, "") for high, low in pairs]
    return "".join(shown)


def _plain(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    if escaped.isdigit():
        return bytes([int(escaped, 8)])
    return _LETTERS.get(escaped, escaped)
