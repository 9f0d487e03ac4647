"""Pages that put several slices together."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from pbplatform.core.db import db
from pbplatform.core.guards import public

bp = Blueprint("web", __name__)


@bp.route("/")
@public
def home() -> ResponseReturnValue:
    return render_template("web/home.html")


@bp.route("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """For load balancers: answers when the database does."""
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}
