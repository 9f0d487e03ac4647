"""What was done, said to the one who did it, on the way to a page that many share."""

from __future__ import annotations

from flask import Blueprint, get_flashed_messages, redirect, render_template, request
from flask.typing import ResponseReturnValue

from pbplatform.core.local_paths import local_or
from pbplatform.web.app import no_store
from pbplatform.web.guards import public_not_shared
from pbplatform.web.navigation import nav_url

bp = Blueprint("done", __name__)


@bp.route("/done")
@public_not_shared("what one person has just done")
def show() -> ResponseReturnValue:
    """The message and the way on; without a message only the way on.

    Source: docs/rules/forms.md section 5.
    """
    on = local_or(request.args.get("to", ""), nav_url("now"))
    said = get_flashed_messages(with_categories=True)
    if not said:
        return redirect(on)
    warned = any(each[0] != "message" for each in said)
    return no_store(render_template("front/done.html", warned=warned, on=on))
