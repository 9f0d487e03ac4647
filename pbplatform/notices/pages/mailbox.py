"""The mailbox page of demonstrations and tests."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from config import Settings
from pbplatform.accounts.queries import email_of
from pbplatform.core.db import db
from pbplatform.notices.jobs.delivery import letterhead
from pbplatform.notices.pages import mailboxes
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import current_actor, demo_only

bp = Blueprint("notices", __name__)


@bp.route("/dev/mail")
@demo_only
def mailbox() -> ResponseReturnValue:
    settings: Settings = current_app.extensions["settings"]
    head = letterhead(db.session(), settings.public_url)
    actor = current_actor() if request.args.get("of") == "me" else None
    mine = email_of(db.session(), actor.account_id) if actor else ""
    mails = mailboxes.mailbox(db.session(), head=head, now=request_now(), to=mine)
    return no_store(render_template("notices/mailbox.html", mails=mails, mine=mine))
