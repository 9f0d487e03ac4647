"""The public page of a team: who acts for it, how to reach it, what it owes and builds.

Source: docs/rules/places.md section 7.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.db import db
from pbplatform.delivery import queries as delivery
from pbplatform.delivery.words.next_act import next_act
from pbplatform.forums import queries as forums
from pbplatform.front.words.people import longest
from pbplatform.places import queries as places
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public

bp = Blueprint("team_page", __name__)


@bp.route("/teams/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """One team; what it answers is a press away, forum by forum."""
    session, now = db.session(), request_now()
    team = places.team_by_slug(session, slug)
    return render_template(
        "front/team.html",
        team=team,
        people=longest(accounts.holders(session, now=now, scopes=[team.scope])),
        role_names=ROLE_NAMES,
        forums=forums.forums(session),
        projects=[
            (view, next_act(view))
            for view in delivery.project_views(session, now=now, team_slugs=[team.slug])
        ],
    )
