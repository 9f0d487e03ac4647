"""Printed matter: PDF by typst, QR codes by segno. Source: docs/rules/printing.md.

docs/recipes.md, “A printed page”, says how a slice makes one.
"""

from pbplatform.web.printing.answers import as_pdf, as_public_pdf
from pbplatform.web.printing.glyphs import Exact
from pbplatform.web.printing.presses import Presses
from pbplatform.web.printing.qr import QrSeries, qr
from pbplatform.web.printing.qr_quick import quick_picture
from pbplatform.web.printing.rendering import CannotPrint, Sheet, Told, render

__all__ = [
    "CannotPrint",
    "Exact",
    "Presses",
    "QrSeries",
    "Sheet",
    "Told",
    "as_pdf",
    "as_public_pdf",
    "qr",
    "quick_picture",
    "render",
]
