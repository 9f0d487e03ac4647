"""What one reader did with a point and can do; a page for them alone, and never kept."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.points import queries
from pbplatform.points.kinds import Assessed
from pbplatform.points.pages.acting import find_point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import AssessForm, ReplyForm
from pbplatform.points.policies import needs_reply, refuse_to_go_on, refuse_to_withdraw
from pbplatform.points.queries import PointView
from pbplatform.points.words.next_act import Part, next_act
from pbplatform.points.words.rows import ref_of
from pbplatform.points.words.sentences import status_sentence
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in


@bp.route("/forums/<slug>/points/<ref>/yours")
@signed_in
def yours(slug: str, ref: str) -> ResponseReturnValue:
    return your_page(find_point(slug, ref, require_actor()))


def _part(own: bool, part: bool) -> Part:
    if own:
        return Part.ASKER
    return Part.OTHER if part else Part.NONE


def your_page(
    view: PointView, *, assess: AssessForm | None = None, reply: ReplyForm | None = None
) -> ResponseReturnValue:
    """The reader's own page of a point, with the forms that they may fill in."""
    session = db.session()
    account_id = require_actor().account_id
    own = view.point.raised_by_id == account_id
    part = queries.may_assess(session, view.point, account_id)
    until = view.standing.assess_until
    in_time = until is not None and view.standing.today <= until
    shown = [form for form in (assess, reply) if form is not None]
    answer = view.answer
    has_said = bool(part and answer and queries.said_by(session, [answer.id], account_id))
    supports = not own and queries.supports(session, view.point.id, account_id)
    actor = require_actor().as_resident()
    say = request.args.get("say", "")
    form = assess or AssessForm()
    if request.method == "GET" and say in set(Assessed):
        form.verdict.data = say
    page = render_template(
        "points/your_point.html",
        say=say if say in set(Assessed) else "",
        view=view,
        forum=view.forum,
        own=own,
        supports=supports,
        meeting_on=queries.first_at_next_meeting(session, view.forum.id, now=request_now()),
        assess=form if part and in_time else None,
        reply=(reply or ReplyForm()) if own and needs_reply(view) else None,
        can_withdraw=own and refuse_to_withdraw(actor, view) is None,
        can_go_on=refuse_to_go_on(actor, view, supports) is None,
        act=next_act(view, _part(own, part), has_said=has_said),
        has_said=has_said,
        forms=shown,
        ref_of=ref_of,
        status_sentence=status_sentence,
    )
    return no_store((page, max((form.status for form in shown), default=200)))
