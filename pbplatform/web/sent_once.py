"""Where forms carry their nonce, and what is said when one comes twice (docs/rules/forms.md 1)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pbplatform.core import sent_once
from pbplatform.core.db import db
from pbplatform.core.transaction import FormIs, NoTurn, before_writing, transaction
from pbplatform.web.app import no_store
from pbplatform.web.guards import current_actor
from pbplatform.web.kept_form import kept_form
from pbplatform.web.navigation import page_before

log = logging.getLogger(__name__)
_WAIT_SECONDS = 3.0
_LOOK_AGAIN_SECONDS = 0.05
# The vote's own forms have a nonce of the vote, and leave no trace beside it.
EXEMPT = frozenset({"voting"})
_FIELD = Markup('<input type="hidden" name="{}" value="{}">')
_IGNORED = ("csrf_token", sent_once.FIELD)


def once_field() -> Markup:
    """The hidden field of a form that does something; another nonce for each form and page."""
    return _FIELD.format(sent_once.FIELD, sent_once.new_nonce())


def _use_up(session: Session, form: FormIs) -> Callable[[], None] | None:
    """At the beginning of the first transaction of a request: its form's nonce is used up."""
    if not has_request_context() or request.method != "POST" or "sent_key" in g:
        return None
    nonce = request.form.get(sent_once.FIELD, "")
    if not nonce or form == "goes on" or request.blueprint in EXEMPT:
        return None
    fields = [each for each in request.form.items(multi=True) if each[0] not in _IGNORED]
    fields += [(name, file.filename or "") for name, file in request.files.items(multi=True)]
    content = sent_once.content_of(nonce, fields)
    where = f"{_sender()}|{request.path}"
    key = sent_once.key_of(nonce, where if form == "makes" else f"{where}|{content.hex()}")
    sent_once.use_up(session, key=key, content=content, now=g.now)
    return partial(setattr, g, "sent_key", key)


def _sender() -> str:
    """Who sends: a page that somebody left open on a shared computer is the next one's form.

    The form that signs in is the visitor's it was, also for who is signed in by it.
    """
    view = current_app.view_functions[request.endpoint or ""]
    if request.blueprint == "accounts" and getattr(view, "guard", "") == "public":
        return ""
    actor = current_actor()
    return str(actor.account_id) if actor else ""


def _note_answer(response: Response) -> Response:
    """After the act: where its answer leads."""
    key: bytes | None = g.get("sent_key")
    if key is None:
        return response
    try:
        with transaction() as session:
            sent_once.note_answer(session, key=key, answer=response.location or "")
    except (SQLAlchemyError, NoTurn):  # the act stands; only whoever pressed twice learns less
        log.warning("where the answer to a form led could not be noted")
    return response


def _first_answer(key: bytes) -> str | None:
    """Wait a little for the first sending to be answered."""
    end = time.monotonic() + _WAIT_SECONDS
    while True:
        db.session.rollback()
        answer = sent_once.answer_of(db.session(), key)
        if answer is not None or time.monotonic() >= end:
            return answer
        time.sleep(_LOOK_AGAIN_SECONDS)


def on_sent_already(error: Exception) -> ResponseReturnValue:
    """The first answer again; or a page that says what was done, and keeps words that are new."""
    if not isinstance(error, sent_once.SentAlready):
        raise error
    answer = _first_answer(error.key)
    if error.same and answer:
        return redirect(answer, 303)
    page = render_template(
        "errors/sent_already.html",
        kept=None if error.same else kept_form(),
        answer=answer or None,
        back=page_before(),
    )
    return no_store((page, 200 if error.same else 409))


def register(app: Flask) -> None:
    """Templates get `once_field`; the first transaction of a request uses the nonce up."""
    app.jinja_env.globals["once_field"] = once_field
    app.after_request(_note_answer)
    app.register_error_handler(sent_once.SentAlready, on_sent_already)
    with app.app_context():
        before_writing(_use_up)
