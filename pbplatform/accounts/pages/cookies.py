"""The cookie of a session: the one place that writes it (ruling 14)."""

from __future__ import annotations

from flask import current_app
from werkzeug import Response

from pbplatform.accounts import services
from pbplatform.web.guards import forget_who_asks

COOKIE = "pb_session"


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its new session; the cookie ends with the session row."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=services.SESSION_DAYS * 86400,
        secure=current_app.extensions["settings"].secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    forget_who_asks()
