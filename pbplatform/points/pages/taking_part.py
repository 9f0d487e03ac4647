"""What residents do with a point: support it, reply, say whether the answer answers."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.errors import DomainError
from pbplatform.points import services
from pbplatform.points.pages.acting import find_point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import ActForm, AssessForm, ReplyForm
from pbplatform.points.pages.your_point import your_page
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


@bp.route("/forums/<slug>/points/<ref>/support", methods=["POST"])
@signed_in
def support(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    here = url_for(".yours", slug=slug, ref=ref)

    def count_me(writing: Session) -> None:
        services.support(writing, actor=actor.as_resident(), point_id=point_id, now=request_now())

    def refuse(_refusal: DomainError) -> None:
        flash(_("You are counted already, or the point is not open."), "warning")

    told = _("You support this point. You are asked whether the answer answers it.")
    return post(ActForm(), count_me, Then(here, told), refuse=refuse) or redirect(here)


@bp.route("/forums/<slug>/points/<ref>/reply", methods=["POST"])
@signed_in
def reply(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    form = ReplyForm()

    def say(writing: Session) -> None:
        services.reply_to_question(
            writing,
            actor=actor.as_resident(),
            point_id=point_id,
            reply=form.reply.data or "",
            now=request_now(),
        )

    here = url_for(".yours", slug=slug, ref=ref)
    if answer := post(form, say, Then(here, _("Your reply is public. The team’s clock runs."))):
        return answer
    return your_page(find_point(slug, ref, actor), reply=form)


@bp.route("/forums/<slug>/points/<ref>/assess", methods=["POST"])
@signed_in
def assess(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    form = AssessForm()

    def say(writing: Session) -> None:
        services.assess(
            writing,
            actor=actor.as_resident(),
            point_id=point_id,
            verdict=form.verdict.data or "",
            missing=form.missing.data or "",
            now=request_now(),
        )

    told = _("Your word counts. You can change it while the question is open.")
    if answer := post(form, say, Then(url_for(".yours", slug=slug, ref=ref), told)):
        return answer
    return your_page(find_point(slug, ref, actor), assess=form)
