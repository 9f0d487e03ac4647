"""Closed files of letters, as pages send them: once, to one person, never kept."""

from __future__ import annotations

from flask import Response, current_app

from pbplatform.web.app import no_store


def secrets_in_use() -> list[str]:
    """Secrets under which keys of letter files are kept, the present one first."""
    settings = current_app.extensions["settings"]
    return [secret for secret in (settings.secret_key, settings.secret_key_previous) if secret]


def send_closed(slug: str, file_no: int, closed: bytes) -> Response:
    """The closed file as a download."""
    response = no_store(Response(closed, mimetype="text/plain"))
    name = f"letters-{slug}-{file_no}.pbletters"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
