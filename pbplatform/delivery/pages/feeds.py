"""What became of the winners, as feeds. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.delivery import queries
from pbplatform.delivery.pages.blueprint import bp
from pbplatform.delivery.pages.public_pages import kept_of
from pbplatform.delivery.queries import project_path
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.clock import request_now
from pbplatform.web.feeds import MOST, atom, beside, changed_at, on_day, told_of
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _


@bp.route("/projects.atom")
@beside("delivery.projects", _l("These projects as a feed (Atom)"))
@public
def projects_feed() -> ResponseReturnValue:
    return _feed(None)


@bp.route("/rounds/<slug>/delivery.atom")
@beside("delivery.of_round", _l("These projects as a feed (Atom)"))
@public
def feed_of_round(slug: str) -> ResponseReturnValue:
    return _feed(public_round(db.session(), slug))


def _feed(round_: Round | None) -> Response:
    session, now = db.session(), request_now()
    here = round_.id if round_ else None
    kept = kept_of(queries.standings(session, now=now, round_id=here))
    came = {project_path(view.round_slug, view.number): on_day(view.step_on) for view in kept}
    changed = changed_at(session, list(came))
    newest = sorted(came, key=lambda path: changed.get(path, came[path]), reverse=True)[:MOST]
    if round_ is None:
        title = _("Projects that won")
    else:
        title = _("Projects that won, %(round)s", round=round_.name)
    shown = {path: came[path] for path in newest}
    return atom(title, told_of(session, shown, now, changed=changed))
