"""What residents do with a point: support it, reply, say whether the answer answers."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.forums import services as forums
from pbplatform.responses import services
from pbplatform.responses.pages.acting import find_point
from pbplatform.responses.pages.blueprint import bp
from pbplatform.responses.pages.forms import ActForm, AssessForm, ReplyForm
from pbplatform.responses.pages.your_point import your_page
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in


@bp.route("/forums/<slug>/points/<ref>/support", methods=["POST"])
@signed_in
def support(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    if ActForm().validate_on_submit():
        try:
            with transaction() as writing:
                forums.support(
                    writing, actor=actor.as_resident(), point_id=point_id, now=request_now()
                )
        except Conflict:
            flash(_("You are counted already, or the point is not open."), "warning")
        else:
            flash(_("You support this point. You are asked whether the answer answers it."))
    return redirect(url_for(".yours", slug=slug, ref=ref))


@bp.route("/forums/<slug>/points/<ref>/reply", methods=["POST"])
@signed_in
def reply(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.reply_to_question(
                    writing,
                    actor=actor.as_resident(),
                    point_id=point_id,
                    reply=form.reply.data or "",
                    now=request_now(),
                )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(_("Your reply is public. The team’s clock runs."))
            return redirect(url_for(".yours", slug=slug, ref=ref))
    return your_page(find_point(slug, ref, actor), reply=form)


@bp.route("/forums/<slug>/points/<ref>/assess", methods=["POST"])
@signed_in
def assess(slug: str, ref: str) -> ResponseReturnValue:
    actor = require_actor()
    point_id = find_point(slug, ref, actor).point.id
    form = AssessForm()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.assess(
                    writing,
                    actor=actor.as_resident(),
                    point_id=point_id,
                    verdict=form.verdict.data or "",
                    missing=form.missing.data or "",
                    now=request_now(),
                )
        except Conflict as conflict:
            form.refuse(conflict)
        else:
            flash(_("Your word counts. You can change it while the question is open."))
            return redirect(url_for(".yours", slug=slug, ref=ref))
    return your_page(find_point(slug, ref, actor), assess=form)
