"""A typist says that a slip says again what another slip, an idea or a point says; or does not.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, RadioField

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.whole import whole_or_none
from pbplatform.intake import services
from pbplatform.intake.domain.table import ROW
from pbplatform.intake.models import SlipRow
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.likes import like_in_words, likes_of, same_in_words
from pbplatform.intake.pages.table import place_of, row_of
from pbplatform.intake.queries.table import table_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

OWN = "own"


class SameForm(Form):
    revision = HiddenField()
    same = RadioField(_l("What does this slip say?"), choices=[])


@bp.route("/desk/tables/<slug>/<day>/<int:n>/same", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def say_again(slug: str, day: str, n: int) -> ResponseReturnValue:
    """What the row is like, to choose from; until it is published, the same page changes it."""
    forum, meeting, acts = place_of(slug, day)
    table = table_of(db.session(), acts, forum, meeting, request_now())
    view, meeting_id = row_of(table, n), meeting.id
    data = {"revision": view.row.revision, "same": view.row.same or OWN}
    form = SameForm(data=data)
    found = likes_of(forum, meeting, acts, table, [_unmarked(view.row)]).get(n, [])
    offered = {each.ref: like_in_words(each) for each in found}
    if view.row.same:
        offered |= same_in_words(table)
        offered = {ref: told for ref, told in offered.items() if ref != f"{ROW}{n}"}
    form.same.choices = choices_of([(OWN, _("Something of its own")), *offered.items()])
    back = url_for("intake.table", slug=slug, day=day)

    def act(writing: Session) -> None:
        services.say_again(
            writing,
            actor=acts,
            meeting_id=meeting_id,
            n=n,
            revision=whole_or_none(form.revision.data) or 0,
            same="" if form.same.data == OWN else form.same.data or "",
            now=request_now(),
        )

    if answer := post(form, act, Then(back, _("It is saved.")), refusals=DomainError):
        return answer
    page = render_template(
        "intake/say_again.html", form=form, view=view, slug=slug, day=day, found=bool(offered)
    )
    return no_store((page, form.status))


def _unmarked(row: SlipRow) -> SlipRow:
    """The row as if it said something of its own, so that all it is like is offered again."""
    return SlipRow(n=row.n, title=row.title, sort=row.sort, round_id=row.round_id, same="")
