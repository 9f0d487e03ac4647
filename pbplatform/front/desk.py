"""The list of a person's desks, and the facilitator's overview."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.domain.ends import WARN_DAYS
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.words.roles import ROLE_NAMES, ROLE_TASKS
from pbplatform.changes.pages.deciding import SECOND
from pbplatform.changes.pages.deciding import waiting_for as changes_for
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.db import db
from pbplatform.core.paging import page_of
from pbplatform.core.reading_once import reading_once
from pbplatform.core.whole import whole
from pbplatform.front.scopes import names_of
from pbplatform.front.to_do import waiting_for_facilitator
from pbplatform.front.two_people import ROLES, waiting_for
from pbplatform.trustees.words.waiting import waiting_for_trustee
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.navigation import has_page
from pbplatform.web.sentences import gettext as _
from pbplatform.web.to_do import AtDesk

bp = Blueprint("desk", __name__)
PER_PAGE = 20
SOON = timedelta(days=WARN_DAYS[0])  # from then on the list says that a role ends
# Roles that share a desk with another one.
# Where the clerk of a forum works: beside its facilitators.
FORUMS_DESK = "/desk/facilitator/forums"
DESKS = {Role.ELECTED: "/desk/official"}


@bp.route("/desk")
@signed_in
def index() -> ResponseReturnValue:
    actor, now = require_actor(), request_now()
    grants = accounts.holders(db.session(), now=now, account_id=actor.account_id)
    named = names_of(db.session(), {each.scope for each in grants})
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
                    "where": [
                        (named.get(each.scope, each.scope), each, each.expires_at < now + SOON)
                        for each in grants
                        if each.role == role and each.scope in scopes
                    ],
                    "url": path if has_page(path) else None,
                }
            )
    two_people = any(actor.holds(role) for role in ROLES)
    waiting = len(waiting_for(db.session(), actor)) if two_people else 0
    asked = accounts.offers(db.session(), now=now, account_id=actor.account_id)
    return render_template(
        "desk/index.html",
        desks=desks,
        two_people=two_people,
        waiting=waiting,
        looks_at_changes=any(actor.holds(role) for role in SECOND),
        changes=sum(
            view.newest.first_id != actor.account_id for view in changes_for(db.session(), actor)
        ),
        offers=[(offer, ROLE_NAMES[offer.role]) for offer, _name in asked],
        as_trustee=waiting_for_trustee(db.session(), actor.account_id),
    )


@bp.route("/desk/facilitator")
@staff("facilitator")
def facilitator() -> ResponseReturnValue:
    actor, now = require_actor(), request_now()
    with reading_once(db.session()):
        found = waiting_for_facilitator(AtDesk(db.session(), actor, now, request_today()))
    page = page_of(found, wanted=request.args.get("page", 1, type=whole), size=PER_PAGE)
    late = sum(todo.late for todo in found)
    return render_template(
        "desk/facilitator.html",
        page=page,
        page_url=lambda number: url_for(".facilitator", page=number),
        late=[todo for todo in page.rows if todo.late],
        rest=[todo for todo in page.rows if not todo.late],
        counts={"late": late, "rest": page.total - late},
        pages=_pages(actor),
    )


def _pages(actor: Actor) -> list[tuple[str, str]]:
    """What a facilitator looks after, where there are pages for it."""
    known = [
        (_("Rounds"), "/desk/facilitator/rounds"),
        (_("Ideas"), "/desk/facilitator/ideas"),
        (_("Projects that won"), "/desk/facilitator/projects"),
        (_("Forums"), "/desk/facilitator/forums"),
        (_("Reported texts"), "/desk/facilitator/reports"),
        (_("Roles"), "/desk/facilitator/roles"),
    ]
    if actor.holds(Role.FACILITATOR, PLACE):
        known.append((_("The place"), "/desk/facilitator/place"))
    return [(text, path) for text, path in known if has_page(path)]
