"""Applications whose public pages are kept, as those of a real place are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from pbplatform.web.kept_pages import KeptPages
from tests.apps import forget_pages


@contextmanager
def pages_kept(app: Flask) -> Iterator[KeptPages]:
    """Inside, pages are kept; nothing of before is given out, and nothing stays afterwards."""
    forget_pages(app)
    kept: KeptPages = app.extensions["kept_pages"]
    kept.on = True
    try:
        yield kept
    finally:
        forget_pages(app)
