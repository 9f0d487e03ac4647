"""The dates of a round as a calendar. Source: docs/rules/feeds.md section 2."""

from __future__ import annotations

from datetime import datetime

from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.rounds import queries
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.queries.amendments import stored_amendments
from pbplatform.rounds.words import status as wording
from pbplatform.web.calendars import ADD, CALENDAR, Event, Status, calendar, end_of
from pbplatform.web.feeds import beside
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

_BEGINNINGS = ("ideas_open_at", "opens_at")


@bp.route("/rounds/<slug>/dates.ics")
@beside("rounds.show", ADD, CALENDAR)
@public
def dates_calendar(slug: str) -> ResponseReturnValue:
    """All dates of a round as they stand now."""
    session = db.session()
    round_ = queries.public_round(session, slug)
    happened = [
        *(move.moved_at for move in queries.date_moves(session, round_.id)),
        *(change.changed_at for change in queries.changes(session, round_.id)),
        *(amendment.made_at for amendment in stored_amendments(session, round_.id)),
    ]
    return calendar(round_.name, [_event(round_, key, happened) for key in wording.DATE_NAMES])


def _event(round_: Round, key: str, happened: list[datetime]) -> Event:
    at: datetime = getattr(round_, key)
    begins, ends = (at, None) if key in _BEGINNINGS else end_of(at)
    status = Status.CONFIRMED
    if round_.called_off_at is not None:
        status = Status.CANCELLED
    elif round_.paused_at is not None and at > round_.paused_at:
        status = Status.TENTATIVE
    published = round_.published_at or round_.ideas_open_at
    return Event(
        key=f"{round_.path}/dates/{key}",
        path=round_.path,
        title=_("%(what)s: %(name)s", what=wording.DATE_NAMES[key], name=round_.name),
        begins=begins,
        ends=ends,
        changed_at=max([published, *happened]),
        sequence=len(happened),
        status=status,
        text=wording.moment_of(round_, key),
        is_busy=False,
    )
