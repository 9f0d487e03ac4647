"""What waits for a second person: the whole facts, and who may press what."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries, services
from pbplatform.accounts.domain.acts import KINDS, ActKind, Asked
from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import PairAct
from pbplatform.accounts.policies import refuse_to_pair
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import Actor, ActorRef, covers
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.whole import whole_or_none
from pbplatform.front.forms import PairForm
from pbplatform.front.scopes import names_of
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.figures import SummaryRow
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import act_words

bp = Blueprint("two_people", __name__)
ROLES = (Role.FACILITATOR, Role.CLERK, Role.AUDITOR)


@dataclass(frozen=True)
class Waiting:
    """One act that waits, as a page shows it to one person.

    Attributes:
        mine: this person asked for it.
        why_not: why this person cannot confirm it; empty when they can.
        can: who can, by name and role.
    """

    act: PairAct
    title: str
    where: str
    facts: list[SummaryRow]
    asker: str
    role: str
    mine: bool
    why_not: str
    can: list[str]


@bp.route("/desk/two-people")
@staff(*ROLES)
def index() -> ResponseReturnValue:
    return _page(None, None)


def _page(said: str | None, refused: int | None) -> ResponseReturnValue:
    waiting = waiting_for(db.session(), require_actor())
    page = render_template(
        "desk/two_people.html",
        waiting=waiting,
        said=said,
        # What no longer waits has no place of its own: its refusal stands at the top.
        refused=refused if refused in {row.act.id for row in waiting} else None,
        days=services.DAYS_TO_CONFIRM,
    )
    return no_store((page, 409 if said else 200))


def waiting_for(session: Session, actor: Actor) -> list[Waiting]:
    """What waits in the scopes where this person holds a role that may ask or confirm."""
    acts = [
        act
        for act in queries.waiting_acts(session, now=request_now())
        if act.act in KINDS and _roles_held(actor, act)
    ]
    names = names_of(session, {act.scope for act in acts})
    return [_shown(session, actor, act, names) for act in acts]


def _roles_held(actor: Actor, act: PairAct) -> list[str]:
    """The roles in which this person may answer, an auditor's first."""
    wanted = [role for role in ROLES if role in KINDS[act.act].roles]
    wanted.sort(key=lambda role: role != Role.AUDITOR)
    return [role for role in wanted if actor.holds(role, act.scope)]


def _shown(session: Session, actor: Actor, act: PairAct, names: dict[str, str]) -> Waiting:
    kind, asked, now = KINDS[act.act], services.asked_of(act), request_now()
    found = queries.standings(session, act.scope, roles=kind.roles, now=now)
    first = next(
        (s for s, _n in found if s.account_id == act.asked_by and s.role == act.asked_role), None
    )
    able = [
        (standing, name)
        for standing, name in found
        if first and _refusal(session, kind, asked, first, standing) is None
    ]
    mine = act.asked_by == actor.account_id
    can = any(standing.account_id == actor.account_id for standing, _name in able)
    why_not = "" if mine or can else _why_not(session, actor, act, first)
    return Waiting(
        act=act,
        title=str(act_words(kind.name).title),
        where=names.get(act.scope, act.scope),
        facts=[
            {"key": key, "value": value, "user": True}
            for key, value in act_words(kind.name).facts(session, asked)
        ],
        asker=queries.names_of(session, [act.asked_by])[act.asked_by],
        role=str(ROLE_NAMES[act.asked_role]),
        mine=mine,
        why_not=why_not,
        can=[f"{name} ({ROLE_NAMES[standing.role]})" for standing, name in able],
    )


def _refusal(
    session: Session, kind: ActKind, asked: Asked, first: HeldRole, second: HeldRole
) -> DomainError | None:
    now = request_now()
    return refuse_to_pair(
        first,
        second,
        public_before=kind.public_before(session, asked, now),
        given_before=kind.lately(session, now),
    )


def _why_not(session: Session, actor: Actor, act: PairAct, first: HeldRole | None) -> str:
    """The refusal of the role that comes nearest to the rule."""
    kind, asked = KINDS[act.act], services.asked_of(act)
    if first is None:
        return message_for(NotAllowed("pair.asker_lost_role"))
    for role in _roles_held(actor, act):
        own = queries.standing_of(session, actor.account_id, role, act.scope, now=request_now())
        refusal = own and _refusal(session, kind, asked, first, own)
        if refusal:
            return message_for(refusal)
    return message_for(NotAllowed("pair.not_your_role"))


def answering(session: Session, actor: Actor, act: PairAct) -> ActorRef:
    """This person in the role that makes a right pair with the asker, else in the first they hold.

    Raises:
        NotFound: nothing here is theirs to see.
    """
    held = _roles_held(actor, act)
    if not held:
        raise NotFound("pair.not_found")
    kind, asked, now = KINDS[act.act], services.asked_of(act), request_now()
    first = queries.standing_of(session, act.asked_by, act.asked_role, act.scope, now=now)
    for role in held:
        own = queries.standing_of(session, actor.account_id, role, act.scope, now=now)
        if first and own and _refusal(session, kind, asked, first, own) is None:
            return actor.acting_over(role, act.scope)
    return actor.acting_over(held[0], act.scope)


@bp.route("/desk/two-people", methods=["POST"])
@staff(*ROLES)
def decide() -> ResponseReturnValue:
    """Confirm, turn down or take back, by the button that was pressed."""
    actor, form = require_actor(), PairForm()
    act_id = whole_or_none(form.act.data)
    if act_id is None or not form.validate():
        raise NotFound("pair.not_found")
    act = db.session.get(PairAct, act_id)
    if act is None or act.act not in KINDS:
        raise NotFound("pair.not_found")
    own, seen, now = answering(db.session(), actor, act), form.seen.data or "", request_now()
    if not covers(own.scope, act.scope):
        raise NotFound("pair.not_found")
    choice = form.choice.data

    def act_on_it(session: Session) -> str:
        if choice == "confirm":
            services.confirm(session, actor=own, act_id=act_id, seen=seen, now=now)
            return str(_("Done. The public log names both of you."))
        if choice == "turn-down":
            services.turn_down(session, actor=own, act_id=act_id, seen=seen, now=now)
            return str(_("Turned down. Nothing was changed."))
        if choice == "take-back":
            services.take_back(session, actor=own, act_id=act_id, now=now)
            return str(_("Taken back. Nothing was changed."))
        raise Conflict("form.which_button")

    def done(said: str) -> Then:
        return Then(url_for(".index"), said)

    answer = post(form, act_on_it, done, refusals=DomainError)
    return answer or _page(message_for(form.refused) if form.refused else "", act_id)
