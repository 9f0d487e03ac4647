"""Random orders of all that can happen to a point, held against a second clock that counts days.

What is walked is the program's own: its policies, its fold, its standing, its counts and its going
up. Only the database is left out, so that a million orders can be walked; `test_walks.py` walks a
few of them through services. Source: docs/rules/points.md sections 2 to 6.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.forums.models import ForumSeries
from pbplatform.places.domain.working_days import WorkingDays
from pbplatform.places.models import Team
from pbplatform.points import policies
from pbplatform.points.domain.clock import Turn, running_due
from pbplatform.points.domain.counts import count_points
from pbplatform.points.domain.going_up import FirstAnswer, Holder, go_up
from pbplatform.points.domain.standing import AnswerFacts, PointFacts, Standing, stand_of_point
from pbplatform.points.domain.starting import start_at_meeting, start_outside
from pbplatform.points.kinds import Assessed, Level, PointState, Stand, TurnKind
from pbplatform.points.models import Answer, Assignment, Point, PointTurn
from pbplatform.points.queries import Opinion, PointView
from pbplatform.points.services.assessing import calls_for_another
from pbplatform.promises.domain.days import PromisedDay
from tests.points.second_clock import SecondClock

DAY = timedelta(days=1)
_NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)
ANSWER_DAYS, MINUTES_DAYS = 20, 5
MAY_GAIN = {"more time": 10, "ask": 11}  # working days; a stop may end on a day off
GONE = {PointState.JOINED, PointState.REFUSED, PointState.WITHDRAWN}
TEAMS = [Team(id=n, slug=slug, name=slug) for n, slug in enumerate(("parks", "roads", "lead"), 1)]
FORUM = ForumSeries(id=1, slug="town")
FACILITATOR = ActorRef("account", "90", Role.FACILITATOR, FORUM.scope, "Bea")
ASKER, SUPPORTER = 1, 2
# Everybody who may come and go; the first four are there at the beginning.
PEOPLE = (
    Holder(10, "Tom", "Clerk", Role.OFFICIAL, TEAMS[0].scope),
    Holder(11, "Lea", "Head", Role.OFFICIAL, TEAMS[0].scope),
    Holder(12, "Ruth", "Councillor", Role.ELECTED, TEAMS[0].scope),
    Holder(13, "Olu", "Officer", Role.OFFICIAL, TEAMS[1].scope),
    Holder(14, "Max", "Councillor", Role.ELECTED, TEAMS[1].scope),
    Holder(15, "Lia", "Lead", Role.OFFICIAL, TEAMS[2].scope),
    Holder(16, "May", "Mayor", Role.ELECTED, PLACE),
    Holder(90, "Bea", "", Role.FACILITATOR, FORUM.scope),
)


class FastDays(WorkingDays):
    """The same working days; each question is answered once."""

    def after(self, start: date, days: int) -> date:
        found = _AFTER.get((start, days))
        if found is None:
            found = _AFTER[start, days] = super().after(start, days)
        return found

    def between(self, start: date, end: date) -> int:
        found = _BETWEEN.get((start, end))
        if found is None:
            found = _BETWEEN[start, end] = super().between(start, end)
        return found


_AFTER: dict[tuple[date, int], date] = {}
_BETWEEN: dict[tuple[date, date], int] = {}
SPRING = FastDays(
    holidays=frozenset({date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31)}),
    weekend=frozenset({5, 6}),
    timezone=ZoneInfo("Europe/London"),
    version=1,
)


class Order:
    """One point, and one order of what happens to it.

    Attributes:
        told: what happened, with its day: how a broken rule is told.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.today = date(2027, 2, 1) + self.chance.randrange(60) * DAY
        self.days = SPRING
        self.at_meeting = self.chance.random() < 0.4
        self.came = self.today
        self.published: date | None = self.today if self.at_meeting else None
        self.circulated: date | None = None
        self.withdrawn: date | None = None
        state = PointState.PUBLISHED if self.at_meeting else PointState.RAISED
        self.point = Point(id=1, number=1, kind="request", state=state, raised_by_id=ASKER)
        self.turns: list[PointTurn] = []
        self.moves: list[Turn] = []
        self.answers: list[Answer] = []
        self.given: list[AnswerFacts] = []
        self.opinion: dict[Assessed, int] = {}
        self.asker_said: Assessed | None = None
        self.assignments: list[Assignment] = []
        self.promises: list[PromisedDay] = []
        self.holders = list(PEOPLE[:4])
        if self.chance.random() < 0.8:
            self.give(1)
        self.told: list[str] = []
        self.clock = SecondClock(self.start(), ANSWER_DAYS, self.days)
        self.gained: dict[str, int] = {}
        self.was_late: set[int] = set()
        self.first_group = ""
        self.look()
        self.due = self.standing.due

    # What the program sees.

    def start(self) -> date:
        if self.at_meeting:
            return start_at_meeting(self.came, MINUTES_DAYS, self.circulated, self.days)
        return start_outside(self.came, self.published, self.days)

    def look(self) -> None:
        """Work out where the point stands now."""
        self.facts = PointFacts(
            state=PointState(self.point.state),
            came_on=self.came,
            start=self.start(),
            answer_days=ANSWER_DAYS,
            turns=tuple(self.moves),
            answers=tuple(self.given),
            promises=tuple(self.promises),
            withdrawn_on=self.withdrawn,
        )
        self.standing = stand_of_point(self.facts, self.days, self.today)

    def view(self) -> PointView:
        taken = [each for each in self.assignments if each.taken_at is not None]
        team = TEAMS[(taken[-1].team_id if taken else 3) - 1]
        offered = next((each for each in self.assignments if each.is_offered), None)
        first = self.answers[0] if self.answers else None
        up = go_up(
            self.holders,
            team=team.scope,
            lead=TEAMS[2].scope,
            forum=FORUM.scope,
            stage=self.standing.stage if self.standing.is_open else 1,
            first=FirstAnswer(first.by_account_id, first.by_title) if first else None,
        )
        return PointView(
            point=self.point,
            forum=FORUM,
            meeting=None,
            area="",
            supporters=0,
            days=self.days,
            facts=self.facts,
            standing=self.standing,
            team=team,
            assigned=bool(taken),
            offered=offered,
            offered_to=TEAMS[offered.team_id - 1] if offered else None,
            assignments=tuple(self.assignments),
            turns=tuple(self.turns),
            answers=tuple(self.answers),
            opinions={},
            promises=(),
            elected="",
            up=up,
            lead=TEAMS[2],
        )

    # Who acts.

    def somebody(self) -> ActorRef:
        """Any of those who hold a role now."""
        if not self.holders:
            return ActorRef("account", "99", Role.OFFICIAL, "team:nowhere", "Nobody")
        return acting(self.chance.choice(self.holders))

    def turn(
        self, kind: TurnKind, *, days: int = 0, due: date | None = None, spent: bool = False
    ) -> None:
        self.turns.append(PointTurn(kind=kind, day=self.today, days=days, due=due))
        self.moves.append(Turn(kind, self.today, days, due, spent, spent))

    def give(self, team_id: int, *, passed_on: bool = False) -> None:
        taken = None if passed_on else _NOON
        self.assignments.append(
            Assignment(n=1, team_id=team_id, passed_on=passed_on, made_at=_NOON, taken_at=taken)
        )

    # The walk.

    def walk(self, steps: int) -> None:
        """Do so many things, one after the other, and look after each.

        Raises:
            AssertionError: a rule was broken; it tells the order.
        """
        for _step in range(steps):
            name = self.likely() if self.chance.random() < 0.35 else self.chance.choice(_NAMES)
            days = self.chance.choice(_WAITS)
            for _day in range(days):
                self.today += DAY
                self.clock.next_day(self.today)
            if days:
                self.told.append(f"{days} days")
                self.look()
                self.note_lateness()
            if ACTS[name](self):
                self.told.append(name)
                self.look()
                self.check(name)

    def likely(self) -> str:
        """What people would do next, so that orders go deep; the rest is any act at any time."""
        standing = self.standing
        if standing.stand is Stand.RAISED:
            return "publish"
        if standing.stand is Stand.PAUSED:
            return "reply"
        if standing.stand is Stand.WITHDRAWN:
            return "go on"
        return self.chance.choice(_WHILE_OPEN if standing.is_open else _ONCE_ANSWERED)

    def check(self, act: str) -> None:
        """Hold the rules."""
        standing, state = self.standing, PointState(self.point.state)
        group = self.counted(standing)
        if state in GONE:
            self.hold(group == "", "counted though it is gone")
            return
        if state is PointState.RAISED:
            self.hold(standing.stand is Stand.RAISED and group == "", "raised and counted")
            return
        self.hold(group != "", "not counted")
        stage = standing.stage
        if standing.is_open:
            self.check_due(act)
            overdue = self.today > standing.due
            self.hold(standing.is_late == (overdue and standing.stand is not Stand.PAUSED), "late")
            self.note_lateness()
            self.hold(stage not in self.was_late or standing.is_late, "late and in time again")
            self.hold((group == "waiting_late") == (stage == 1 and standing.is_late), group)
        if stage == 1 and standing.is_open:
            self.hold(self.clock.is_late(self.today) == standing.is_late, "the clocks differ")
            self.hold(self.clock.is_stopped() == (standing.stand is Stand.PAUSED), "stops differ")
        if self.answers:
            self.hold(group in ("in_time", "late_answers"), group)
            self.hold(self.first_group in ("", group), "another group of the first answer")
            self.hold((group == "late_answers") == (1 in self.was_late), "late answer in time")
            self.first_group = group
        self.due = standing.due

    def note_lateness(self) -> None:
        """Remember that the answer that is due is late: nothing may make it look in time again."""
        standing = self.standing
        if standing.is_open and standing.due < self.today and standing.stand is not Stand.PAUSED:
            self.was_late.add(standing.stage)

    def check_due(self, act: str) -> None:
        """No day moves later but by the two ways that the rules name, each once."""
        stage, due = self.standing.stage, self.standing.due
        if act in ("answer", "asker says", "others say") and stage > 1:
            challenged = self.given[stage - 2].challenged_on or self.today
            self.hold(due == self.days.after(challenged, 10), "day of another answer")
            return
        if due <= self.due:
            return
        won = self.days.between(self.due, due)
        self.hold(act in MAY_GAIN and act not in self.gained and stage == 1, "days were won")
        self.hold(won <= MAY_GAIN[act], "too many days were won")
        self.hold(stage not in self.was_late, "days were won after the day")
        self.gained[act] = won

    def counted(self, standing: Standing) -> str:
        counts = count_points([(self.facts, standing)])
        groups = ("in_time", "late_answers", "in_wait", "waiting_late")
        found = [name for name in groups if getattr(counts, name)]
        self.hold(len(found) == counts.to_answer <= 1, "not in exactly one group")
        return found[0] if found else ""

    def hold(self, rule: bool, told: str) -> None:
        assert rule, f"{told}, on {self.today} after: {'; '.join(self.told)}"


_WHILE_OPEN = ("answer", "answer", "answer", "more time", "ask", "send minutes")
_ONCE_ANSWERED = ("asker says", "others say", "correct the answer")
_WAITS = (0, 0, 0, 1, 1, 2, 3, 5, 8, 13)


def acting(holder: Holder) -> ActorRef:
    """Somebody in the role they hold."""
    return ActorRef("account", str(holder.account_id), holder.role, holder.scope, holder.name)


Act = Callable[[Order], bool]


def _publish(order: Order) -> bool:
    if policies.refuse_to_decide_point(FACILITATOR, FORUM, order.point):
        return False
    order.point.move_to(PointState.PUBLISHED)
    order.published = order.today
    order.clock.start_on(order.start(), order.today)
    return True


def _refuse(order: Order) -> bool:
    if order.chance.random() > 0.1 or policies.refuse_to_decide_point(
        FACILITATOR, FORUM, order.point
    ):
        return False
    order.point.move_to(PointState.REFUSED)
    return True


def _send_minutes(order: Order) -> bool:
    """The first time they start the clock; corrected, approved or amended they move nothing."""
    if order.at_meeting and order.circulated is None:
        order.circulated = order.today
        order.clock.start_on(order.start(), order.today)
    return order.at_meeting


def _nothing(_order: Order) -> bool:
    """What touches no fact of the clock: notes, corrections, texts hidden and restored.

    A meeting that is cancelled, moved or renamed after a point of it was written down keeps the day
    that counts; a new holiday table leaves the one that the point keeps.
    """
    return True


def _kind(order: Order) -> bool:
    order.point.kind = order.chance.choice(("request", "question", "concern"))
    return True


def _more_time(order: Order) -> bool:
    if policies.refuse_to_extend(order.somebody(), order.view()):
        return False
    days = order.chance.randint(1, 14)  # the service refuses more than ten; so does the fold
    order.turn(TurnKind.EXTENDED, days=days)
    order.clock.more(min(days, 10))
    return True


def _ask(order: Order) -> bool:
    if policies.refuse_to_ask(order.somebody(), order.view()):
        return False
    order.turn(TurnKind.PAUSED)
    order.clock.stop(order.today)
    return True


def _reply(order: Order) -> bool:
    asker = ActorRef("account", str(ASKER), "resident")
    if policies.refuse_to_reply(asker, order.view()):
        return False
    stopped = order.standing.stand is Stand.PAUSED
    order.turn(TurnKind.RESUMED if stopped else TurnKind.REPLIED)
    order.clock.go_on(order.today)
    return True


def _assign(order: Order) -> bool:
    view = order.view()
    if policies.refuse_to_assign(FACILITATOR, view):
        return False
    if view.offered is not None:
        view.offered.sent_back_at = _NOON
    order.give(order.chance.randint(1, 3))
    return True


def _pass_on(order: Order) -> bool:
    if policies.refuse_to_pass_on(order.somebody(), order.view()):
        return False
    order.give(order.chance.randint(1, 3), passed_on=True)
    return True


def _take(order: Order) -> bool:
    view = order.view()
    if policies.refuse_to_take(order.somebody(), view) or view.offered is None:
        return False
    view.offered.taken_at = _NOON
    return True


def _send_back(order: Order) -> bool:
    view = order.view()
    if policies.refuse_to_take(order.somebody(), view) or view.offered is None:
        return False
    view.offered.sent_back_at = _NOON
    return True


def _comes_in(order: Order) -> bool:
    """Another point that says the same goes into this one, older or newer, used up or not."""
    view = order.view()
    start = order.today - order.chance.randrange(40) * DAY
    facts = PointFacts(PointState.PUBLISHED, start, start, ANSWER_DAYS)
    spent = order.chance.random() < 0.3
    clock = stand_of_point(facts, order.days, order.today).clock
    other = replace(
        view,
        point=Point(id=2, number=2, state=PointState.PUBLISHED),
        facts=facts,
        answers=(),
    )
    if policies.refuse_to_join(FACILITATOR, other, view):
        return False
    due = running_due(clock, order.today, order.days)
    order.turn(TurnKind.JOINED, due=due, spent=spent)
    order.clock.join(due, order.today)
    return True


def _goes_into_another(order: Order) -> bool:
    if order.chance.random() > 0.1:
        return False
    view = order.view()
    stays = replace(view, point=Point(id=2, number=2, state=PointState.PUBLISHED), answers=())
    if policies.refuse_to_join(FACILITATOR, view, stays):
        return False
    order.point.move_to(PointState.JOINED)
    return True


def _withdraw(order: Order) -> bool:
    """The asker takes the point back before an answer."""
    asker = ActorRef("account", str(ASKER), "resident")
    if order.chance.random() > 0.3 or policies.refuse_to_withdraw(asker, order.view()):
        return False
    order.point.move_to(PointState.WITHDRAWN)
    order.withdrawn = order.today
    return True


def _go_on(order: Order) -> bool:
    """The asker, or a supporter who is its asker from then on; no day moves."""
    supporter = ActorRef("account", str(SUPPORTER), "resident")
    if policies.refuse_to_go_on(supporter, order.view(), True):
        return False
    published = order.published is not None
    order.point.move_to(PointState.PUBLISHED if published else PointState.RAISED)
    order.withdrawn = None
    return True


def _erase_asker(order: Order) -> bool:
    order.point.raised_by_id = None
    return True


def _leave(order: Order) -> bool:
    """Somebody leaves, or a whole team at once."""
    if not order.holders:
        return False
    gone = order.chance.choice(order.holders)
    whole = order.chance.random() < 0.5
    order.holders = [
        each
        for each in order.holders
        if each is not gone and not (whole and each.scope == gone.scope)
    ]
    return True


def _come(order: Order) -> bool:
    new = order.chance.choice(PEOPLE)
    if new in order.holders:
        return False
    order.holders.append(new)
    return True


def _answer(order: Order) -> bool:
    """Whom the point is with can answer it; anybody else tries too."""
    view = order.view()
    titles = {each.account_id: each.title for each in order.holders}
    holder = view.up.holder
    if holder is not None and view.up.level in (Level.LEAD, Level.PLACE) and view.standing.is_open:
        scope = view.acts.scope if holder.scope == PLACE else holder.scope
        named = replace(acting(holder), scope=scope)
        refusal = policies.refuse_to_answer(named, view, titles)
        order.hold(refusal is None, f"{holder.name} has the point and may not answer")
    tried = (order.somebody() for _try in range(3))
    able = (each for each in tried if policies.refuse_to_answer(each, view, titles) is None)
    actor = next(able, None)
    if actor is None or order.chance.random() > 0.7:
        return False
    by = actor.account_id or 0
    n = len(order.answers) + 1
    order.answers.append(
        Answer(id=n, n=n, by_account_id=by, by_title=titles.get(by, ""), day=order.today)
    )
    order.given.append(AnswerFacts(order.today))
    order.opinion, order.asker_said = {}, None
    if order.chance.random() < 0.4:
        day = order.today + order.chance.randrange(40) * DAY
        order.promises.append(PromisedDay(day, day))
    return True


def _assess(order: Order) -> bool:
    opinion = Opinion(asker=order.asker_said, others=order.opinion)
    if calls_for_another(opinion) and len(order.given) < 3:
        newest = order.given[-1]
        if newest.challenged_on is None:
            order.given[-1] = replace(newest, challenged_on=order.today)
    return True


def _asker_says(order: Order) -> bool:
    if order.point.raised_by_id is None or policies.refuse_to_assess(order.view(), True):
        return False
    order.asker_said = order.chance.choice(list(Assessed))
    return _assess(order)


def _others_say(order: Order) -> bool:
    if policies.refuse_to_assess(order.view(), True):
        return False
    said = order.chance.choice(list(Assessed))
    order.opinion[said] = order.opinion.get(said, 0) + order.chance.randint(1, 8)
    return _assess(order)


def _correct(order: Order) -> bool:
    """A correction, now and then with a promise; it moves no day of an answer."""
    if not order.answers or policies.refuse_to_correct(order.somebody(), order.view(), TEAMS[0]):
        return False
    if order.chance.random() < 0.3:
        day = order.today + order.chance.randrange(30) * DAY
        order.promises.append(PromisedDay(day, day))
    return True


ACTS: dict[str, Act] = {
    "publish": _publish,
    "refuse": _refuse,
    "send minutes": _send_minutes,
    "correct minutes": _nothing,
    "cancel or move the meeting": _nothing,
    "add a holiday table": _nothing,
    "note": _nothing,
    "hide the words": _nothing,
    "restore the words": _nothing,
    "another kind": _kind,
    "more time": _more_time,
    "ask": _ask,
    "reply": _reply,
    "give to a team": _assign,
    "pass on": _pass_on,
    "take": _take,
    "send back": _send_back,
    "another comes in": _comes_in,
    "goes into another": _goes_into_another,
    "withdraw": _withdraw,
    "go on": _go_on,
    "erase the asker": _erase_asker,
    "somebody leaves": _leave,
    "somebody comes": _come,
    "answer": _answer,
    "asker says": _asker_says,
    "others say": _others_say,
    "correct the answer": _correct,
}
# What moves clocks is tried more often than what must not.
_OFTEN = ("publish", "send minutes", "more time", "ask", "reply", "another comes in", "answer")
_NAMES = (*ACTS, *_OFTEN, *_OFTEN, "publish", *3 * ("answer", "asker says"), "others say")


def walk(seed: int) -> Order:
    """One order, by its seed.

    Raises:
        AssertionError: a rule was broken; it tells the seed and the order.
    """
    order = Order(seed)
    try:
        order.walk(order.chance.randint(8, 18))
    except AssertionError as broken:
        raise AssertionError(f"seed {seed}: {broken}") from broken
    return order
