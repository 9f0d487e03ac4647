"""Who comes to a meeting, for those who prepare it; and the sheet at the door."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.forums import queries, services
from pbplatform.forums.pages.arranging import ARRANGERS
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.meetings import meeting_to_arrange
from pbplatform.forums.words.printed import sign_in_data
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import exact_time
from pbplatform.web.printing import as_pdf, render
from pbplatform.web.sentences import gettext as _

BLANK_LINES = range(20)
_DESK = "/desk/facilitator/forums/<slug>/meetings/<day>"


class RemoveForm(ConfirmForm):
    fact_names = {"made_at": _l("Registered at"), "people": _l("How many come")}

    def say(self, name: str, text: str) -> str:
        return exact_time(datetime.fromisoformat(text)) if name == "made_at" else text


@bp.route(f"{_DESK}/people")
@staff(*ARRANGERS)
def people(slug: str, day: str) -> ResponseReturnValue:
    """Names and needs, seen here alone."""
    forum, meeting, _actor = meeting_to_arrange(slug, day)
    session = db.session()
    page = render_template(
        "forums/people.html",
        forum=forum,
        meeting=meeting,
        rows=queries.registrations(session, meeting.id),
        counts=queries.coming_counts(session, meeting.id),
        begun=meeting.has_begun(request_now()),
        kept_days=services.KEPT_AFTER.days,
    )
    return no_store(page)


@bp.route(f"{_DESK}/people/<int:number>", methods=["GET", "POST"])
@staff(*ARRANGERS)
def remove_registration(slug: str, day: str, number: int) -> ResponseReturnValue:
    """Take somebody off the list who asked for it; they can register again."""
    forum, meeting, actor = meeting_to_arrange(slug, day)
    form, meeting_id = RemoveForm(), meeting.id

    def remove(session: Session) -> None:
        services.remove_registration(
            session,
            actor=actor,
            meeting_id=meeting_id,
            number=number,
            seen=form.seen.data or "",
            now=request_now(),
        )

    back = url_for(".people", slug=slug, day=day)
    row = queries.registration(db.session(), meeting_id, number)
    if answer := post(form, remove, Then(back, _("The registration is taken off the list."))):
        return answer
    form.carry(services.facts_of_registration(row))
    page = render_template(
        "forums/remove_registration.html",
        form=form,
        forum=forum,
        meeting=meeting,
        row=row,
        back=back,
    )
    return no_store((page, form.status))


@bp.route(f"{_DESK}/sheet")
@staff(*ARRANGERS)
def sign_in_sheet(slug: str, day: str) -> ResponseReturnValue:
    """To print: the names of those who said that they may stand here, and empty lines."""
    forum, meeting, _actor = meeting_to_arrange(slug, day)
    rows = queries.registrations(db.session(), meeting.id)
    page = render_template(
        "forums/sign_in_sheet.html",
        forum=forum,
        meeting=meeting,
        rows=[row for row in rows if row.listed and row.placed],
        blank=BLANK_LINES,
    )
    return no_store(page)


@bp.route(f"{_DESK}/sheet.pdf")
@staff(*ARRANGERS)
def sign_in_pdf(slug: str, day: str) -> ResponseReturnValue:
    """The same as a PDF; it names people, so nothing keeps it."""
    forum, meeting, _actor = meeting_to_arrange(slug, day)
    rows = queries.registrations(db.session(), meeting.id)
    listed = [row for row in rows if row.listed and row.placed]
    made = render(
        "sign-in",
        sign_in_data(forum, meeting, listed, blank=len(BLANK_LINES)),
        language=page_language(),
        title=_("Sign-in sheet: %(forum)s", forum=forum.name),
        at=meeting.starts_at,
    )
    return as_pdf(made, f"{slug}-{meeting.slug}-sheet")
