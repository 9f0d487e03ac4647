"""The mailbox page of demonstrations and tests."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from config import Settings
from pbplatform.core.db import db
from pbplatform.notices.jobs.delivery import letterhead
from pbplatform.notices.pages import mailboxes
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import demo_only

bp = Blueprint("notices", __name__)


@bp.route("/dev/mail")
@demo_only
def mailbox() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    head = letterhead(db.session(), settings.public_url)
    mails = mailboxes.mailbox(db.session(), head=head, now=request_now())
    return no_store(render_template("notices/mailbox.html", mails=mails))
