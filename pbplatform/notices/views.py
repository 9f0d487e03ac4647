"""The mailbox page of demonstrations and tests."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.guards import demo_only
from pbplatform.core.web import no_store
from pbplatform.notices import mailboxes
from pbplatform.notices.delivery import letterhead

bp = Blueprint("notices", __name__)


@bp.route("/dev/mail")
@demo_only
def mailbox() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    head = letterhead(db.session(), settings.public_url)
    mails = mailboxes.mailbox(db.session(), head=head)
    return no_store(render_template("notices/mailbox.html", mails=mails))
