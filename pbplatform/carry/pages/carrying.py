"""A point, an old idea or a project becomes an idea of a round: one page, one press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.carry import queries, services
from pbplatform.carry.domain.origin import NewWords, Origin
from pbplatform.carry.kinds import GONE, OriginKind
from pbplatform.carry.pages.blueprint import bp
from pbplatform.carry.pages.carry_form import CarryForm
from pbplatform.carry.policies import is_owner, refuse_as_it_stands
from pbplatform.carry.queries.origins import (
    origin_of_idea,
    origin_of_point,
    origin_of_project,
    owner_shown,
)
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.places.queries import areas
from pbplatform.points.pages.acting import find_point
from pbplatform.proposals.models import Idea
from pbplatform.proposals.pages.loading import facilitates, idea_of
from pbplatform.proposals.policies import may_see
from pbplatform.proposals.queries import proposal_by_number
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

# Told session, who acts, the round and the words; carries the thing of this page.
Carry = Callable[[Session, ActorRef, int, NewWords], Idea]


@bp.route("/forums/<slug>/points/<ref>/to-idea", methods=["GET", "POST"])
@signed_in
def point(slug: str, ref: str) -> ResponseReturnValue:
    """A point becomes an idea, by its asker or a facilitator of the round."""
    view = find_point(slug, ref, require_actor())
    point_id = view.point.id
    origin = origin_of_point(db.session(), view.point)

    def carry(session: Session, actor: ActorRef, round_id: int, words: NewWords) -> Idea:
        return services.carry_point(
            session,
            actor=actor,
            point_id=point_id,
            round_id=round_id,
            words=words,
            now=request_now(),
        )

    return _page(origin, carry, back=f"/{view.path}")


@bp.route("/rounds/<slug>/ideas/<int:number>/again", methods=["GET", "POST"])
@signed_in
def idea(slug: str, number: int) -> ResponseReturnValue:
    """An idea of an earlier round, by its author."""
    round_, old = idea_of(db.session(), slug, number)
    actor = require_actor()
    if not may_see(actor.as_resident(), old, facilitates=facilitates(actor, round_)):
        raise NotFound("idea.not_found")
    idea_id = old.id
    origin = origin_of_idea(db.session(), old, now=request_now())

    def carry(session: Session, actor: ActorRef, round_id: int, words: NewWords) -> Idea:
        return services.carry_idea(
            session,
            actor=actor,
            idea_id=idea_id,
            round_id=round_id,
            words=words,
            now=request_now(),
        )

    return _page(origin, carry, back=f"/{origin.path}")


@bp.route("/rounds/<slug>/proposals/<int:number>/again", methods=["GET", "POST"])
@signed_in
def project(slug: str, number: int) -> ResponseReturnValue:
    """A project that did not win or never came to a vote, by its authors or a delegate."""
    round_ = public_round(db.session(), slug)
    proposal = proposal_by_number(db.session(), round_.id, number)
    proposal_id, asks = proposal.id, require_actor().account_id
    origin = origin_of_project(db.session(), proposal, account_id=asks, now=request_now())

    def carry(session: Session, actor: ActorRef, round_id: int, words: NewWords) -> Idea:
        return services.carry_project(
            session,
            actor=actor,
            proposal_id=proposal_id,
            round_id=round_id,
            words=words,
            now=request_now(),
        )

    return _page(origin, carry, back=f"/{origin.path}")


def _acts_on(actor: Actor, origin: Origin, round_: Round) -> ActorRef | None:
    """The person as whoever may carry it into this round; None where they may not."""
    resident = actor.as_resident()
    if is_owner(resident, origin):
        return resident
    if origin.kind is OriginKind.POINT and actor.holds(Role.FACILITATOR, round_.scope):
        return actor.acting_over(Role.FACILITATOR, round_.scope)
    if origin.staff and actor.holds(Role.DELEGATE, origin.staff):
        return actor.acting_as(Role.DELEGATE, origin.staff)
    return None


def _require_part(actor: Actor, origin: Origin) -> None:
    """Whoever has no part in it meets the reason, not a form.

    Raises:
        NotAllowed: neither an author, nor somebody who may carry it for them.
    """
    is_point = origin.kind is OriginKind.POINT
    has_part = (
        is_owner(actor.as_resident(), origin)
        or (is_point and actor.holds(Role.FACILITATOR))
        or (bool(origin.staff) and actor.holds(Role.DELEGATE, origin.staff))
    )
    if not has_part:
        raise NotAllowed("carry.only_its_asker" if is_point else "carry.only_its_authors")


def _page(origin: Origin, carry: Carry, *, back: str) -> ResponseReturnValue:
    """The form, or why there is none now."""
    session, now, actor = db.session(), request_now(), require_actor()
    _require_part(actor, origin)
    taking = [
        (round_, acts)
        for round_ in queries.rounds_taking_ideas(session, now)
        if round_.id != origin.round_id and (acts := _acts_on(actor, origin, round_))
    ]
    done = queries.became(session, origin.path)
    held = {each.round.id for each in done if each.idea.state not in GONE}
    free = [(round_, acts) for round_, acts in taking if round_.id not in held]
    own = is_owner(actor.as_resident(), origin)
    known = areas(session)
    # A round that was chosen on an older page is refused by the rules, in words.
    form = CarryForm(origin, [round_ for round_, _acts in taking], known, own=own)
    by_slug = {round_.slug: (round_.id, acts) for round_, acts in taking}

    def act(writing: Session) -> Then:
        round_id, acts = by_slug.get(form.round.data or "", (0, actor.as_resident()))
        if not round_id:
            raise Conflict("carry.round_needed", field="round")
        idea = carry(writing, acts, round_id, form.words)
        told = _("It is sent as idea %(number)s.", number=idea.number)
        return Then(_after(idea, form.round.data, own=own, back=back), told)

    if answer := post(form, act, lambda then: then, refusals=DomainError, form_is="makes"):
        return answer
    shown = render_template(
        "carry/carry.html",
        origin=origin,
        form=form,
        back=back,
        own=own,
        done=done,
        gone=GONE,
        free=free or form.is_submitted(),
        refusal=message_for(refused) if (refused := refuse_as_it_stands(origin)) else "",
        next_round=queries.next_to_take_ideas(session, now),
        owner=owner_shown(session, origin, ""),
        picture_url=partial(_picture_url, origin.kind),
    )
    return no_store((shown, form.status))


def _after(idea: Idea, round_slug: str, *, own: bool, back: str) -> str:
    """Its author to the idea; who carried it for them, to where they came from."""
    if own:
        return url_for("ideas.yours", slug=round_slug, number=idea.number)
    return f"/rounds/{round_slug}/ideas/{idea.number}" if idea.is_public else back


def _picture_url(kind: OriginKind, digest: bytes) -> str:
    where = "points.picture" if kind is OriginKind.POINT else "pictures.show"
    return url_for(where, name=digest.hex())
