"""Quick QR codes are those of segno, module for module. docs/rules/printing.md section 1."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
import segno
from PIL import Image

from pbplatform.web.printing import quick_picture
from pbplatform.web.printing.qr_quick import LONGEST_TEXT, quick_code

# One letter, the last of a size and the first of the next, sizes with modules past the message.
LENGTHS = (1, 17, 18, 78, 79, 230, 231, 425, 426, 460, 666, 858, 1003, 1004, LONGEST_TEXT)


@pytest.mark.parametrize("length", LENGTHS)
def test_quick_code_is_the_code_of_the_library(length: int) -> None:
    dice = random.Random(length)
    text = "".join(dice.choice("abcXYZ019+/= \n") for _letter in range(length))
    code = segno.make_qr(text, error="l", mode="byte", boost_error=False, mask=0)
    assert quick_code(text).tolist() == [list(row) for row in code.matrix]


def test_letters_outside_ascii_are_told_as_utf_8() -> None:
    text = "Küche — 12 £"
    code = segno.make_qr(text, error="l", mode="byte", encoding="utf-8", boost_error=False, mask=0)
    assert quick_code(text).tolist() == [list(row) for row in code.matrix]


def test_picture_shows_the_code_with_a_quiet_zone() -> None:
    picture = np.array(Image.open(io.BytesIO(quick_picture("a promise"))).convert("1"))
    dots = picture.shape[0] // (len(quick_code("a promise")) + 8)
    dark = ~picture[::dots, ::dots]
    assert dark[4:-4, 4:-4].astype(int).tolist() == quick_code("a promise").tolist()
    assert dark.sum() == quick_code("a promise").sum()


def test_text_that_no_telephone_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        quick_picture("x" * (LONGEST_TEXT + 1))
