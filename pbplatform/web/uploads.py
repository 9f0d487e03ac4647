"""A picture that comes with a form: taken, kept, shown before anything is sent, served.

Source: docs/rules/running.md section 4, ruling 15.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Response, current_app, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.files import FileStore, keep_file
from pbplatform.core.pictures import clean_picture, small_picture
from pbplatform.core.transaction import transaction
from pbplatform.web.clock import request_now

_SANDBOX = "default-src 'none'; sandbox"
_OF_A_ROW = 192  # pixels of the longer side; shown at half of it, sharp on any screen


def picture_ticket(what: str) -> str:
    """Goes with the form on which a picture is chosen, to this browser and for this form."""
    ticket: str = generate_csrf(token_key=f"picture-{what}")
    return ticket


def _has_ticket(what: str) -> bool:
    try:
        validate_csrf(request.form.get("picture_ticket", ""), token_key=f"picture-{what}")
    except ValidationError:
        return False
    return True


def take_picture(sent: Any, what: str) -> bytes:
    """Clean and store a picture that came with a form, before any transaction; its SHA-256.

    Not a byte of it is read unless this browser was given the form for it.

    Raises:
        Conflict: it came without the form, or is no picture that we take.
    """
    if not _has_ticket(what):
        raise Conflict("file.without_form", field="photo")
    clean = clean_picture(sent.read())
    digest = _store().put(clean)
    with transaction(form="goes on") as session:
        keep_file(
            session, digest=digest, media_type="image/webp", size=len(clean), now=request_now()
        )
    return digest


def digest_of(typed: str | None) -> bytes | None:
    """The SHA-256 that a form carries in hex; None for anything else."""
    try:
        digest = bytes.fromhex(typed or "")
    except ValueError:
        return None
    return digest if len(digest) == 32 else None


def preview_of(digest: bytes | None) -> str | None:
    """A kept picture, small, as an address that holds it; None where there is none.

    The file has no public address before the text that it belongs to is sent.
    """
    if digest is None or not _store().exists(digest):
        return None
    small = small_picture(_store().get(digest))
    return "data:image/webp;base64," + b64encode(small).decode("ascii") if small else None


def picture_response(digest: bytes, *, is_public: bool, small: bool = False) -> Response:
    """The picture as an attachment, which an <img> does not mind; nothing in it can run.

    Args:
        small: made smaller for a row of a list, in a few milliseconds; caches keep it for a day.
    Raises:
        NotFound: the bytes are gone.
    """
    if not _store().exists(digest):
        raise NotFound("page.not_found")
    kept = _store().get(digest)
    shown = small_picture(kept, longest=_OF_A_ROW) if small else kept
    if shown is None:
        raise NotFound("page.not_found")
    response = Response(shown, mimetype="image/webp")
    name = digest.hex()[:16]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.webp"'
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = (
        "public, max-age=86400" if is_public else "private, no-store"
    )
    return response


def _store() -> FileStore:
    store: FileStore = current_app.extensions["files"]
    return store
