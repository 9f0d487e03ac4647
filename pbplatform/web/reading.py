"""A page that only shows something reads what several of its parts ask for once."""

from __future__ import annotations

from contextlib import AbstractContextManager

from flask import Flask, g, request

from pbplatform.core.db import db
from pbplatform.core.reading_once import reading_once

_KEPT = "reading_once"


def begin() -> None:
    """Before-request hook: a GET writes nothing (house rule 3.3), so what it read stays true."""
    if request.method in ("GET", "HEAD"):
        block: AbstractContextManager[None] = reading_once(db.session())
        block.__enter__()
        setattr(g, _KEPT, block)


def end(_error: BaseException | None) -> None:
    """Teardown: whatever comes next in this session reads anew."""
    block: AbstractContextManager[None] | None = g.pop(_KEPT, None)
    if block is not None:
        block.__exit__(None, None, None)


def register(app: Flask) -> None:
    """Called when the app is made."""
    app.before_request(begin)
    app.teardown_request(end)
