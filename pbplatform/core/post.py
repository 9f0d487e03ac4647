"""Whom a thing's news reach by post, as higher slices know it.

A service that tells the person of a thing asks `address_of_thing` where there is no e-mail address,
and announces to what it gets: `post:<path>`. Whoever delivers makes a letter of it.
Source: docs/rules/letters.md.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

POST = "post:"

# Whether news of the thing with this path go by post.
PostReader = Callable[[Session, str], bool]
_READERS: list[PostReader] = []


def announce_post(reader: PostReader) -> None:
    """Make the reader of a slice known; the same one again changes nothing."""
    if reader not in _READERS:
        _READERS.append(reader)


def post_address(session: Session, path: str) -> str:
    """`post:<path>` where the person of this thing gets letters, else nothing."""
    return POST + path if any(read(session, path) for read in _READERS) else ""
