"""Where one can vote: the public list, a page for each place, the list on paper and as a file."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.pages.list_files import list_as_csv
from pbplatform.venues.pages.where_filter import (
    TODAY,
    Wanted,
    areas_of,
    day_options,
    day_words,
    in_order,
)
from pbplatform.venues.queries.places import VenueView, venues_of
from pbplatform.venues.words import closures, places
from pbplatform.venues.words.ways_in import ways_exist
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public
from pbplatform.web.presentation import local_day


def _of_round(slug: str) -> tuple[Round, list[VenueView]]:
    round_ = public_round(db.session(), slug)
    return round_, venues_of(db.session(), round_.id)


@bp.route("/rounds/<slug>/where")
@public
def where(slug: str) -> ResponseReturnValue:
    """The voting places of a round, narrowed to what somebody needs."""
    (round_, views), now = _of_round(slug), request_now()
    stand = [view for view in views if view.stands]
    wanted = Wanted.read(request.args, stand)
    days, day = day_options(stand, now), wanted.day_at(now)
    chosen = TODAY if day == local_day(now) else wanted.day
    if day is not None and chosen not in dict(days):
        days = [*days, (chosen, day_words(day, now))]
    return render_template(
        "venues/where.html",
        round=round_,
        now=now,
        any_stands=bool(stand),
        total=len(stand),
        shown=[view for view in in_order(stand, now) if wanted.takes(view, now)],
        gone=[view for view in views if not view.stands],
        wanted=wanted,
        wider=[
            (words, url_for(".where", slug=slug, **less.args)) for words, less in wanted.wider(now)
        ],
        areas=areas_of(stand),
        days=days,
        day=chosen,
        lasts=ways_exist(round_, now),
        wording=places,
        closings=closures,
    )


@bp.route("/rounds/<slug>/where/<int:number>")
@public
def place(slug: str, number: int) -> ResponseReturnValue:
    """One voting place; what it is closed for, and who else is open."""
    (round_, views), now = _of_round(slug), request_now()
    view = next((each for each in views if each.venue.n == number), None)
    if view is None:
        raise NotFound("page.not_found")
    lasts = ways_exist(round_, now)
    shut = not view.stands or view.closed_at(now) is not None
    return render_template(
        "venues/place.html",
        round=round_,
        now=now,
        view=view,
        lasts=lasts,
        shut=shut,
        instead=closures.open_instead(views, view, now) if shut and lasts else [],
        wording=places,
        closings=closures,
    )


@bp.route("/rounds/<slug>/where/print")
@public
def where_print(slug: str) -> ResponseReturnValue:
    """The list in large print, to hang at a door or to hand out."""
    round_, views = _of_round(slug)
    return render_template(
        "venues/where_print.html",
        round=round_,
        now=request_now(),
        views=[view for view in views if view.stands],
        wording=places,
        closings=closures,
    )


@bp.route("/rounds/<slug>/where.csv")
@public
def where_csv(slug: str) -> ResponseReturnValue:
    """The list as a table; a later round can take it in again."""
    round_, views = _of_round(slug)
    answer = Response(list_as_csv(view for view in views if view.stands), mimetype="text/csv")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="voting-places-{round_.slug}.csv"'
    )
    return answer
