"""A role that somebody was asked to take: read, accepted, declined.

Source: docs/rules/accounts.md section 8.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts import queries, services
from pbplatform.accounts.models import RoleInvitation
from pbplatform.accounts.pages.cookies import set_session_cookie
from pbplatform.accounts.policies import refuse_to_answer_offer
from pbplatform.accounts.words.roles import ROLE_NAMES, ROLE_TASKS
from pbplatform.core.actor import Actor
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.front.forms import OfferForm
from pbplatform.front.open_acts import can_go, hand_over, open_with
from pbplatform.front.scopes import names_of
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("offers", __name__)


def _mine(actor: Actor, handle: str) -> RoleInvitation:
    """The offer, if it was made to this person.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    offer = queries.offer_by_handle(db.session(), handle)
    if offer is None or offer.account_id != actor.account_id:
        raise NotFound("offer.not_found")
    return offer


def _facts(offer: RoleInvitation) -> Facts:
    """The offer as its page shows it."""
    return {
        "role": offer.role,
        "scope": offer.scope,
        "title": offer.title,
        "until": offer.expires_at,
        "hands_over": offer.hands_over is not None,
        "state": offer.state,
    }


def _page(handle: str, form: OfferForm) -> ResponseReturnValue:
    actor, now, session = require_actor(), request_now(), db.session()
    offer = _mine(actor, handle)
    still = queries.standing_of(session, offer.asked_by, offer.role, offer.scope, now=now)
    refusal = refuse_to_answer_offer(
        actor.as_resident(),
        invited=offer.account_id,
        waits=offer.waits(now),
        still_offered=still is not None,
    )
    handed = offer.hands_over and queries.grant_holder(session, offer.hands_over)
    form.carry(_facts(offer))
    page = render_template(
        "roles/offer.html",
        form=form,
        offer=offer,
        asker=queries.names_of(session, [offer.asked_by])[offer.asked_by],
        role=ROLE_NAMES[offer.role],
        task=ROLE_TASKS[offer.role],
        where=names_of(session, {offer.scope}).get(offer.scope, offer.scope),
        handed=can_go(open_with(session, handed, now)) if handed else [],
        why_not=message_for(refusal) if refusal else "",
    )
    return no_store((page, form.status))


@bp.route("/offers/<handle>")
@signed_in
def show(handle: str) -> ResponseReturnValue:
    return _page(handle, OfferForm(formdata=None))


@bp.route("/offers/<handle>", methods=["POST"])
@signed_in
def accept(handle: str) -> ResponseReturnValue:
    """Take the role; the session is begun anew, since a role that begins ends all others."""
    form = OfferForm()
    offer_id = _mine(require_actor(), handle).id
    work = partial(_accept, require_actor(), offer_id, form.seen.data or "")
    return post(form, work, _signed_in_again) or _page(handle, form)


def _accept(actor: Actor, offer_id: int, seen: str, session: Session) -> str:
    now = request_now()
    offer = session.get_one(RoleInvitation, offer_id, with_for_update=True, populate_existing=True)
    require_same(seen, _facts(offer))
    giver = queries.grant_holder(session, offer.hands_over) if offer.hands_over else None
    grant = services.accept_offer(session, actor=actor.as_resident(), offer_id=offer_id, now=now)
    if giver is not None and can_go(open_with(session, giver, now)):
        own = actor.as_resident()
        acting = type(own)(own.kind, own.key, grant.role, grant.scope, actor.name)
        hand_over(session, actor=acting, holder=giver, names=None, to=actor.account_id, now=now)
    return services.open_session(session, account_id=actor.account_id, now=now)


def _signed_in_again(token: str) -> Response:
    told = _("You have the role now. The public log says so.")
    response = Then(url_for("desk.index"), told).answer()
    set_session_cookie(response, token)
    return response


@bp.route("/offers/<handle>/decline", methods=["POST"])
@signed_in
def decline(handle: str) -> ResponseReturnValue:
    """Say no; whoever asked is told and can ask again."""
    actor, form = require_actor(), OfferForm()
    offer_id = _mine(actor, handle).id

    def say_no(session: Session) -> None:
        own = actor.as_resident()
        services.decline_offer(session, actor=own, offer_id=offer_id, now=request_now())

    told = Then(url_for("me.show"), _("You have said no. Whoever asked you is told."))
    return post(form, say_no, told) or _page(handle, form)
