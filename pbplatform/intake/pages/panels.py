"""Where a thing was said, on its page: the slots that pages of lower slices leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import render_template
from markupsafe import Markup

from pbplatform.core.db import db
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.queries import next_meeting
from pbplatform.intake.kinds import OnWordKind
from pbplatform.intake.queries import written_at_path
from pbplatform.intake.queries.on_word import later_words
from pbplatform.intake.queries.said_again import slips_that_say
from pbplatform.intake.queries.taking_back import taken_back_at
from pbplatform.places.queries import require_place, working_days
from pbplatform.points.models import Point
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.models import Idea
from pbplatform.rounds.models import Round
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.marked import marked
from pbplatform.web.slices import Panel


def _origin(path: str) -> Markup:
    session = db.session()
    written, again = written_at_path(session, path), slips_that_say(session, path)
    if written is None and not again:
        return Markup("")
    days = working_days(session)
    said = [(forum.path_to(meeting), meeting.day, slips) for meeting, forum, slips in again]
    if written is not None and written.slip:  # the slip whose words these are counts too
        said = [(at, day, slips + (at == written.origin_ref)) for at, day, slips in said]
    page = render_template(
        "intake/panels/origin.html",
        written=written,
        day=days.day_of(written.written_at) if written else None,
        place=require_place(session).name,
        later=[(word, days.day_of(word.at)) for word in later_words(session, path)],
        said=said,
    )
    return marked(page)


def _idea(_ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    def show(idea: Idea) -> Markup:
        round_ = db.session().get_one(Round, idea.round_id)
        return _origin(idea_path(round_.slug, idea.number))

    return show


def _idea_withdrawn(_ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    """On what is left of an idea: that it was taken back on its author's word, and told to whom."""

    def show(idea: Idea) -> Markup:
        session = db.session()
        path = idea_path(session.get_one(Round, idea.round_id).slug, idea.number)
        word = next((w for w in later_words(session, path) if w.what == OnWordKind.WITHDRAWN), None)
        if word is None:
            return Markup("")
        day = working_days(session).day_of(word.at)
        return marked(render_template("intake/panels/taken_back_on_word.html", word=word, day=day))

    return show


def _point(_points: Sequence[Point]) -> Callable[[Point], Markup]:
    def show(point: Point) -> Markup:
        forum = db.session().get_one(ForumSeries, point.forum_id)
        return _origin(f"{forum.path}/points/{point.number}")

    return show


def _withdrawn_idea(_ideas: Sequence[Idea]) -> Callable[[Idea], Markup]:
    def show(idea: Idea) -> Markup:
        round_ = db.session().get_one(Round, idea.round_id)
        return _taken_back(idea_path(round_.slug, idea.number))

    return show


def _withdrawn_point(_points: Sequence[Point]) -> Callable[[Point], Markup]:
    def show(point: Point) -> Markup:
        forum = db.session().get_one(ForumSeries, point.forum_id)
        return _taken_back(f"{forum.path}/points/{point.number}")

    return show


def _taken_back(path: str) -> Markup:
    """Says that it was published by mistake, and when it was taken back."""
    session = db.session()
    back = taken_back_at(session, path)
    if back is None:
        return Markup("")
    day = working_days(session).day_of(back.at)
    return marked(render_template("intake/panels/taken_back.html", back=back, day=day))


def _desk(_things: Sequence[Round | ForumSeries]) -> Callable[[Round | ForumSeries], Markup]:
    """On the desk of a round or forum: the way to write down for somebody."""

    def show(thing: Round | ForumSeries) -> Markup:
        return marked(render_template("intake/panels/desk.html", path=thing.path))

    return show


def _table(_meetings: Sequence[Meeting]) -> Callable[[Meeting], Markup]:
    """Beside the minutes: the way to the table of the meeting's slips."""

    def show(meeting: Meeting) -> Markup:
        if meeting.cancelled_at is not None or not meeting.has_begun(request_now()):
            return Markup("")
        forum = db.session().get_one(ForumSeries, meeting.forum_id)
        page = render_template("intake/panels/table.html", forum=forum, meeting=meeting)
        return marked(page)

    return show


def _ideas_said(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    """Beside a way to send an idea, while the round takes them (section 9)."""

    def show(round_: Round) -> Markup:
        if not round_.takes_ideas(request_now()):
            return Markup("")
        return _said("ways_short", "idea")

    return show


def _points_said(_things: Sequence[ForumSeries | Meeting]) -> Callable[[object], Markup]:
    """Beside a way to raise a point."""
    return lambda _thing: _said("ways_short", "point")


def _idea_form(_rounds: Sequence[Round]) -> Callable[[Round], Markup]:
    return lambda _round: _said("ways", "idea")


def _point_form(_forums: Sequence[ForumSeries]) -> Callable[[ForumSeries], Markup]:
    """Beside the form for a point: the next meeting of the forum, too (section 9.3)."""

    def show(forum: ForumSeries) -> Markup:
        meeting = next_meeting(db.session(), forum.id, request_now())
        if meeting is None:
            return _said("ways", "point")
        page = render_template(
            "intake/panels/ways.html", what="point", forum=forum, meeting=meeting
        )
        return marked(page)

    return show


def _said(template: str, what: str) -> Markup:
    """Nothing where the place does not say how it is reached (section 9.1)."""
    if not current_frame().helps:
        return Markup("")
    page = render_template(f"intake/panels/{template}.html", what=what, meeting=None)
    return marked(page)


PANELS: Mapping[str, Panel] = {
    "rounds.ideas-said": _ideas_said,
    "proposals.ideas-said": _ideas_said,
    "proposals.form-said": _idea_form,
    "points.said": _points_said,
    "points.form-said": _point_form,
    "points.point": _point,
    "proposals.idea": _idea,
    "proposals.idea-withdrawn": _idea_withdrawn,
    "points.withdrawn": _withdrawn_point,
    "proposals.withdrawn": _withdrawn_idea,
    "forums.forum-desk": _desk,
    "rounds.desk": _desk,
    "forums.minutes-side": _table,
}
