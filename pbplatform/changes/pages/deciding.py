"""What waits for a second person, one of them with its acts, and the document meanwhile."""

from __future__ import annotations

from flask import Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.changes import policies, queries, services
from pbplatform.changes.pages.blueprint import bp
from pbplatform.changes.pages.forms import DecideForm, TakeBackForm
from pbplatform.changes.pages.saying import PDF, own_teams
from pbplatform.changes.queries import ChangeView
from pbplatform.changes.services.deciding import two_of
from pbplatform.changes.words import sentences as wording
from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.files import FileStore
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

SECOND = (Role.OFFICIAL, Role.ELECTED, Role.FACILITATOR, Role.AUDITOR)


def acting_on(actor: Actor, view: ChangeView) -> ActorRef:
    """The person in the first of their roles that may look at it.

    Raises:
        NotAllowed: none of them may.
    """
    held = _acting(actor, view)
    if not held:
        raise NotAllowed("change.not_your_role")
    return held[0]


def _acting(actor: Actor, view: ChangeView) -> list[ActorRef]:
    over = {
        Role.OFFICIAL: view.team.scope,
        Role.ELECTED: view.team.scope,
        Role.FACILITATOR: view.scope,
        Role.AUDITOR: PLACE,
    }
    return [
        actor.acting_over(role, scope) for role, scope in over.items() if actor.holds(role, scope)
    ]


def waiting_for(session: Session, actor: Actor) -> list[ChangeView]:
    """What waits for a second person and this person may read, their own too."""
    waiting = queries.waiting_changes(session, now=request_now())
    return [view for view in waiting if _acting(actor, view)]


@bp.route("/desk/changes")
@staff(*SECOND)
def desk() -> ResponseReturnValue:
    """What waits for a second person."""
    actor, session = require_actor(), db.session()
    waiting = waiting_for(session, actor)
    return no_store(
        render_template(
            "changes/desk.html",
            mine=[view for view in waiting if view.newest.first_id == actor.account_id],
            others=[view for view in waiting if view.newest.first_id != actor.account_id],
            acts_for_team=bool(own_teams(actor)),
            wording=wording,
        )
    )


@bp.route("/desk/changes/<int:number>", methods=["GET", "POST"])
@staff(*SECOND)
def work(number: int) -> ResponseReturnValue:
    """One of them: confirm it, turn it down or take it back, by the button that was pressed."""
    actor, form, now = require_actor(), DecideForm(), request_now()
    view = queries.change_view(db.session(), number)
    acting = _deciding(db.session(), actor, view)
    choice, seen = form.choice.data, form.seen.data or ""

    def checked(session: Session) -> str:
        if choice == "confirm":
            services.confirm(session, actor=acting, change_id=number, seen=seen, now=now)
            return str(_("Confirmed. Everybody can read it now, with both names."))
        if choice == "turn-down":
            why = form.reason.data or ""
            services.turn_down(
                session, actor=acting, change_id=number, seen=seen, reason=why, now=now
            )
            return str(_("Turned down. Who said it reads why."))
        if choice == "withdraw":
            services.withdraw(session, actor=acting, change_id=number, seen=seen, now=now)
            return str(_("Taken back. It was never public."))
        raise Conflict("form.which_button")

    def then(said: str) -> Then:
        return Then(url_for(".work", number=number), said)

    if answer := post(form, checked, then, refusals=DomainError):
        return answer
    return _work_page(form, number, acting, actor)


def _work_page(
    form: DecideForm, number: int, acting: ActorRef, actor: Actor
) -> ResponseReturnValue:
    now = request_now()
    view = queries.change_view(db.session(), number)
    form.carry(view.newest.facts)
    mine = view.newest.first_id == actor.account_id
    refusal = _why_not(db.session(), acting, view)
    waits = view.newest.waits(now)
    page = render_template(
        "changes/work.html",
        form=form,
        view=view,
        waits=waits,
        mine=mine,
        why_not=message_for(refusal) if refusal and not mine else "",
        of_team=policies.refuse_to_say(acting, view.team.scope) is None,
        act=wording.next_act(view.newest) if waits else None,
        wording=wording,
    )
    return no_store((page, form.status))


def _why_not(session: Session, acting: ActorRef, view: ChangeView) -> DomainError | None:
    two = two_of(session, view, acting, now=request_now())
    return policies.refuse_to_confirm(
        acting,
        view.team.scope,
        view.scope,
        waits=view.newest.waits(request_now()),
        two=two,
    )


def _deciding(session: Session, actor: Actor, view: ChangeView) -> ActorRef:
    """The person in a role in which they may confirm it, else in the first that may look at it."""
    held = _acting(actor, view)
    if not held:
        raise NotAllowed("change.not_your_role")
    fit = (one for one in held if _why_not(session, one, view) is None)
    return next(fit, held[0])


@bp.route("/desk/changes/<int:number>/document.pdf")
@staff(*SECOND)
def document(number: int) -> ResponseReturnValue:
    """The PDF that waits with it, for those who may look at it, as a download."""
    view = queries.change_view(db.session(), number)
    acting_on(require_actor(), view)
    store: FileStore = current_app.extensions["files"]
    file = view.newest.file
    if file is None or not store.exists(file):
        raise NotFound("page.not_found")
    response = Response(store.get(file), mimetype=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="changed-{number}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return no_store(response)


@bp.route("/desk/changes/<int:number>/take-back", methods=["GET", "POST"])
@staff(Role.OFFICIAL, Role.ELECTED, Role.FACILITATOR)
def take_back(number: int) -> ResponseReturnValue:
    """Say in public that it is not so after all."""
    actor, form = require_actor(), TakeBackForm()
    view = queries.change_view(db.session(), number)
    place = actor.holds(Role.FACILITATOR, PLACE)
    acting = actor.acting_as(Role.FACILITATOR, PLACE) if place else acting_on(actor, view)

    def do(session: Session) -> None:
        services.take_back(
            session,
            actor=acting,
            change_id=number,
            seen=form.seen.data or "",
            reason=form.reason.data or "",
            now=request_now(),
        )

    then = Then(url_for(".work", number=number), _("It is taken back, in public."))
    if answer := post(form, do, then):
        return answer
    view = queries.change_view(db.session(), number)
    if view.holds is None:
        raise Conflict("change.not_confirmed")
    form.carry(view.holds.facts)
    page = render_template("changes/take_back.html", form=form, view=view, wording=wording)
    return no_store((page, form.status))
