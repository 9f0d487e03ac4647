"""Answers that are made while they are sent. Source: docs/rules/running.md section 5.8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from flask import stream_with_context

from pbplatform.core.db import db

Piece = TypeVar("Piece", str, bytes)


def while_sent(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces that a page's session reads while they are sent; then its connection is given back.

    The page gives up its session before the first piece is made. What reads on with it takes a
    connection again, of which nobody else knows: it would come back only with Python's own sweep,
    and a few readers of large files would leave none for anybody.
    """
    session = db.session()

    def read() -> Iterator[Piece]:
        try:
            yield from pieces
        finally:
            session.close()

    return stream_with_context(read())
