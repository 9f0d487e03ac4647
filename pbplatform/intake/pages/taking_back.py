"""Whoever published slips by mistake takes them back: which ones can be, why others cannot.

Source: docs/rules/intake.md section 5, docs/decisions/0065.
"""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.whole import whole
from pbplatform.intake import services
from pbplatform.intake.kinds import TAKE_BACK_HOURS
from pbplatform.intake.models import SlipBatch
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.table import place_of
from pbplatform.intake.policies import refuse_to_take_back
from pbplatform.intake.queries.taking_back import BackRow, publication
from pbplatform.web.app import no_store
from pbplatform.web.base_form import CheckboxesField, ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import MESSAGES, message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


class TakeBackForm(ConfirmForm):
    """Carries what the page showed of each row."""

    rows = CheckboxesField(_l("Which slips go back on the table?"), coerce=whole)


@bp.route("/desk/tables/<slug>/<day>/published/<int:batch>", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def take_back(slug: str, day: str, batch: int) -> ResponseReturnValue:
    """Within a day and by whoever published; afterwards the page says the way there is."""
    forum, meeting, acts = place_of(slug, day)
    session, meeting_id, now = db.session(), meeting.id, request_now()
    published = session.get(SlipBatch, (meeting_id, batch))
    if published is None:
        raise NotFound("table.no_row")
    form, found = TakeBackForm(), publication(session, published)
    form.rows.choices = choices_of([(str(each.row.n), _called(each)) for each in found.open_rows])
    back = url_for("intake.table", slug=slug, day=day)

    def act(writing: Session) -> int:
        return services.take_back(
            writing,
            actor=acts,
            meeting_id=meeting_id,
            batch=batch,
            rows=form.rows.data or [],
            seen=form.seen.data,
            now=request_now(),
        )

    def then(count: int) -> Then:
        told = ngettext(
            "%(num)s slip is back on the table. The public log says so.",
            "%(num)s slips are back on the table. The public log says so.",
            count,
        )
        return Then(back, told)

    if answer := post(form, act, then, refusals=DomainError):
        return answer
    if not form.is_submitted():
        form.rows.data = [each.row.n for each in found.open_rows]
    form.carry(found.facts)
    refusal = refuse_to_take_back(acts, forum.scope, published, now)
    page = render_template(
        "intake/take_back.html",
        form=form,
        forum=forum,
        meeting=meeting,
        found=found,
        refusal=message_for(refusal) if refusal else "",
        until=published.at + timedelta(hours=TAKE_BACK_HOURS),
        messages=MESSAGES,
    )
    return no_store((page, form.status))


def _called(back: BackRow) -> str:
    told = {"slip": back.row.slip, "path": back.row.path}
    if back.row.again:
        return str(_("Slip %(slip)s, said again: %(path)s", **told))
    return str(_("Slip %(slip)s: %(path)s", **told))
