"""QR codes of addresses, as pictures made of lines. Source: docs/rules/printing.md section 1."""

from __future__ import annotations

import io

import segno

from pbplatform.web.printing.glyphs import Exact


def qr(address: str) -> Exact:
    """An SVG of the address, readable when a quarter of it is dirty or torn.

    Raises:
        ValueError: longer than what fits into a code that a telephone reads from paper.
    """
    if len(address) > 300:
        raise ValueError("too long for a QR code on paper")
    code = segno.make(address, error="q", micro=False, boost_error=False)
    # A quiet zone of four modules, as ISO/IEC 18004 asks; templates set the width.
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, omitsize=True, border=4)
    return Exact(drawn.getvalue().decode())
