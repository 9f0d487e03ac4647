"""Quick QR codes are read as what they say. docs/rules/printing.md section 1."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from pbplatform.web.printing import quick_picture
from pbplatform.web.printing.qr_quick import LONGEST_TEXT


def _read(picture: bytes) -> str:
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(picture)).convert("L"))
    assert found is not None
    return found.text


# One letter, the last of a size and the first of the next, the longest.
@pytest.mark.parametrize("length", [1, 17, 18, 78, 79, 230, 231, 460, 858, 1003, LONGEST_TEXT])
def test_picture_says_the_text(length: int) -> None:
    dice = random.Random(length)
    text = "".join(dice.choice("abcXYZ019+/=-\n") for _letter in range(length))
    assert _read(quick_picture(text)) == text


def test_letters_outside_ascii_are_read_too() -> None:
    assert _read(quick_picture("Küche — 12 £")) == "Küche — 12 £"


def test_code_has_a_quiet_zone_of_four_modules_and_dots_that_no_screen_blurs() -> None:
    light = np.array(Image.open(io.BytesIO(quick_picture("a promise"))))
    assert light.dtype == np.bool_
    assert light[:16].all()
    assert light[:, :16].all()
    assert not light[16, 16]


def test_text_that_no_telephone_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        quick_picture("x" * (LONGEST_TEXT + 1))
