"""A point in each of its standings, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pbplatform.forums.models import ForumSeries
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, stand_of_point
from pbplatform.points.kinds import PointState, Stand, TurnKind
from pbplatform.points.models import Answer, Assignment, Point, PointTurn
from pbplatform.points.queries import PointView
from pbplatform.points.queries.load import turn_facts
from pbplatform.promises.domain.checks import CheckDays
from pbplatform.promises.domain.days import PromisedDay
from tests.policy_tables import ASKER, TOM

# Thursdays, and no day without work but weekends: 20 working days are four weeks.
START, DUE = date(2027, 2, 4), date(2027, 3, 4)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKDAYS = WorkingDays(frozenset(), frozenset({5, 6}), ZoneInfo("Europe/London"), 1)
PARKS, ROADS = Team(id=1, slug="parks", name="Parks"), Team(id=2, slug="roads", name="Roads")
TOWN, OTHER_FORUM = ForumSeries(id=1, slug="town"), ForumSeries(id=2, slug="town-2")
HEAD = "Head of Parks"  # the post of Tom, who gave the first answer


def turn(kind: TurnKind, day: date, *, days: int = 0, spent: bool = False) -> PointTurn:
    """Something that happened; `spent` is of a point that came in."""
    due = DUE if kind == TurnKind.JOINED else None
    return PointTurn(
        kind=kind, day=day, days=days, due=due, spent_extension=spent, spent_pause=spent
    )


ASKED = turn(TurnKind.PAUSED, START + WEEK)  # the clock goes on by itself two weeks later
REPLIED = turn(TurnKind.RESUMED, START + WEEK + DAY)
REPLIED_LATE = turn(TurnKind.REPLIED, START + 4 * WEEK)


def a_point(
    today: date,
    *turns: PointTurn,
    state: PointState = PointState.PUBLISHED,
    answered_on: tuple[date, ...] = (),
    open_again: bool = False,
    promise_due: date | None = None,
    check: CheckDays | None = None,
    asker: int | None = ASKER,
    withdrawn_on: date | None = None,
    read: bool = True,
    passed_on: bool = False,
    offered_to: Team | None = None,
    number: int = 1,
    forum: ForumSeries = TOWN,
) -> PointView:
    """The point as it stands on `today`; it must be answered by Parks.

    Args:
        answered_on: days of its answers; people made another one due on the day of each but the
            last, and of the last one too where it is `open_again`.
        check: what residents say of its promise, which was called done on its day.
    """
    made_due = len(answered_on) if open_again else len(answered_on) - 1
    facts = PointFacts(
        state=state,
        came_on=START,
        start=START,
        answer_days=20,
        turns=tuple(turn_facts(each) for each in turns),
        answers=tuple(
            AnswerFacts(day, day if n < made_due else None) for n, day in enumerate(answered_on)
        ),
        promises=(
            (
                PromisedDay(
                    promise_due, promise_due, done_on=promise_due if check else None, check=check
                ),
            )
            if promise_due
            else ()
        ),
        withdrawn_on=withdrawn_on,
    )
    offer = Assignment(n=1, passed_on=True) if offered_to else None
    given = offer or (Assignment(n=1, passed_on=True) if passed_on else None)
    return PointView(
        point=Point(
            id=number,
            number=number,
            state=state,
            raised_by_id=asker,
            decided_at=datetime(START.year, START.month, START.day, 12, tzinfo=UTC)
            if read
            else None,
        ),
        forum=forum,
        meeting=None,
        area="",
        supporters=0,
        days=WEEKDAYS,
        facts=facts,
        standing=stand_of_point(facts, WEEKDAYS, today),
        team=PARKS,
        assigned=False,
        offered=offer,
        offered_to=offered_to,
        assignments=(given,) if given else (),
        turns=turns,
        answers=tuple(
            Answer(id=n, n=n, by_account_id=TOM, by_title=HEAD, day=day)
            for n, day in enumerate(answered_on, 1)
        ),
        opinions={},
        promises=(),
        elected="",
    )


FIRST, SECOND, THIRD = DUE - DAY, DUE, DUE + DAY  # days of answers
POINTS: dict[str, tuple[Stand, PointView]] = {
    "raised": (Stand.RAISED, a_point(START, state=PointState.RAISED)),
    "refused": (Stand.REFUSED, a_point(START, state=PointState.REFUSED)),
    "joined": (Stand.JOINED, a_point(START, state=PointState.JOINED)),
    "withdrawn": (
        Stand.WITHDRAWN,
        a_point(START, state=PointState.WITHDRAWN, withdrawn_on=START),
    ),
    "withdrawn on its last day": (
        Stand.WITHDRAWN,
        a_point(START + WEEK, state=PointState.WITHDRAWN, withdrawn_on=START),
    ),
    "withdrawn for good": (
        Stand.WITHDRAWN,
        a_point(START + WEEK + DAY, state=PointState.WITHDRAWN, withdrawn_on=START),
    ),
    "withdrawn unread": (
        Stand.WITHDRAWN,
        a_point(START, state=PointState.WITHDRAWN, withdrawn_on=START, read=False),
    ),
    "minutes not out": (Stand.NOT_STARTED, a_point(START - DAY)),
    "first day": (Stand.WAITING, a_point(START)),
    "day before due": (Stand.WAITING, a_point(DUE - DAY)),
    "due day": (Stand.WAITING, a_point(DUE)),
    "day after due": (Stand.LATE, a_point(DUE + DAY)),
    "very late": (Stand.VERY_LATE, a_point(DUE + 2 * WEEK)),
    "with more time": (
        Stand.WAITING,
        a_point(DUE, turn(TurnKind.EXTENDED, START + WEEK, days=10)),
    ),
    "stopped": (Stand.PAUSED, a_point(START + 3 * WEEK - DAY, ASKED)),
    "stop over": (Stand.WAITING, a_point(START + 3 * WEEK, ASKED)),
    "replied": (Stand.WAITING, a_point(START + 2 * WEEK, ASKED, REPLIED)),
    "replied late": (Stand.WAITING, a_point(START + 4 * WEEK, ASKED, REPLIED_LATE)),
    "another that used both came in": (
        Stand.WAITING,
        a_point(START + WEEK, turn(TurnKind.JOINED, START + DAY, spent=True)),
    ),
    "asker unknown": (Stand.WAITING, a_point(START, asker=None)),
    "passed on": (Stand.WAITING, a_point(START, passed_on=True)),
    "offered to Roads": (Stand.WAITING, a_point(START, offered_to=ROADS)),
    "offered to Roads and answered": (
        Stand.ASSESSING,
        a_point(DUE, answered_on=(FIRST,), offered_to=ROADS),
    ),
    "answered": (Stand.ASSESSING, a_point(FIRST, answered_on=(FIRST,))),
    "asked and answered": (Stand.ASSESSING, a_point(FIRST, ASKED, answered_on=(FIRST,))),
    "last day to say": (Stand.ASSESSING, a_point(FIRST + 4 * WEEK, answered_on=(FIRST,))),
    "time to say over": (Stand.SETTLED, a_point(FIRST + 4 * WEEK + DAY, answered_on=(FIRST,))),
    "promised": (Stand.PROMISED, a_point(DUE, answered_on=(FIRST,), promise_due=DUE)),
    "promise missed": (
        Stand.PROMISE_MISSED,
        a_point(DUE + DAY, answered_on=(FIRST,), promise_due=DUE),
    ),
    "called done": (
        Stand.CHECKING,
        a_point(DUE, answered_on=(FIRST,), promise_due=DUE, check=CheckDays(DUE + 4 * WEEK)),
    ),
    "second due": (Stand.WAITING, a_point(DUE, answered_on=(FIRST,), open_again=True)),
    "second answered": (Stand.ASSESSING, a_point(DUE, answered_on=(FIRST, SECOND))),
    "third due": (Stand.WAITING, a_point(DUE, answered_on=(FIRST, SECOND), open_again=True)),
    "third answered": (
        Stand.ASSESSING,
        a_point(THIRD, answered_on=(FIRST, SECOND, THIRD), open_again=True),
    ),
}
