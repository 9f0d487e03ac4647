"""A voting place is closed for a day or a part of one, in a few seconds, and open again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.local_time import NoSuchTime, end_of_day
from pbplatform.venues.domain.hours import Hours
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.forms import CloseForm, OpenAgainForm
from pbplatform.venues.pages.keepers import KEEPERS, round_of_keeper
from pbplatform.venues.policies import refuse_to_close_venue
from pbplatform.venues.queries.places import VenueView, view_of
from pbplatform.venues.services.closing import close_venue, open_venue_again
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import local_day, long_date
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

_OF_PLACE = "/desk/facilitator/rounds/<slug>/venues/<int:number>"


@bp.route(f"{_OF_PLACE}/close", methods=["GET", "POST"])
@staff(*KEEPERS)
def close(slug: str, number: int) -> ResponseReturnValue:
    """Close a place for a day or a part of one; today is chosen already."""
    round_, actor = round_of_keeper(slug)
    now = request_now()
    view = view_of(db.session(), round_.id, number)
    form = CloseForm()
    days = _days_left(view, now)
    form.day.choices = [(day.isoformat(), _day_words(day, now)) for day in days]
    if not form.is_submitted() and days:
        form.day.process(None, days[0].isoformat())
    round_id = round_.id

    def do(session: Session) -> None:
        close_venue(
            session,
            actor=actor,
            round_id=round_id,
            n=number,
            span=_span(form),
            reason=form.reason.data or "",
            now=now,
        )

    then = Then(url_for(".desk", slug=slug), _("It is closed for that time. Every page says so."))
    if answer := post(form, do, then):
        return answer
    refusal = refuse_to_close_venue(actor, round_, now, gone=not view.stands)
    page = render_template(
        "venues/close.html",
        form=form,
        round=round_,
        venue=view.venue,
        any_day=bool(days),
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status


@bp.route(f"{_OF_PLACE}/closed/<int:closing>/open-again", methods=["POST"])
@staff(*KEEPERS)
def open_again(slug: str, number: int, closing: int) -> ResponseReturnValue:
    """The place keeps its hours again, from now on."""
    round_, actor = round_of_keeper(slug)
    round_id = round_.id

    def do(session: Session) -> None:
        open_venue_again(
            session, actor=actor, round_id=round_id, n=number, k=closing, now=request_now()
        )

    then = Then(url_for(".desk", slug=slug), _("It keeps its hours again. Every page says so."))
    # Whoever was quicker opened it: that stands on the page of the error.
    return post(OpenAgainForm(), do, then, refusals=()) or redirect(then.to)


def _days_left(view: VenueView, now: datetime) -> list[date]:
    """Days on which the place is still open, from today on."""
    left = [max(begins, now) for begins, ends in view.hours if ends > now]
    return sorted({local_day(begins) for begins in left})


def _day_words(day: date, now: datetime) -> str:
    if day == local_day(now):
        return _("Today, %(day)s", day=long_date(day))
    return long_date(day)


def _span(form: CloseForm) -> Hours:
    """From when to when, as it was typed; a day without times is closed as a whole."""
    timezone = current_frame().timezone
    day = date.fromisoformat(str(form.day.data))
    begins = end_of_day(day - timedelta(days=1), timezone)
    ends = end_of_day(day, timezone)
    at = "begins"
    try:
        if form.begins.data is not None:
            begins = form.begins.on(day, timezone)
        at = "until"
        if form.until.data is not None:
            ends = form.until.on(day, timezone)
    except NoSuchTime:
        raise Conflict("venue.no_such_time", field=at) from None
    return begins, ends
