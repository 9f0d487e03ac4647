"""QR codes of addresses and texts, as pictures made of lines.

Source: docs/rules/printing.md section 1.
"""

from __future__ import annotations

import re

import segno

from pbplatform.web.printing.glyphs import Exact

LONGEST = 300
_QUIET = 4  # modules around the code, as ISO/IEC 18004 asks
_DARK = re.compile("1+")


def qr(address: str) -> Exact:
    """An SVG of the address, readable when a quarter of it is dirty or torn.

    Raises:
        ValueError: longer than what fits into a code that a telephone reads from paper.
    """
    code = _encoded(address)
    return _drawn(_modules(code), len(code.matrix))


class QrSeries:
    """Pictures of many addresses that begin alike, each in a twentieth of a millisecond.

    Everything in a QR code is a sum modulo 2 of what its bits are: data, their error correction,
    and the mask, which is the same for all of a series. So a bit of the text turns always the same
    modules, whatever the others are. They are worked out once for each bit of the changing end;
    the picture of an address is the first picture with the modules of its bits turned.
    Every mask is read by every reader; which one looks best matters only where texts repeat.
    """

    def __init__(self, beginning: str, end: str) -> None:
        """Take the first address apart.

        Args:
            end: one of the ends that will come; all have its length, in letters of ASCII.

        Raises:
            ValueError: as `qr`, or the end has other letters.
        """
        self._end = end.encode("ascii")
        self._beginning = beginning
        first = _encoded(beginning + end)
        self._size = len(first.matrix)
        self._first = _modules(first)
        self._turned: dict[tuple[int, int], int] = {}
        self._version, self._mask = first.version, first.mask

    def picture(self, end: str) -> Exact:
        """The SVG of the address with this end.

        Raises:
            ValueError: the end is of another length, or has letters outside ASCII.
        """
        letters = end.encode("ascii")
        if len(letters) != len(self._end):
            raise ValueError("all addresses of a series are equally long")
        modules = self._first
        for place, (letter, first) in enumerate(zip(letters, self._end, strict=True)):
            for bit in range(7):
                if (letter ^ first) >> bit & 1:
                    modules ^= self._turned_by(place, bit)
        return _drawn(modules, self._size)

    def _turned_by(self, place: int, bit: int) -> int:
        """The modules that one bit of one letter turns."""
        if (place, bit) not in self._turned:
            other = bytearray(self._end)
            other[place] ^= 1 << bit
            address = self._beginning + other.decode("ascii")
            code = _encoded(address, version=self._version, mask=self._mask)
            self._turned[place, bit] = _modules(code) ^ self._first
        return self._turned[place, bit]


def _encoded(
    address: str, *, version: int | str | None = None, mask: int | None = None
) -> segno.QRCode:
    if len(address) > LONGEST:
        raise ValueError("too long for a QR code on paper")
    return segno.make_qr(
        address, error="q", mode="byte", boost_error=False, version=version, mask=mask
    )


def _modules(code: segno.QRCode) -> int:
    """All modules, row by row, as the bits of one number."""
    return int("".join("".join(map(str, row)) for row in code.matrix), 2)


def _drawn(modules: int, size: int) -> Exact:
    """One path: each dark stretch of a row is a line as broad as a module."""
    bits = f"{modules:0{size * size}b}"
    path, here, line = [], 0, 0
    for row in range(size):
        edge = row * size - _QUIET
        for dark in _DARK.finditer(bits, row * size, (row + 1) * size):
            begin, end = dark.span()
            path.append(f"m{begin - edge - here} {row + _QUIET - line}h{end - begin}")
            here, line = end - edge, row + _QUIET
    whole = size + 2 * _QUIET
    # Lines run through the middle of their modules, so the picture begins half a module higher.
    return Exact(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -0.5 {whole} {whole}">'
        f'<path stroke="#000" d="{"".join(path)}"/></svg>'
    )
