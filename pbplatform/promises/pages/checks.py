"""Is it as promised? The public page of a check, what a person says, and the reply of the team."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed
from pbplatform.core.next_act import NextAct
from pbplatform.places.models import Team
from pbplatform.promises import queries, services
from pbplatform.promises.kinds import OWES, SAYABLE, CheckStand, Ended, ReplyKind
from pbplatform.promises.pages.blueprint import bp
from pbplatform.promises.pages.forms import ReplyForm, SayForm
from pbplatform.promises.policies import refuse_to_reply, refuse_to_say
from pbplatform.promises.queries import CheckView
from pbplatform.promises.words import checks as wording
from pbplatform.promises.words.next_act import next_act_of_check
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

# Parts of pages of higher slices say these too.
for say_it in (
    wording.asked_words,
    wording.check_sentence,
    wording.counts_said,
    wording.reply_words,
    wording.stand_of_check,
    wording.verdict_words,
):
    bp.add_app_template_global(say_it, say_it.__name__)


@bp.route("/checks/<int:number>")
@public
def check(number: int) -> ResponseReturnValue:
    """What was called done, what residents say, what the team replied."""
    session = db.session()
    view = queries.check_view(session, number, now=request_now())
    pieces = queries.evidence_of(session, [view.check.subject])[view.check.subject]
    return render_template(
        "promises/check.html",
        view=view,
        act=_act(view),
        evidence=pieces,
        can_say=view.ended is Ended.STANDS and view.stand in SAYABLE,
        owes=view.ended is Ended.STANDS and view.stand in OWES,
    )


@bp.route("/checks/<int:number>/say", methods=["GET", "POST"])
@signed_in
def say(number: int) -> ResponseReturnValue:
    """One person says whether it is as promised, or changes what they said."""
    actor, form = require_actor(), SayForm()

    def do(writing: Session) -> None:
        services.say(
            writing,
            actor=actor.as_resident(),
            check_id=number,
            verdict=form.verdict.data or "",
            words=form.words.data or "",
            now=request_now(),
        )

    then = Then(url_for(".say", number=number), _("Your word counts. You can change it here."))
    if answer := post(form, do, then):
        return answer
    session = db.session()
    view = queries.check_view(session, number, now=request_now())
    mine = queries.word_of(session, number, actor.account_id)
    if request.method == "GET" and mine is not None:
        form.verdict.data, form.words.data = mine.verdict or None, mine.words
    page = render_template(
        "promises/say.html",
        form=form,
        view=view,
        mine=mine,
        refused=_why_not(actor, view),
    )
    return no_store((page, form.status))


def _act(view: CheckView) -> NextAct | None:
    days = view.check.days if view.ended is Ended.STANDS else None
    return next_act_of_check(days, view.team.name, view.senior, view.today)


def _why_not(actor: Actor, view: CheckView) -> str:
    """Why this person cannot say it now; empty when they can."""
    if view.ended is not Ended.STANDS:
        return message_for(Conflict("check.over"))
    of_team = any(actor.holds(role, view.team.scope) for role in _TEAM)
    refusal = refuse_to_say(actor.as_resident(), view.stand, of_team=of_team)
    return message_for(refusal) if refusal else ""


_TEAM = (Role.OFFICIAL, Role.ELECTED)
PutRight = Callable[[Session, ActorRef, int, date, str], None]


def replying(actor: Actor, view: CheckView) -> ActorRef:
    """The role in which somebody replies: of the team, above it, or for the place.

    Raises:
        NotAllowed: they hold none of these.
    """
    higher = view.stand is CheckStand.HIGHER_OWES
    roles = (Role.ELECTED, Role.OFFICIAL) if higher else (Role.OFFICIAL, Role.ELECTED)
    elected = queries.senior_of(db.session(), view.team, now=request_now()).role is Role.ELECTED
    if higher and not elected and actor.holds(Role.FACILITATOR, PLACE):
        return actor.acting_as(Role.FACILITATOR, PLACE)
    for role in roles:
        if actor.holds(role, view.team.scope):
            return actor.acting_as(role, view.team.scope)
    raise NotAllowed("point.only_its_team", team=view.team.name)


def reply_page(view: CheckView, put_right: PutRight) -> ResponseReturnValue:
    """The page on which a team, or whoever stands above it, replies to those who say no.

    Args:
        put_right: what the slice does that knows the thing, told the new day and the words.
    """
    form, actor = ReplyForm(), replying(require_actor(), view)
    check_id = view.check.id

    def do(writing: Session) -> None:
        now = request_now()
        services.require_same_check(writing, check_id=check_id, seen=form.seen.data or "", now=now)
        words = form.words.data or ""
        if form.kind.data == ReplyKind.PUT_RIGHT:
            if form.due.data is None:
                raise Conflict("check.due_needed", field="due")
            put_right(writing, actor, check_id, form.due.data, words)
        else:
            kind = ReplyKind(form.kind.data)
            services.record_reply(
                writing, actor=actor, check_id=check_id, kind=kind, words=words, now=now
            )

    then = Then(f"/{view.check.path}", _("Your reply is public. Those who said no are told."))
    if answer := post(form, do, then):
        return answer
    if form.refused:
        view = queries.check_view(db.session(), check_id, now=request_now())
    form.carry(services.facts_of_check(view))
    return no_store(
        (render_template("promises/reply.html", **_reply_parts(form, view)), form.status)
    )


def _reply_parts(form: ReplyForm, view: CheckView) -> dict[str, object]:
    team: Team = view.team
    elected = queries.senior_of(db.session(), team, now=request_now()).role is Role.ELECTED
    refusal = refuse_to_reply(replying(require_actor(), view), view.stand, team, elected=elected)
    if view.ended is not Ended.STANDS:
        refusal = Conflict("check.no_reply_due")
    refused = message_for(refusal) if refusal else ""
    return {"form": form, "view": view, "act": _act(view), "refused": refused}
