"""QR codes on a screen, made quickly: for a picture that every vote gets.

segno draws what is printed, with the mask that is read best from paper. It takes thirty
milliseconds for a promise, which each vote would pay; zxing-cpp and Pillow take two.
Source: docs/rules/printing.md section 1.
"""

from __future__ import annotations

import io

import numpy as np
import zxingcpp
from PIL import Image

LONGEST_TEXT = 1200  # bytes that a telephone reads from a screen
_DOTS = 4  # of the picture for each module, so that no screen blurs it


def quick_picture(text: str) -> bytes:
    """A PNG of the code, black on white, with its quiet zone.

    Raises:
        ValueError: longer than what a telephone reads.
    """
    if len(text.encode()) > LONGEST_TEXT:
        raise ValueError("too long for a QR code on a screen")
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    dots = np.array(code.to_image(scale=_DOTS, add_quiet_zones=True))
    picture = io.BytesIO()
    Image.fromarray(dots > 0).save(picture, "PNG", compress_level=1)
    return picture.getvalue()
