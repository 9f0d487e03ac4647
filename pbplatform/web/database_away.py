"""The database does not answer: a page in words, which keeps what was typed for another try."""

from __future__ import annotations

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import refresh
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from pbplatform.core.write_turns import NoTurn
from pbplatform.web.app import no_store
from pbplatform.web.frame import last_frame
from pbplatform.web.guards import nobody_asks
from pbplatform.web.kept_form import address, kept_form

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
    nobody_asks()
    g.frame = last_frame()
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


def on_taken_meanwhile(error: Exception) -> ResponseReturnValue:
    """Somebody else did the same at this moment (a name, a number, a day): say so, keep the form.

    Sent again, the form meets the rule that has the right words. Any other broken rule of the
    database is a fault of ours, and stays one.
    """
    if not _taken(error):
        raise error
    current_app.logger.warning("two acts met at %s", request.url_rule or "?")
    page = render_template("errors/at_once.html", kept=kept_form(), address=address())
    return no_store((page, 409))


def _taken(error: Exception) -> bool:
    """Whether what a statement wanted is there already, or what it needed is gone."""
    said = getattr(error, "orig", None)
    alike = ("UNIQUE constraint failed", "FOREIGN KEY constraint failed")
    return getattr(said, "sqlstate", "") in ("23505", "23503") or any(
        words in str(said) for words in alike
    )


def _locked(error: Exception) -> bool:
    """Whether somebody else held what a statement needed, and the database itself is well."""
    said = getattr(error, "orig", None)
    return getattr(said, "sqlstate", "") == "55P03" or "database is locked" in str(said)


def register(app: Flask) -> None:
    """Answer for a lost connection, a full disk, a lock never free, two acts at one moment."""
    for kind in (OperationalError, InterfaceError, NoFreeConnection, NoTurn):
        app.register_error_handler(kind, on_database_away)
    app.register_error_handler(IntegrityError, on_taken_meanwhile)
