"""The facilitator gives and ends roles, in public."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries, services
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.policies import refuse_to_end
from pbplatform.accounts.queries import Holder
from pbplatform.accounts.queries.ends import roles_not_over, roles_over
from pbplatform.accounts.words.roles import ROLE_NAMES, ROLE_TASKS
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.whole import whole
from pbplatform.front.forms import EndForm, GrantForm, TakeBackForm
from pbplatform.front.role_pages import others_in, what_waits
from pbplatform.front.scopes import GRANTABLE, scope_facts, scope_names
from pbplatform.places.services.auditors import END_AUDITOR, GIVE_AUDITOR, to_end, to_give
from pbplatform.places.services.equals import (
    END_FACILITATOR,
    OFFER_FACILITATOR,
    to_end_facilitator,
    to_offer,
)
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Refusals, Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("roles", __name__)
PER_PAGE = 100


def _own_scopes(actor: Actor) -> dict[str, str]:
    """The scopes this facilitator looks after, with their names."""
    named = scope_names(db.session())
    return {scope: name for scope, name in named.items() if actor.holds("facilitator", scope)}


@bp.route("/desk/facilitator/roles")
@staff("facilitator")
def index() -> ResponseReturnValue:
    return _page(GrantForm(formdata=None))


def _page(form: GrantForm) -> ResponseReturnValue:
    actor = require_actor()
    scopes = _own_scopes(actor)
    form.offer(scopes)
    now = request_now()
    current = [each for each in roles_not_over(db.session(), now=now) if each.scope in scopes]
    asked = request.args.get("page", 1, type=whole)
    page = render_template(
        "roles/index.html",
        form=form,
        current=current,
        offers=[
            (offer, name)
            for offer, name in queries.offers(db.session(), now=now, scopes=list(scopes))
        ],
        past=roles_over(db.session(), list(scopes), now=now, wanted=asked, size=PER_PAGE),
        page_url=lambda number: url_for("roles.index", page=number),
        scopes=scopes,
        role_names=ROLE_NAMES,
        may_end={holder.grant_id for holder in current if _may_end(actor, holder)},
        grantable=GRANTABLE,
        role_tasks=ROLE_TASKS,
    )
    return page, form.status


def _may_end(actor: Actor, holder: Holder) -> bool:
    own = actor.acting_over("facilitator", holder.scope)
    if _by_two(actor, holder):
        return own.scope == PLACE
    return not refuse_to_end(own, role=holder.role, scope=holder.scope)


def _by_two(actor: Actor, holder: Holder) -> bool:
    """Whether only two people end this role: an auditor's, and an equal's of the place.

    One's own is laid down on its page.
    """
    if holder.role == Role.AUDITOR:
        return True
    equal = (holder.role, holder.scope) == (Role.FACILITATOR, PLACE)
    return equal and holder.account_id != actor.account_id


@bp.route("/desk/facilitator/roles", methods=["POST"])
@staff("facilitator")
def grant() -> ResponseReturnValue:
    actor, form = require_actor(), GrantForm()
    form.offer(_own_scopes(actor))
    if form.role.data == Role.AUDITOR:
        told = _("An auditor must confirm this. Where there is none, the operator gives the role.")
        answer = post(
            form,
            partial(_ask_for_auditor, actor, form),
            Then(url_for("two_people.index"), told),
            refusals=DomainError,
        )
    elif _is_equal(actor, form):
        answer = post(
            form, partial(_offer, actor, form), _offered, refusals=DomainError, form_is="makes"
        )
    else:
        answer = post(
            form,
            partial(_appoint, actor, form),
            lambda _nothing: Then(url_for(".index"), _given(form)),
            refusals=DomainError,
            form_is="makes",
        )
    return answer or _page(form)


def _ask_for_auditor(actor: Actor, form: GrantForm, session: Session) -> None:
    """No single person makes an auditor: a second one confirms."""
    asked = to_give(
        name=form.name.data.strip(),
        email=form.email.data.strip(),
        title=(form.title.data or "").strip(),
        expires_at=form.ends_at(current_frame().timezone),
    )
    own = actor.acting_over("facilitator", PLACE)
    services.ask(session, GIVE_AUDITOR, actor=own, asked=asked, now=request_now())


def _is_equal(actor: Actor, form: GrantForm) -> bool:
    """Whether this is the role of the giver themselves, which the other must accept."""
    scope = form.scope.data or ""
    if form.role.data != Role.FACILITATOR or not actor.holds(Role.FACILITATOR, scope):
        return False
    return actor.acting_over(Role.FACILITATOR, scope).scope == scope


def _offer(actor: Actor, form: GrantForm, session: Session) -> str:
    """Ask somebody to be facilitator beside or after oneself; of the place, an auditor first."""
    now, scope = request_now(), form.scope.data
    own = actor.acting_over(Role.FACILITATOR, scope)
    hands_over = None
    if form.hands_over.data:
        held = queries.holders(
            session, now=now, scopes=[scope], role=Role.FACILITATOR, account_id=actor.account_id
        )
        if not held:
            raise Conflict("offer.nothing_to_hand_over", field="hands_over")
        hands_over = max(held, key=lambda each: each.expires_at).grant_id
    email, name, title = form.email.data.strip(), form.name.data.strip(), form.title.data or ""
    expires_at = form.ends_at(current_frame().timezone)
    known = {actor.account_id, services.invited_account(session, email)}
    if scope == PLACE and services.auditors_besides(session, known, now=now):
        asked = to_offer(
            name=name,
            email=email,
            title=title.strip(),
            expires_at=expires_at,
            hands_over=hands_over,
        )
        services.ask(session, OFFER_FACILITATOR, actor=own, asked=asked, now=now)
        return "auditor"
    offer = services.Offer(
        email=email,
        name=name,
        scope=scope,
        title=title,
        expires_at=expires_at,
        where=scope_facts(session).get(scope, {}),
        last_day=form.expires_on.data,
        hands_over=hands_over,
    )
    services.offer_role(session, actor=own, offer=offer, now=now)
    return "asked"


def _offered(waits_for: str) -> Then:
    if waits_for == "auditor":
        return Then(
            url_for("two_people.index"),
            _("An auditor must confirm this first. Then a mail asks the person to accept."),
        )
    return Then(url_for(".index"), _("A mail asks them to accept. The role begins when they do."))


@bp.route("/desk/facilitator/roles/take-back", methods=["POST"])
@staff("facilitator")
def take_back() -> ResponseReturnValue:
    """No longer ask; whoever was asked is told. They can be asked again."""
    actor, form = require_actor(), TakeBackForm()
    found = queries.offers(db.session(), now=request_now(), scopes=list(_own_scopes(actor)))
    offer = next((each for each, _name in found if str(each.id) == form.offer.data), None)
    if offer is None:
        raise NotFound("offer.not_found")
    offer_id, own = offer.id, actor.acting_over(Role.FACILITATOR, offer.scope)

    def take(session: Session) -> None:
        services.take_offer_back(session, actor=own, offer_id=offer_id, now=request_now())

    told = Then(url_for(".index"), _("They are no longer asked. A mail tells them."))
    return post(form, take, told) or _page(GrantForm(formdata=None))


def _given(form: GrantForm) -> str:
    """What was done, by the name that the address already had, if any."""
    person = queries.account_by_email(db.session(), form.email.data)
    told: str = _(
        "%(name)s has the role %(role)s. A mail tells them, and the public log everybody.",
        name=person.name if person else form.name.data,
        role=ROLE_NAMES[form.role.data],
    )
    return told


def _appoint(actor: Actor, form: GrantForm, session: Session) -> None:
    scope = form.scope.data
    if form.hands_over.data:
        raise Conflict("offer.nothing_to_hand_over", field="hands_over")
    services.appoint(
        session,
        actor=actor.acting_over("facilitator", scope),
        email=form.email.data,
        name=form.name.data,
        role=form.role.data,
        scope=scope,
        title=form.title.data or "",
        where=scope_facts(session).get(scope),
        last_day=form.expires_on.data,
        expires_at=form.ends_at(current_frame().timezone),
        now=request_now(),
    )


@bp.route("/desk/facilitator/roles/end", methods=["POST"])
@staff("facilitator")
def end() -> ResponseReturnValue:
    """The first press asks for the reason; the second ends the role."""
    actor, form = require_actor(), EndForm()
    holder = _chosen(actor, form.grant.data)
    if _by_two(actor, holder):
        told = Then(url_for("two_people.index"), _("An auditor must confirm that this role ends."))
        refusals: Refusals = (Conflict, NotAllowed)
    else:
        told = Then(url_for(".index"), _("The role has ended. The public log says why."))
        refusals = Conflict
    if form.validate() and form.sure.data:
        end_it = partial(_end, actor, holder, form.reason.data or "", form.seen.data or "")
        if answer := post(form, end_it, told, refusals=refusals):
            return answer
    form.sure.data = True
    form.carry(_facts(holder))
    acts, stays = what_waits(db.session(), holder)
    alone = not others_in(db.session(), holder)
    page = render_template(
        "roles/end.html",
        acts=acts,
        stays=stays,
        alone=alone,
        form=form,
        holder=holder,
        role=ROLE_NAMES[holder.role],
        scope=_own_scopes(actor)[holder.scope],
    )
    return page, form.status


def _facts(holder: Holder) -> Facts:
    """The role as the page shows it."""
    return {
        "holder": holder.name,
        "title": holder.title,
        "role": holder.role,
        "scope": holder.scope,
        "until": holder.last_at,
    }


def _require_same(session: Session, grant_id: int, seen: str) -> None:
    """Go on only when the role is what the page showed; its row stays locked."""
    grant = services.lock_grant(session, grant_id)
    if grant is None:
        raise NotFound("role.not_found")
    held = queries.holders(session, now=request_now(), scopes=[grant.scope])
    own = next((each for each in held if each.grant_id == grant_id), None)
    require_same(seen, _facts(own) if own else {"until": ""})


def _end(actor: Actor, holder: Holder, reason: str, seen: str, session: Session) -> None:
    own = actor.acting_over("facilitator", holder.scope)
    if not _by_two(actor, holder) and (
        refusal := refuse_to_end(own, role=holder.role, scope=holder.scope)
    ):
        raise refusal
    _require_same(session, holder.grant_id, seen)
    if holder.role == Role.AUDITOR:
        asked = to_end(grant_id=holder.grant_id, reason=reason.strip())
        services.ask(session, END_AUDITOR, actor=own, asked=asked, now=request_now())
        return
    if _by_two(actor, holder):
        asked = to_end_facilitator(grant_id=holder.grant_id, reason=reason.strip())
        services.ask(session, END_FACILITATOR, actor=own, asked=asked, now=request_now())
        return
    services.end_role(
        session, actor=own, grant_id=holder.grant_id, reason=reason, now=request_now()
    )


def _chosen(actor: Actor, typed: str | None) -> Holder:
    """The current role that was chosen on the page, if it is this facilitator's to end."""
    current = queries.holders(db.session(), now=request_now(), scopes=list(_own_scopes(actor)))
    for holder in current:
        if str(holder.grant_id) == typed:
            return holder
    raise NotFound("role.not_found")
