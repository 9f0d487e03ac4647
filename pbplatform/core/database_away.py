"""The database does not answer: a page in words, which keeps what was typed for another try."""

from __future__ import annotations

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from pbplatform.core.frame import last_frame
from pbplatform.core.kept_form import address, kept_form
from pbplatform.core.web import no_store
from pbplatform.core.write_turns import NoTurn

RETRY_SECONDS = 10


def on_database_away(error: Exception) -> ResponseReturnValue:
    """Say so without asking the database, and offer to send the same form again.

    Nothing of a vote is at risk: the same slip again is one vote. Source: docs/rules/voting.md
    section 3.
    """
    busy = isinstance(error, NoTurn) or _locked(error)
    if busy:
        current_app.logger.warning("no turn to write at %s", request.url_rule or "?")
    else:
        current_app.logger.error("the database does not answer", exc_info=error)
    g.actor, g.frame = None, last_frame()
    refresh()  # the language was perhaps being asked of the database
    page = render_template(
        "errors/database_away.html",
        kept=kept_form(),
        address=address(),
        busy=busy,
    )
    response = no_store((page, 503))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _locked(error: Exception) -> bool:
    """Whether somebody else held what a statement needed, and the database itself is well."""
    said = getattr(error, "orig", None)
    return getattr(said, "sqlstate", "") == "55P03" or "database is locked" in str(said)


def register(app: Flask) -> None:
    """Answer for a lost connection, a full disk, a lock that was never free."""
    for kind in (OperationalError, InterfaceError, NoFreeConnection, NoTurn):
        app.register_error_handler(kind, on_database_away)
