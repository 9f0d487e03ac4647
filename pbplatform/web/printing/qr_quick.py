"""QR codes on a screen, made quickly: for a picture that every vote gets.

segno draws what is printed, with the mask that is read best from paper; it takes thirty
milliseconds for a promise. Here zxing-cpp lays the code out with one mask for all: trying eight and
judging them takes six times as long, and on a screen a telephone reads any of them.
Source: docs/rules/printing.md section 1, decision 85.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
import zxingcpp

LONGEST_TEXT = 1200  # bytes that a telephone reads from a screen
_DOTS = 4  # of the picture for each module, so that no screen blurs it
_MASK = 2
_PNG = b"\x89PNG\r\n\x1a\n"
_AS_ABOVE = 2  # what stands before a row of a PNG that says only how it differs from the last one


def quick_picture(text: str) -> bytes:
    """A PNG of the code, black on white, with its quiet zone.

    Raises:
        ValueError: longer than what a telephone reads.
    """
    if len(text.encode()) > LONGEST_TEXT:
        raise ValueError("too long for a QR code on a screen")
    code = zxingcpp.create_barcode(
        text, zxingcpp.BarcodeFormat.QRCode, ec_level="L", data_mask=_MASK
    )
    return _picture(np.array(code.to_image(scale=1, add_quiet_zones=True)) > 0)


def _picture(light: np.ndarray) -> bytes:
    """A PNG of one bit for each dot; of the rows of a module all but the first say “as above”."""
    side = light.shape[0] * _DOTS
    bits = np.packbits(np.repeat(light, _DOTS, axis=1), axis=1)
    rows = np.zeros((light.shape[0], _DOTS, bits.shape[1] + 1), np.uint8)
    rows[:, 0, 1:] = bits
    rows[:, 1:, 0] = _AS_ABOVE
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    dots = zlib.compress(rows.tobytes(), 1)
    return _PNG + _part(b"IHDR", head) + _part(b"IDAT", dots) + _part(b"IEND", b"")


def _part(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
