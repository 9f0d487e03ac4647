"""The list of a person's desks, and the facilitator's overview."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.wording import ROLE_NAMES, ROLE_TASKS
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.clock import request_now
from pbplatform.core.db import db
from pbplatform.core.guards import require_actor, signed_in, staff
from pbplatform.core.navigation import has_page
from pbplatform.places import queries as places
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.kinds import Phase
from pbplatform.web.scopes import scope_names

bp = Blueprint("desk", __name__)
SOON = timedelta(days=60)


class ToDo(NamedTuple):
    """One thing that waits for the facilitator; the earliest `by` stands first."""

    lead: str
    text: str
    by: date | datetime | None
    url: str
    link: str
    late: bool = False


@bp.route("/desk")
@signed_in
def index() -> ResponseReturnValue:
    actor = require_actor()
    named = scope_names(db.session())
    desks = []
    for role in Role:
        scopes = actor.scopes(role)
        if scopes:
            path = f"/desk/{role}"
            desks.append(
                {
                    "name": ROLE_NAMES[role],
                    "task": ROLE_TASKS[role],
                    "where": [named.get(scope, scope) for scope in scopes],
                    "url": path if has_page(path) else None,
                }
            )
    return render_template("desk/index.html", desks=desks)


@bp.route("/desk/facilitator")
@staff("facilitator")
def facilitator() -> ResponseReturnValue:
    actor, now = require_actor(), request_now()
    found = [*_of_rounds(db.session(), actor, now), *_of_place(db.session(), actor, now)]
    found.sort(key=lambda todo: (not todo.late, todo.by is not None, _day(todo.by)))
    return render_template(
        "desk/facilitator.html",
        late=[todo for todo in found if todo.late],
        rest=[todo for todo in found if not todo.late],
        pages=_pages(actor),
    )


def _day(by: date | datetime | None) -> date:
    if by is None:
        return date.min
    return by.date() if isinstance(by, datetime) else by


def _pages(actor: Actor) -> list[tuple[str, str]]:
    """What a facilitator looks after, where there are pages for it."""
    known = [
        (_("Rounds"), "/desk/facilitator/rounds"),
        (_("Forums"), "/desk/facilitator/forums"),
        (_("Roles"), "/desk/facilitator/roles"),
    ]
    if actor.holds(Role.FACILITATOR, PLACE):
        known.append((_("The place"), "/desk/facilitator/place"))
    return [(text, path) for text, path in known if has_page(path)]


def _of_rounds(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """Rounds in which the next act is the facilitator's."""
    waiting = []
    for round_ in rounds.all_rounds(session):
        phase = round_.phase(now)
        mine = phase in (Phase.DRAFT, Phase.COUNTING) or (
            phase == Phase.REVIEW and now >= round_.review_close_at
        )
        act = rounds.next_act(round_, now) if mine else None
        if act and actor.holds(Role.FACILITATOR, round_.scope):
            url = f"/desk/facilitator/{round_.path}"
            waiting.append(ToDo(round_.name, act.what, act.by, url, _("Go to the round"), act.late))
    return waiting


def _of_place(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """What the place itself lacks, and roles that run out."""
    if not actor.holds(Role.FACILITATOR, PLACE):
        return []
    page = "/desk/facilitator/place"
    waiting = []
    if not places.teams(session):
        text = _("Without teams nobody prices proposals or answers points.")
        waiting.append(ToDo(_("Add the first team"), text, None, f"{page}#teams", _("Add a team")))
    if not rounds.all_rounds(session):
        text = _("It stays a draft until you publish it.")
        start = "/desk/facilitator/rounds/new"
        waiting.append(ToDo(_("Start the first round"), text, None, start, _("Start a round")))
    calendars = places.calendars(session)
    if not calendars or calendars[0].last_year <= now.year:
        text = _("Deadlines of next year need its holidays.")
        title = _("Freeze a longer holiday table")
        end = date(now.year, 12, 31)
        waiting.append(ToDo(title, text, end, f"{page}#holidays", _("Freeze a table")))
    waiting.extend(_ending_roles(session, now))
    return waiting


def _ending_roles(session: Session, now: datetime) -> list[ToDo]:
    ending = [
        holder
        for holder in accounts.holders(session, now=now)
        if holder.expires_at < now + SOON and holder.scope == PLACE
    ]
    return [
        ToDo(
            _("A role ends: %(name)s", name=holder.name),
            _("%(role)s of the whole place.", role=ROLE_NAMES[holder.role]),
            holder.last_at,
            "/desk/facilitator/roles",
            _("Look at the roles"),
        )
        for holder in ending
    ]
