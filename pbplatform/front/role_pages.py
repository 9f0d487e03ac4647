"""One role: what is open in it, giving that to somebody else, and laying the role down.

Source: docs/rules/accounts.md sections 8 and 9.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts import queries, services
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.pages.cookies import set_session_cookie
from pbplatform.accounts.queries import Holder
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import Actor, ActorRef, covers
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.front.forms import HandForm, LayDownForm
from pbplatform.front.open_acts import can_go, hand_over, open_with, staying
from pbplatform.front.scopes import names_of
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.open_acts import OpenAct
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

bp = Blueprint("role", __name__)


def role_of(actor: Actor, handle: str) -> Holder:
    """The role, if it is this person's own or in the scope of a facilitator.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    holder = queries.grant_by_handle(db.session(), handle)
    if holder is None or not (
        holder.account_id == actor.account_id or actor.holds(Role.FACILITATOR, holder.scope)
    ):
        raise NotFound("role.not_found")
    return holder


def others_in(session: Session, holder: Holder) -> list[Holder]:
    """Who else holds the same role there, each person once, by name."""
    held = queries.holders(session, now=request_now(), role=holder.role)
    found = {
        each.account_id: each
        for each in held
        if covers(each.scope, holder.scope) and each.account_id != holder.account_id
    }
    return sorted(found.values(), key=lambda each: (each.name, each.account_id))


def what_waits(session: Session, holder: Holder) -> tuple[list[OpenAct], list[str]]:
    """What is open with the person, and what stays there."""
    now = request_now()
    return open_with(session, holder, now), staying(session, holder.scope, now)


def _page(holder: Holder, form: HandForm) -> ResponseReturnValue:
    actor, session, now = require_actor(), db.session(), request_now()
    others = others_in(session, holder)
    acts, stays = what_waits(session, holder)
    form.offer(can_go(acts), others)
    own = holder.account_id == actor.account_id
    page = render_template(
        "roles/open_acts.html",
        form=form,
        holder=holder,
        own=own,
        is_over=holder.is_over(now),
        role=ROLE_NAMES[holder.role],
        where=names_of(session, {holder.scope}).get(holder.scope, holder.scope),
        acts=acts,
        going=can_go(acts),
        stays=stays,
        others=others,
        alone=not others,
        facilitates=actor.holds(Role.FACILITATOR, holder.scope),
        by_two=holder.role == Role.AUDITOR,
    )
    return no_store((page, form.status))


@bp.route("/desk/roles/<handle>")
@signed_in
def show(handle: str) -> ResponseReturnValue:
    return _page(role_of(require_actor(), handle), HandForm(formdata=None))


@bp.route("/desk/roles/<handle>/hand-over", methods=["POST"])
@signed_in
def hand(handle: str) -> ResponseReturnValue:
    """Give what is ticked to the person who was chosen; it can be given on, or back."""
    actor, form = require_actor(), HandForm()
    holder, session = role_of(actor, handle), db.session()
    form.offer(can_go(open_with(session, holder, request_now())), others_in(session, holder))
    acting = _acting(actor, holder)

    def give(session: Session) -> int:
        names, to = set(form.acts.data or ()), int(form.to.data)
        return hand_over(
            session, actor=acting, holder=holder, names=names, to=to, now=request_now()
        )

    def told(count: int) -> Then:
        said = ngettext(
            "%(num)s open act has another owner now.",
            "%(num)s open acts have another owner now.",
            count,
        )
        return Then(url_for(".show", handle=handle), said)

    return post(form, give, told, refusals=DomainError) or _page(holder, form)


def _acting(actor: Actor, holder: Holder) -> ActorRef:
    """In the role itself where it is one's own, else as facilitator over it."""
    if holder.account_id != actor.account_id:
        return actor.acting_over(Role.FACILITATOR, holder.scope)
    if actor.holds(holder.role, holder.scope):
        return actor.acting_as(holder.role, holder.scope)
    return actor.as_resident()


@bp.route("/desk/roles/<handle>/lay-down", methods=["GET", "POST"])
@signed_in
def lay_down(handle: str) -> ResponseReturnValue:
    """End a role of one's own, with a reason; another person can give it again."""
    actor, form = require_actor(), LayDownForm()
    holder = role_of(actor, handle)
    if holder.account_id != actor.account_id or holder.is_over(request_now()):
        raise NotFound("role.not_found")
    work = partial(_lay_down, actor, holder, form.reason.data or "", form.seen.data or "")
    if answer := post(form, work, _signed_in_again, refusals=DomainError):
        return answer
    form.carry(_facts(holder))
    acts, stays = what_waits(db.session(), holder)
    alone = not others_in(db.session(), holder)
    page = render_template(
        "roles/lay_down.html",
        form=form,
        holder=holder,
        role=ROLE_NAMES[holder.role],
        where=names_of(db.session(), {holder.scope}).get(holder.scope, holder.scope),
        acts=acts,
        stays=stays,
        alone=alone,
    )
    return no_store((page, form.status))


def _facts(holder: Holder) -> Facts:
    """The role as the page shows it."""
    return {
        "title": holder.title,
        "role": holder.role,
        "scope": holder.scope,
        "until": holder.last_at,
    }


def _lay_down(actor: Actor, holder: Holder, reason: str, seen: str, session: Session) -> str:
    now = request_now()
    services.lock_grant(session, holder.grant_id)
    held = queries.grant_holder(session, holder.grant_id)
    require_same(seen, _facts(held) if held else {"until": ""})
    own = _acting(actor, holder)
    services.lay_down(session, actor=own, grant_id=holder.grant_id, reason=reason, now=now)
    return services.open_session(session, account_id=actor.account_id, now=now)


def _signed_in_again(token: str) -> Response:
    told = _("The role has ended. The public log says why.")
    response = Then(url_for("desk.index"), told).answer()
    set_session_cookie(response, token)
    return response
