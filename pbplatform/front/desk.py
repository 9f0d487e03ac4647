"""The list of a person's desks, and the facilitator's overview."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.accounts.words.roles import ROLE_NAMES, ROLE_TASKS
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.db import db
from pbplatform.front.scopes import scope_names
from pbplatform.front.to_do import waiting_for_facilitator
from pbplatform.front.two_people import ROLES, waiting_for
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.words.status import state_name
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.navigation import has_page
from pbplatform.web.to_do import AtDesk

bp = Blueprint("desk", __name__)
# Roles that share a desk with another one.
# Where the clerk of a forum works: beside its facilitators.
FORUMS_DESK = "/desk/facilitator/forums"
DESKS = {Role.ELECTED: "/desk/official"}


@bp.route("/desk")
@signed_in
def index() -> ResponseReturnValue:
    actor = require_actor()
    named = scope_names(db.session())
    desks = []
    for role in Role:
        held = actor.scopes(role)
        of_forums = tuple(one for one in held if role == Role.CLERK and one.startswith("forum:"))
        elsewhere = tuple(one for one in held if one not in of_forums)
        for scopes, path in (
            (elsewhere, DESKS.get(role, f"/desk/{role}")),
            (of_forums, FORUMS_DESK),
        ):
            if not scopes:
                continue
            desks.append(
                {
                    "name": ROLE_NAMES[role],
                    "task": ROLE_TASKS[role],
                    "where": list(dict.fromkeys(named.get(scope, scope) for scope in scopes)),
                    "url": path if has_page(path) else None,
                }
            )
    two_people = any(actor.holds(role) for role in ROLES)
    waiting = len(waiting_for(db.session(), actor)) if two_people else 0
    return render_template("desk/index.html", desks=desks, two_people=two_people, waiting=waiting)


@bp.route("/desk/facilitator")
@staff("facilitator")
def facilitator() -> ResponseReturnValue:
    actor, now = require_actor(), request_now()
    found = waiting_for_facilitator(AtDesk(db.session(), actor, now, request_today()))
    return render_template(
        "desk/facilitator.html",
        late=[todo for todo in found if todo.late],
        rest=[todo for todo in found if not todo.late],
        pages=_pages(actor),
    )


@bp.route("/desk/auditor")
@staff("auditor")
def auditor() -> ResponseReturnValue:
    """What waits for a second look, and the rounds to look at; nothing here changes anything."""
    actor, now = require_actor(), request_now()
    waiting = waiting_for(db.session(), actor)
    return render_template(
        "desk/auditor.html",
        mine=[each for each in waiting if not each.mine and not each.why_not],
        others=[each for each in waiting if each.mine or each.why_not],
        rounds=[
            round_
            for round_ in rounds.published_rounds(db.session())
            if actor.holds(Role.AUDITOR, round_.scope)
        ],
        state_name=state_name,
        now=now,
    )


def _pages(actor: Actor) -> list[tuple[str, str]]:
    """What a facilitator looks after, where there are pages for it."""
    known = [
        (_("Rounds"), "/desk/facilitator/rounds"),
        (_("Ideas"), "/desk/facilitator/ideas"),
        (_("Projects that won"), "/desk/facilitator/projects"),
        (_("Forums"), "/desk/facilitator/forums"),
        (_("Roles"), "/desk/facilitator/roles"),
    ]
    if actor.holds(Role.FACILITATOR, PLACE):
        known.append((_("The place"), "/desk/facilitator/place"))
    return [(text, path) for text, path in known if has_page(path)]
