"""A forum, its points as “you said, they answered”, and one point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from pbplatform.accounts.domain.people import person_path
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.reading_once import reading_once
from pbplatform.points import queries
from pbplatform.points.kinds import PointState
from pbplatform.points.pages.acting import find_point, number_in
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.cited import cited_of
from pbplatform.points.pages.figures import ResponseTimes, to_draw
from pbplatform.points.pages.list_of_points import count_points, points_page
from pbplatform.points.policies import is_public, needs_reply
from pbplatform.points.queries import PointView
from pbplatform.points.queries.response_times import Strip
from pbplatform.points.queries.standings import Cells, Whose
from pbplatform.points.words.going_up import went_up
from pbplatform.points.words.kinds import point_kind
from pbplatform.points.words.next_act import next_act
from pbplatform.points.words.rows import (
    NO_AREA,
    SHOW,
    Filter,
    clock_rows,
    promise_line,
    raised_by,
    ref_of,
    short,
    show_words,
)
from pbplatform.points.words.sentences import (
    full_stop,
    kind_and_sentence,
    opinion_words,
    reason_words,
    status_sentence,
)
from pbplatform.promises.models import Commitment, Evidence
from pbplatform.promises.queries import evidence_of, promised_day
from pbplatform.promises.words.checks import CheckSentence, stand_of_check
from pbplatform.promises.words.states import promise_words
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import current_actor, public
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import slot

_ALWAYS = ("all", "waiting", "late", "answered")


def _check_of(promise: Commitment, view: PointView) -> CheckSentence | None:
    """How the question to residents about a promise stands; None where there is none."""
    check = promise.check
    if check is None:
        return None
    stand = check.days.stand(view.standing.today)
    return stand_of_check(check, stand, view.team.name, view.elected)


# What the templates of a point ask in words.
WORDS = {
    "full_stop": full_stop,
    "kind_and_sentence": kind_and_sentence,
    "next_act": next_act,
    "opinion_words": opinion_words,
    "point_kind": point_kind,
    "cited_of": cited_of,
    "clock_rows": clock_rows,
    "promise_line": promise_line,
    "promise_state": lambda promise, today: promise_words(promised_day(promise).state(today)),
    "check_of": _check_of,
    "raised_by": raised_by,
    "reason_words": reason_words,
    "ref_of": ref_of,
    "short": short,
    "status_sentence": status_sentence,
    "went_up": went_up,
}


def asked_for() -> Filter:
    """What the address narrows the list to."""
    return Filter(
        show=request.args.get("show", "all"),
        team=request.args.get("team", ""),
        area=request.args.get("area", ""),
    )


@bp.route("/forums/<slug>/points")
@public
def points(slug: str) -> ResponseReturnValue:
    """You said, they answered. Filters stand in the address."""
    session = db.session()
    now = request_now()
    found, being_checked, meeting_on = queries.forum_of_list(session, slug, now=now)
    asked = asked_for()
    try:
        with reading_once(session):
            counted = count_points(session, found, asked, now=now)
            page = points_page(session, found, asked, counted, now=now)
    except OperationalError:
        current_app.logger.exception("points of %s could not be read", slug)
        session.rollback()
        return render_template("points/points_error.html"), 503
    return render_template(
        "points/points.html",
        forum=found,
        tally=counted.tally,
        meeting_on=meeting_on,
        being_checked=being_checked,
        of_all=_whole(asked, counted.whole),
        chips=_chips(slug, asked, counted.here),
        removals=_removals(slug, asked, counted.whose),
        filters=_filters(counted.whose),
        asked=asked,
        nowhere=asked.count(counted.nowhere),
        nowhere_url=_page_url(slug, replace(asked, area=NO_AREA), 1),
        page=page,
        page_url=partial(_page_url, slug, asked),
        figure=_figure(counted.strips),
        **WORDS,
    )


def _whole(asked: Filter, cells: Cells) -> int:
    """Of how many points those shown are a part; withdrawn ones stand beside the others."""
    beside = asked.count(cells) if asked.show == "withdrawn" else 0
    return Filter().count(cells) + beside


def _page_url(slug: str, asked: Filter, page: int) -> str:
    return url_for(
        ".points", slug=slug, show=asked.show, team=asked.team, area=asked.area, page=page
    )


def _chips(slug: str, asked: Filter, here: Cells) -> list[tuple[str, str, bool]]:
    counted = {key: replace(asked, show=key).count(here) for key in SHOW}
    return [
        (
            show_words(key, number),
            url_for(
                ".points", slug=slug, show=key, team=asked.team or None, area=asked.area or None
            ),
            key == asked.show,
        )
        for key, number in counted.items()
        if key in (*_ALWAYS, asked.show) or number
    ]


def _removals(slug: str, asked: Filter, whose: Whose) -> list[tuple[str, str, str]]:
    """What narrows the list beside the chips: what it is, its name, the address without it."""
    found = []
    if asked.team:
        without = _page_url(slug, replace(asked, team=""), 1)
        found.append((str(_("Team")), dict(whose.teams).get(asked.team, ""), without))
    if asked.area:
        name = str(_("No area named")) if asked.area == NO_AREA else asked.area[:80]
        found.append((str(_("Area")), name, _page_url(slug, replace(asked, area=""), 1)))
    return found


def _filters(whose: Whose) -> dict[str, list[tuple[str, str]]]:
    return {
        "team": sorted(whose.teams),
        "area": [(area, area) for area in sorted(whose.areas)],
    }


def _figure(found: Sequence[Strip]) -> ResponseTimes:
    drawn = to_draw(found, together=str(_("All teams together")))
    return ResponseTimes(found, drawn, not_yet=str(_("not yet")))


@bp.route("/forums/<slug>/points/<ref>")
@public
def point(slug: str, ref: str) -> ResponseReturnValue:
    try:
        view = find_point(slug, ref, current_actor())
    except NotFound:
        return _taken_back(slug, ref)
    if ref != ref_of(view):
        return redirect(url_for(".point", slug=slug, ref=ref_of(view)), 301)
    page = _point_page(view)
    return page if is_public(view) else no_store(page)


def _taken_back(slug: str, ref: str) -> ResponseReturnValue:
    """What stands in the place of a point that was published by mistake.

    Raises:
        NotFound: there is nothing to say of it.
    """
    view = queries.view_by_number(db.session(), slug, number_in(ref), now=request_now())
    said = slot("points.withdrawn", view.point)
    if view.point.state != PointState.WITHDRAWN or not said:
        raise NotFound("point.not_found")
    page = render_template(
        "points/point_taken_back.html", forum=view.forum, point=view.point, said=said
    )
    return page, 410


def _evidence(view: PointView) -> dict[int, list[Evidence]]:
    """Evidence of the promises of a point, by the number of the promise."""
    paths = {f"{view.path}/promises/{promise.n}": promise.n for promise in view.promises}
    found = evidence_of(db.session(), paths) if paths else {}
    return {paths[subject]: pieces for subject, pieces in found.items()}


def _point_page(view: PointView) -> str:
    session, now = db.session(), request_now()
    until = view.standing.assess_until
    joined_to = view.point.joined_to_id
    answer = view.answer
    return render_template(
        "points/point.html",
        view=view,
        forum=view.forum,
        stays=None if joined_to is None else queries.view_of(session, joined_to, now=now),
        meeting_on=queries.first_at_next_meeting(session, view.forum.id, now=now),
        corrections=queries.corrections(session, [each.id for each in view.answers]),
        others=queries.same_words(session, [each.id for each in view.answers]),
        missing=queries.missing_parts(session, answer.id) if answer else [],
        evidence=_evidence(view),
        act=next_act(view),
        in_time=until is not None and view.standing.today <= until,
        asks_back=needs_reply(view),
        empty=Markup(""),
        text_path=view.path,
        author_path=person_path(view.point.raised_by_id),
        is_public=is_public(view),
        **WORDS,
    )
