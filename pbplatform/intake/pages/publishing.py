"""Somebody who did not type them publishes, gives back or erases rows of a meeting's table."""

from __future__ import annotations

from datetime import datetime

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import InputRequired

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.whole import whole_or_none
from pbplatform.forums.models import ForumSeries
from pbplatform.intake import services
from pbplatform.intake.domain.table import FIELD_LETTERS, Why
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.likes import like_in_words, likes_of, same_in_words
from pbplatform.intake.pages.table import goes_in_words, place_of, row_of
from pbplatform.intake.policies import refuse_to_judge_row
from pbplatform.intake.queries.table import RowView, TableView, rounds_of_meeting, table_of
from pbplatform.intake.queries.who_acts import WhoActs, who_publishes
from pbplatform.intake.words.origins import CONSENT_ON_SLIP
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.languages import language_tag
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import MESSAGES
from pbplatform.web.sentences import gettext as _


class PublishForm(ConfirmForm):
    """Carries what the page showed of each row."""


class GiveBackForm(Form):
    revision = HiddenField()
    reason = LineField(
        _l("Why? Its typists read this"),
        validators=[
            InputRequired(_l("Say why you give it back.")),
            AtMost(FIELD_LETTERS["reason"]),
        ],
    )


@bp.route("/desk/tables/<slug>/<day>/publish", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def publish_table(slug: str, day: str) -> ResponseReturnValue:
    """What is published and what stays, and why; the press answers with the sheet of slips."""
    forum, meeting, acts = place_of(slug, day)
    meeting_id, form = meeting.id, PublishForm()

    def publish(writing: Session) -> list[services.Slip]:
        return services.publish_rows(
            writing,
            actor=acts,
            meeting_id=meeting_id,
            seen=form.seen.data,
            consent=str(CONSENT_ON_SLIP),
            language=language_tag(str(get_locale() or "en")),
            now=request_now(),
        )

    def sheet(slips: list[services.Slip]) -> Response:
        page = render_template("intake/slips.html", slips=slips, slug=slug, day=day)
        return make_response(no_store((page, 200)))

    if answer := post(form, publish, sheet, refusals=DomainError, form_is="makes"):
        return answer
    session, now = db.session(), request_now()
    view = table_of(session, acts, forum, meeting, now)
    form.show(view.facts)
    page = render_template(
        "intake/publish_table.html",
        form=form,
        forum=forum,
        meeting=meeting,
        view=view,
        words=goes_in_words(rounds_of_meeting(session, acts, forum, meeting, now)),
        messages=MESSAGES,
        same=same_in_words(view),
        who=_who_else(forum, view, now),
        gives_roles=require_actor().holds(Role.FACILITATOR, PLACE),
        likes=likes_of(forum, meeting, acts, view, [each.row for each in view.ready]),
        like_in_words=like_in_words,
    )
    return no_store((page, form.status))


def _who_else(forum: ForumSeries, view: TableView, now: datetime) -> WhoActs | None:
    """Who publishes what this person typed; None where they typed nothing that waits."""
    own = [each for each in view.waiting if each.left_out is Why.YOURS]
    if not own:
        return None
    hands = frozenset.intersection(
        *(frozenset(hand.account_id for hand in each.hands) for each in own)
    )
    return who_publishes(db.session(), forum.scope, but=hands, now=now)


@bp.route("/desk/tables/<slug>/<day>/<int:n>/erase", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def erase_row(slug: str, day: str, n: int) -> ResponseReturnValue:
    """Says that it is gone for good, and then erases it."""
    _forum, meeting, acts = place_of(slug, day)
    meeting_id, form, back = meeting.id, ConfirmForm(), url_for("intake.table", slug=slug, day=day)

    def erase(writing: Session) -> None:
        again = _row(slug, day, n)
        require_same(form.seen.data, {"row": again.shown})
        services.erase_row(writing, actor=acts, meeting_id=meeting_id, n=n, now=request_now())

    if answer := post(form, erase, Then(back, _("The row is erased.")), refusals=DomainError):
        return answer
    view = _row(slug, day, n)
    form.show({"row": view.shown})
    page = render_template("intake/erase_row.html", form=form, view=view, slug=slug, day=day)
    return no_store((page, form.status))


@bp.route("/desk/tables/<slug>/<day>/<int:n>/give-back", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def give_row_back(slug: str, day: str, n: int) -> ResponseReturnValue:
    """A row goes back to whoever typed it, with a reason."""
    _forum, meeting, acts = place_of(slug, day)
    view = _row(slug, day, n)
    if refusal := refuse_to_judge_row(acts, {each.account_id for each in view.hands}):
        raise refusal
    meeting_id, form = meeting.id, GiveBackForm(data={"revision": view.row.revision})
    back = url_for("intake.publish_table", slug=slug, day=day)

    def give(writing: Session) -> None:
        services.give_back(
            writing,
            actor=acts,
            meeting_id=meeting_id,
            n=n,
            revision=whole_or_none(form.revision.data) or 0,
            reason=form.reason.data or "",
            now=request_now(),
        )

    if answer := post(form, give, Then(back, _("It is given back.")), refusals=DomainError):
        return answer
    page = render_template("intake/give_row_back.html", form=form, view=view, slug=slug, day=day)
    return no_store((page, form.status))


def _row(slug: str, day: str, n: int) -> RowView:
    forum, meeting, acts = place_of(slug, day)
    return row_of(table_of(db.session(), acts, forum, meeting, request_now()), n)
