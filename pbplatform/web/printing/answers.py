"""A PDF as the answer to a request."""

from __future__ import annotations

from flask import Response

from pbplatform.core.text_slug import slug


def as_pdf(made: bytes, name: str) -> Response:
    """A download that no proxy keeps; for what is printed at a desk.

    Args:
        name: of the file, without its ending.
    """
    response = _as_file(made, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def as_public_pdf(made: bytes, name: str) -> Response:
    """A download that is the same for everybody; whoever keeps it asks whether it changed."""
    response = _as_file(made, name)
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response


def _as_file(made: bytes, name: str) -> Response:
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename={slug(name) or 'print'}.pdf"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
