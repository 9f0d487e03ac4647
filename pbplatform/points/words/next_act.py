"""Who acts next on a point or a promise, by when, and what happens otherwise (ruling 37)."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from pbplatform.core.next_act import NextAct
from pbplatform.places.words.tables import telling_of_table
from pbplatform.points.domain.standing import publish_by
from pbplatform.points.kinds import Level, Stand
from pbplatform.points.queries import PointView
from pbplatform.points.words.going_up import who_went_up
from pbplatform.promises.words.next_act import news_of_missed, next_act_of_check
from pbplatform.web.marked import marked, named, safe
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext


class Part(StrEnum):
    """What the reader of a page has to do with a point; they are then told “you”."""

    NONE = "none"
    ASKER = "asker"
    OTHER = "other"  # supports it or was at its meeting


def next_act(view: PointView, part: Part = Part.NONE, *, has_said: bool = False) -> NextAct | None:
    """Who acts next on a point; None only once it is refused, joined, withdrawn or
    settled.

    Args:
        part: the reader's part in the point.
        has_said: whether the reader has said if the newest answer answers it.
    Raises:
        KeyError: a stand without anybody to act; a test walks them all.
    """
    act = _next_act(view, part, has_said=has_said)
    return telling_of_table(act, view.days.counted_to)


def _next_act(view: PointView, part: Part, *, has_said: bool) -> NextAct | None:
    if view.standing.stand is Stand.WITHDRAWN:
        return _go_on(view, part)
    if view.standing.is_final:
        return None
    if view.point.is_unread and view.standing.stand in (Stand.NOT_STARTED, Stand.WAITING):
        return _read_afterwards(view)
    if part is not Part.NONE and not has_said and is_asked(view):
        return _you_say(view, part)
    if part is Part.ASKER and view.standing.stand is Stand.PAUSED:
        return replace(_reply(view), who=gettext("You"), what=gettext("Reply to the question."))
    if view.standing.stand is Stand.PROMISED and is_asked(view) and view.opinion.asker is None:
        return _say(view)
    return _ACTS[view.standing.stand](view)


def _go_on(view: PointView, part: Part) -> NextAct | None:
    until = view.standing.go_on_until
    if until is None or view.standing.today > until:
        return None
    supported = view.supporters > 0 and view.point.decided_at is not None
    who = (
        gettext("The person who raised the point, or a supporter")
        if supported
        else gettext("The person who raised the point")
    )
    return NextAct(
        who=gettext("You") if part is not Part.NONE else who,
        what=gettext("Can go on with the point. Its days run on meanwhile."),
        by=until,
        otherwise=gettext("It stays withdrawn, and no answer is due."),
    )


_ANSWERED = (Stand.ASSESSING, Stand.PROMISED, Stand.PROMISE_MISSED, Stand.CHECKING)


def is_asked(view: PointView) -> bool:
    """Whether people are asked now if the newest answer answers the point."""
    until = view.standing.assess_until
    return (
        view.standing.is_answered
        and view.standing.stand in _ANSWERED
        and until is not None
        and view.standing.today <= until
    )


def _you_say(view: PointView, part: Part) -> NextAct:
    what = (
        gettext("Say whether the answer answers your point.")
        if part is Part.ASKER
        else gettext("Say whether the answer answers the point.")
    )
    return replace(_say(view), who=gettext("You"), what=what)


def _read(view: PointView) -> NextAct:
    by = publish_by(view.facts, view.days)
    return NextAct(
        who=gettext("A facilitator of the forum"),
        what=gettext("Reads the point and publishes it, or says why not."),
        by=by,
        otherwise=(
            gettext("The time for the answer has run since that day all the same.")
            if view.standing.today > by
            else gettext("The time for the answer starts on that day, read or not.")
        ),
        late=view.standing.today > by,
    )


def _read_afterwards(view: PointView) -> NextAct:
    """Source: docs/rules/points.md section 1.12."""
    by = publish_by(view.facts, view.days)
    return NextAct(
        who=gettext("A facilitator of the forum"),
        what=gettext("Reads the point and gives it to a team. It is public meanwhile."),
        by=by,
        otherwise=gettext("The time for the answer runs all the same."),
        late=view.standing.today > by,
    )


def _minutes(view: PointView) -> NextAct:
    return NextAct(
        who=gettext("A facilitator of the forum"),
        what=gettext("Sends out the minutes of the meeting."),
        by=view.standing.clock.start,
        otherwise=gettext("The time for the answer starts on that day without them."),
    )


def _appoint(view: PointView) -> NextAct:
    standing = view.standing
    return NextAct(
        who=who_went_up(view),
        what=(
            gettext("Gives the point to another team, or has somebody appointed.")
            if view.up.level is Level.FACILITATOR
            else gettext("Appoints somebody who can answer.")
        ),
        by=standing.due,
        otherwise=(
            gettext("It comes first at every meeting of the forum until it is answered.")
            if standing.stand is Stand.VERY_LATE
            else _higher(view)
        ),
        late=standing.is_late,
    )


def _answer(view: PointView) -> NextAct:
    standing = view.standing
    if view.up.level in (Level.FACILITATOR, Level.NOBODY):
        return _appoint(view)
    if view.up.is_up:
        return NextAct(
            who=who_went_up(view),
            what=gettext("Answers in writing, for a team in which nobody can."),
            by=standing.due,
            otherwise=_higher(view),
            late=standing.is_late,
        )
    if standing.is_taken_higher:
        return NextAct(
            who=named(view.elected or view.team.name),
            what=gettext("Answers in person: two answers did not answer the point."),
            by=standing.due,
            otherwise=gettext("It comes first at every meeting of the forum until it is answered."),
            late=standing.is_late,
        )
    return NextAct(
        who=named(view.team.name),
        what=_what(view),
        by=standing.due,
        otherwise=_higher(view),
        late=standing.is_late,
    )


def _what(view: PointView) -> str:
    if view.standing.stage > 1:
        return str(
            gettext("Somebody more senior than the one who answered first answers in writing.")
        )
    if view.offered_to is not None:
        other = safe(team=named(view.offered_to.name))
        return marked(
            gettext("Answers in writing, unless %(team)s takes the point before that.", **other)
        )
    if not view.assigned:
        return str(
            gettext("Answers in writing, unless a facilitator gives the point to another team.")
        )
    return str(gettext("Answers in writing."))


def _higher(view: PointView) -> str:
    day = long_date(view.standing.very_late_on)
    if view.elected:
        values = safe(day=day, name=named(view.elected))
        return marked(
            gettext(
                "If there is no answer before %(day)s, it goes to %(name)s, who is responsible.",
                **values,
            )
        )
    return str(
        gettext(
            "If there is no answer before %(day)s, it comes first at the next meeting of the "
            "forum.",
            day=day,
        )
    )


def _very_late(view: PointView) -> NextAct:
    standing = view.standing
    if view.up.level in (Level.FACILITATOR, Level.NOBODY):
        return _appoint(view)
    what = gettext("Answers in writing.")
    if view.elected:
        team = safe(team=named(view.acts.name))
        what = marked(gettext("Sees to it that %(team)s answers.", **team))
    return NextAct(
        who=named(view.elected or view.up.name or view.team.name),
        what=what,
        by=standing.due,
        otherwise=gettext("It comes first at every meeting of the forum until it is answered."),
        late=True,
    )


def _reply(view: PointView) -> NextAct:
    return NextAct(
        who=_asker(view),
        what=gettext("Replies to the question of the team."),
        by=view.standing.clock.resumes_on,
        otherwise=gettext("The clock starts again on that day by itself."),
    )


def _asker(view: PointView) -> str:
    """Whose reply it is, by the name that stands beside the point."""
    name = view.point.raised_as
    if not name:
        return str(gettext("The person who raised the point"))
    return marked(gettext("%(name)s, who raised the point", **safe(name=named(name))))


def _asker_and_supporters(view: PointView) -> str:
    name = view.point.raised_as
    if not name:
        return str(gettext("The person who raised the point, and its supporters"))
    told = safe(name=named(name))
    return marked(gettext("%(name)s, who raised the point, and its supporters", **told))


def is_turn_of(view: PointView, part: Part, *, has_said: bool) -> bool:
    """Whether the point waits for this reader: to reply, or to say if the answer answers it."""
    if part is Part.NONE:
        return False
    if part is Part.ASKER and view.standing.stand is Stand.PAUSED:
        return True
    return is_asked(view) and not has_said


def _say(view: PointView) -> NextAct:
    return NextAct(
        who=_asker_and_supporters(view),
        what=gettext("Say whether this answers the point."),
        by=view.standing.assess_until,
        otherwise=_after_saying(view),
    )


def _after_saying(view: PointView) -> str:
    due = view.standing.promise_due
    if view.standing.stand is Stand.PROMISED and due:
        return str(
            gettext(
                "After that day it is too late. What was promised is due by %(day)s.",
                day=long_date(due),
            )
        )
    if view.standing.stand is Stand.PROMISE_MISSED:
        return str(gettext("After that day it is too late. The promise is late all the same."))
    if view.standing.stand is Stand.CHECKING:
        return str(gettext("After that day it is too late. You can still say if it was kept."))
    return str(gettext("After that day the point counts as settled."))


def _keep(view: PointView) -> NextAct:
    return NextAct(
        who=named(view.team.name),
        what=gettext("Does what was promised."),
        by=view.standing.promise_due,
        otherwise=gettext("After that day the promise is shown as missed."),
    )


def _explain(view: PointView) -> NextAct:
    due = view.standing.promise_due or view.standing.today
    return news_of_missed(view.team.name, view.elected, due, view.days, view.standing.today)


def _check(view: PointView) -> NextAct:
    """Of the promise that waits for residents or the team: the one whose day comes first."""
    today = view.standing.today
    checks = [promise.check for promise in view.facts.promises]
    acts = [next_act_of_check(each, view.team.name, view.elected, today) for each in checks]
    told = [act for act in acts if act is not None]
    return min(told, key=lambda act: (not act.late, act.by or today))


_ACTS = {
    Stand.RAISED: _read,
    Stand.NOT_STARTED: _minutes,
    Stand.WAITING: _answer,
    Stand.LATE: _answer,
    Stand.VERY_LATE: _very_late,
    Stand.PAUSED: _reply,
    Stand.ASSESSING: _say,
    Stand.PROMISED: _keep,
    Stand.PROMISE_MISSED: _explain,
    Stand.CHECKING: _check,
}
