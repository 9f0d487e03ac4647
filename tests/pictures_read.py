"""What a reader of QR codes, written by others, reads in a picture of ours."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import typst
import zxingcpp
from PIL import Image

_PAGE = '#set page(width: auto, height: auto, margin: 12pt)\n#image("code.svg", width: 12cm)\n'


def read_codes(svg: str) -> list[str]:
    """The text of every QR code in a picture, drawn by a program that is not the browser's."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "code.svg").write_text(svg)
        (Path(folder) / "page.typ").write_text(_PAGE)
        png = typst.compile(str(Path(folder) / "page.typ"), format="png", ppi=150.0)
    return read_picture(png)


def read_picture(png: bytes) -> list[str]:
    """The text of every QR code in a picture of dots."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    return [found.text for found in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)]
