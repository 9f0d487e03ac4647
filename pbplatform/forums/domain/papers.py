"""Papers of an agenda: what kind of file they may be. Pure; docs/rules/forums.md section 8."""

from __future__ import annotations

MOST_BYTES = 10 * 1024 * 1024
PDF = "application/pdf"


def is_pdf(data: bytes) -> bool:
    """Whether the bytes begin and end as a PDF does; its name tells nothing."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]
