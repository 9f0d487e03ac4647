"""A place's logo: made small before the transaction that names it."""

from __future__ import annotations

from werkzeug.datastructures import FileStorage

from pbplatform.core.files import FileStore
from pbplatform.core.pictures import clean_picture

LOGO_PIXELS = 192
LOGO_TYPE = "image/webp"


def store_logo(store: FileStore, upload: FileStorage | None) -> tuple[bytes, int] | None:
    """Hash and size in bytes of a logo that was sent; None when none was.

    Raises:
        Conflict: not a picture, or too large.
    """
    data = upload.read() if upload else b""
    if not data:
        return None
    picture = clean_picture(data, longest=LOGO_PIXELS, field="logo")
    return store.put(picture), len(picture)
