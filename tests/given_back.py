"""Which connections of the database nobody gave back, where Python does not sweep."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.pool import QueuePool

from pbplatform.core.db import db


@contextmanager
def no_sweep() -> Iterator[None]:
    """What nobody gives back stays taken inside the block."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def taken_connections(app: Flask) -> int:
    """How many connections of this application are taken now."""
    with app.app_context():
        pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedout()
