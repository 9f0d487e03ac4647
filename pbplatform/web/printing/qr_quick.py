"""QR codes of texts in half a millisecond: for a picture that every vote gets.

segno is asked once for each length of text: where the bits of a code of this size lie, and how an
empty one looks. After that a code is arithmetic on whole arrays: the text, its error correction
(Reed-Solomon, ISO/IEC 18004 section 7.5), and one sum modulo 2. The mask is the same for all: every
reader reads every mask. Tests compare each module with segno's own code.
Source: docs/rules/printing.md section 1.
"""

from __future__ import annotations

import struct
import zlib
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import segno
from numpy.typing import NDArray
from segno import consts as _untyped_consts
from segno import encoder as _untyped_encoder

consts: Any = _untyped_consts
encoder: Any = _untyped_encoder
LONGEST_TEXT = 1200  # bytes that a telephone reads from a screen
_MASK = 0
_QUIET = 4  # modules around the code
_DOTS = 4  # of the picture for each module, so that no screen blurs it
_LEVEL = consts.ERROR_LEVEL_L
_FREE = 2  # what segno writes into a module that has nothing yet

Bytes = NDArray[np.uint8]


def _powers() -> tuple[Bytes, NDArray[np.int16]]:
    """Powers of two in the field of the codes, twice over, and logarithms."""
    power = np.zeros(510, np.uint8)
    log = np.zeros(256, np.int16)
    value = 1
    for exponent in range(255):
        power[exponent] = power[exponent + 255] = value
        log[value] = exponent
        value = (value << 1) ^ (0x11D if value & 0x80 else 0)
    return power, log


_POWER, _LOG = _powers()


def _product(one: Bytes, other: Bytes) -> Bytes:
    """In the field, each with each."""
    found = _POWER[_LOG[one] + _LOG[other]]
    return np.where((one == 0) | (other == 0), np.uint8(0), found).astype(np.uint8)


@lru_cache(maxsize=32)
def _remainders(data: int, error: int) -> Bytes:
    """What each of `data` bytes of a block adds to its `error` bytes of correction."""
    generator = np.array([1], np.uint8)
    for exponent in range(error):
        shifted = np.append(generator, np.uint8(0))
        shifted[1:] ^= _product(generator, np.full_like(generator, _POWER[exponent]))
        generator = shifted
    rows = np.zeros((data, error), np.uint8)
    rest = generator[1:]
    for place in range(data - 1, -1, -1):
        rows[place] = rest
        rest = np.append(rest[1:], np.uint8(0)) ^ _product(
            generator[1:], np.full(error, rest[0], np.uint8)
        )
    return rows


class _Size:
    """All codes of one version."""

    def __init__(self, version: int) -> None:
        self._version = version
        self.modules = 17 + 4 * version
        self._blocks = [
            (info.num_data, info.num_total - info.num_data)
            for info in consts.ECC[version][_LEVEL]
            for _block in range(info.num_blocks)
        ]
        self._count_bytes = 1 if version < 10 else 2
        self._room = sum(data for data, _error in self._blocks)

    @cached_property
    def _places(self) -> NDArray[np.intp]:
        """Where the bits of the message lie, in their order."""
        found = []
        for shift in (0, 8):  # a module holds a byte here, and there are more modules than that
            matrix = encoder.make_matrix(self.modules, self.modules)
            encoder.add_finder_patterns(matrix, self.modules, self.modules)
            encoder.add_alignment_patterns(matrix, self.modules, self.modules)
            free = np.array([list(row) for row in matrix]) == _FREE
            numbers = bytearray(place >> shift & 0xFF for place in range(int(free.sum())))
            encoder.add_codewords(matrix, numbers, self._version)
            found.append(np.array([list(row) for row in matrix]) << shift)
        number = np.where(free, found[0] + found[1], free.size).ravel()
        many = 8 * sum(data + error for data, error in self._blocks)  # up to seven more stay empty
        return np.argsort(number, kind="stable")[:many]

    @cached_property
    def _empty(self) -> Bytes:
        """A code without its message: patterns, and the mask."""
        text = "x"
        code = segno.make_qr(
            text, error="l", version=self._version, mask=_MASK, mode="byte", boost_error=False
        )
        modules = np.array([list(row) for row in code.matrix], np.uint8).ravel()
        modules[self._places] ^= self._message(text.encode())
        return modules

    def _message(self, text: bytes) -> Bytes:
        """The bits of the message, with their correction."""
        head = (0b0100 << 8 * self._count_bytes | len(text)).to_bytes(3)[2 - self._count_bytes :]
        # Four bits of mode, then the count: everything is half a byte to the left.
        whole = int.from_bytes(head + text) << 4
        told = whole.to_bytes(len(head) + len(text) + 1)[1:]
        # segno puts an empty byte between text and padding; readers stop before both.
        data = np.frombuffer((told + b"\x00" + b"\xec\x11" * self._room)[: self._room], np.uint8)
        blocks, begin = [], 0
        for many, error in self._blocks:
            block = data[begin : begin + many]
            rest = np.bitwise_xor.reduce(_product(block[:, None], _remainders(many, error)), axis=0)
            blocks.append((block, rest))
            begin += many
        longest = max(many for many, _error in self._blocks)
        words = [each[0][place : place + 1] for place in range(longest) for each in blocks]
        words.append(np.stack([each[1] for each in blocks], axis=1).ravel())
        return np.unpackbits(np.concatenate(words))

    def code(self, text: bytes) -> Bytes:
        """All modules, row by row; 1 is dark."""
        modules = self._empty.copy()
        modules[self._places] ^= self._message(text)
        return modules.reshape(self.modules, self.modules)


@lru_cache(maxsize=40)
def _size_of(version: int) -> _Size:
    return _Size(version)


@lru_cache(maxsize=256)
def _version_for(length: int) -> int:
    """The smallest code that holds so many bytes."""
    code = segno.make_qr("x" * length, error="l", mode="byte", boost_error=False, mask=_MASK)
    return int(code.version)


def quick_code(text: str) -> Bytes:
    """The modules of a code of this text; 1 is dark.

    Raises:
        ValueError: longer than what a telephone reads.
    """
    raw = text.encode()
    if len(raw) > LONGEST_TEXT:
        raise ValueError("too long for a QR code on a screen")
    return _size_of(_version_for(len(raw))).code(raw)


def quick_picture(text: str) -> bytes:
    """A PNG of the code, black on white, with its quiet zone.

    Raises:
        ValueError: longer than what a telephone reads.
    """
    light = np.pad(1 - quick_code(text), _QUIET, constant_values=1).astype(np.uint8)
    rows = np.packbits(np.repeat(light, _DOTS, axis=1), axis=1)
    lines = np.repeat(np.pad(rows, ((0, 0), (1, 0))), _DOTS, axis=0)  # each begins with its filter
    side = light.shape[0] * _DOTS
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    image = zlib.compress(lines.tobytes(), 1)
    parts = ((b"IHDR", head), (b"IDAT", image), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
