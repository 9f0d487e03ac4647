"""Points of the city, morning by morning: raised, read, given to a team, answered, spoken about."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.demo.city.forums import Noted
from pbplatform.demo.city.ideas import acting_for_oneself
from pbplatform.demo.city.names import dice_of
from pbplatform.demo.city.sayings import TOPICS, answer_to, title_of, words_of
from pbplatform.demo.world import FIRST_START, HACKFORD, Act, World, at
from pbplatform.points import services as points
from pbplatform.points.kinds import Assessed
from pbplatform.promises.models import CitizenCheck, Commitment

BEGINS = at("2025-10-06 10:00")
MORNINGS = (0, 2, 4)  # Monday, Wednesday, Friday
_TOGETHER = 18  # mornings of one transaction: two thousand points of a whole city at most
_ANSWER = timedelta(hours=4)
_SAY = timedelta(hours=9)
_NO_END = date.max
_DONE = "It is done. Please look at it and tell us."
_REFUSED = "This names a person. Please send it again without the name."
_MISSING = ("It does not say when.", "We asked about the other end of the street.", "")


@dataclass
class Waiting:
    """A point that a team is to answer.

    Attributes:
        answer_on: the day on which it will; the last of all days where it never does.
    """

    point_id: int
    kind: str
    team: str
    asker: int
    answer_on: date


@dataclass
class Desk:
    """What lies on the desks of the city between two mornings.

    Attributes:
        liked: how many people will support each point, in the order in which they are read.
    """

    residents: Sequence[int]
    wards: Sequence[str]
    dice: Random
    liked: Iterator[int]
    waiting: list[Waiting] = field(default_factory=list)
    raised: list[tuple[datetime, Waiting]] = field(default_factory=list)
    to_say: list[tuple[date, Waiting, date]] = field(default_factory=list)
    to_keep: list[tuple[date, int, str]] = field(default_factory=list)
    to_ask: list[tuple[date, int]] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)

    def take_up(self, noted: Sequence[Noted]) -> None:
        """Points of a meeting wait for their answers with all others."""
        self.waiting += [
            self.wait_for(each.point_id, each.kind, each.team, each.asker, each.since)
            for each in noted
        ]

    def wait_for(self, point_id: int, kind: str, team: str, asker: int, since: date) -> Waiting:
        """A point that came on this day, and when its answer will come: mostly in time."""
        chance = self.dice.random()
        days = self.dice.randint(4, 25) if chance < 0.92 else self.dice.randint(29, 60)
        answer_on = since + timedelta(days=days) if chance < 0.99 else _NO_END
        return Waiting(point_id, kind, team, asker, answer_on)


@dataclass(frozen=True)
class _AtWork:
    """The desk, in the world as far as it is made."""

    world: World
    desk: Desk


@dataclass(frozen=True)
class Weeks:
    """Some mornings in a row, and the instants at which people raise points meanwhile, in order."""

    mornings: list[datetime]
    instants: list[datetime]

    @property
    def ends(self) -> datetime:
        return max([*(morning + _SAY for morning in self.mornings), *self.instants])


def mornings(marks: Sequence[datetime]) -> list[datetime]:
    """The mornings on which the facilitator reads; none on a day on which a box is closed."""
    closed = {mark.astimezone(HACKFORD).date() for mark in (*marks, FIRST_START)}
    local, found = BEGINS.astimezone(HACKFORD), []
    while local.astimezone(BEGINS.tzinfo) < FIRST_START:
        if local.weekday() in MORNINGS and local.date() not in closed:
            found.append(local.astimezone(BEGINS.tzinfo))
        local += timedelta(days=1)
    return found


def weeks_of(count: int, marks: Sequence[datetime], dice: Random) -> list[Weeks]:
    """So many points over all mornings, cut at the marks: nothing waits for what comes after one.

    Args:
        marks: instants at which the log is put in order, ascending.
    """
    every = mornings(marks)
    instants, before = [], BEGINS - timedelta(days=3)
    shares = _shares(count, len(every) + 1, dice)
    for morning, share in zip([*every, FIRST_START], shares, strict=True):
        instants += [before + (morning - before) * dice.random() for _point in range(share)]
        before = morning
    waiting, found = deque(sorted(instants)), []
    stops = {*marks, FIRST_START}
    group, raised = list[datetime](), list[datetime]()
    for tick in sorted([*every, *stops]):
        while waiting and waiting[0] < tick:
            raised.append(waiting.popleft())
        if tick not in stops:
            group.append(tick)
        if (tick in stops or len(group) == _TOGETHER) and (group or raised):
            found.append(Weeks(group, raised))
            group, raised = [], []
    return found


def acts_of(desk: Desk, count: int, marks: Sequence[datetime]) -> list[Act]:
    """Residents raise so many points outside meetings, and all that follows of points."""
    return [
        Act(weeks.ends, partial(_play, desk, weeks), 1 + len(weeks.instants) * 2)
        for weeks in weeks_of(count, marks, desk.dice)
    ]


def _play(desk: Desk, weeks: Weeks, world: World, _now: datetime) -> None:
    at_work = _AtWork(world, desk)
    with world.batch() as session:
        # First of all they are raised, each at its own instant; all the rest has its morning.
        _raise(session, at_work, weeks.instants)
        for morning in weeks.mornings:
            _support(session, at_work, _read(session, at_work, morning), morning)
            _answer(session, at_work, morning + _ANSWER)
            _keep(session, at_work, morning + _ANSWER)
            _say(session, at_work, morning + _SAY)


def _shares(count: int, parts: int, dice: Random) -> list[int]:
    """So many points over mornings, some busier than others; all of them add up."""
    weights = [dice.uniform(0.6, 1.4) for _part in range(parts)]
    whole, found, so_far = sum(weights), [], 0.0
    for weight in weights:
        before = round(count * so_far / whole)
        so_far += weight
        found.append(round(count * so_far / whole) - before)
    return found


def _liked(count: int, supports: int, dice: Random) -> list[int]:
    """How many people support each point: most few or nobody, a few many."""
    weights = [dice.paretovariate(1.2) if dice.random() < 0.4 else 0.0 for _point in range(count)]
    whole = sum(weights) or 1.0
    return [min(round(supports * weight / whole), 400) for weight in weights]


def _raise(session: Session, at: _AtWork, instants: Sequence[datetime]) -> None:
    """Residents raise points at these instants."""
    desk, dice, raised = at.desk, at.desk.dice, []
    of_forum: dict[str, list[tuple[str, points.PointRaised]]] = {}
    for now in instants:
        topic, ward = dice.choice(TOPICS), dice.choice(desk.wards)
        words = points.PointWords(
            title=title_of(topic, dice), verbatim=words_of(topic, dice), kind=topic.kind
        )
        person = acting_for_oneself(dice.choice(desk.residents))
        area = at.world.ids[f"area:{ward}"]
        one = points.PointRaised(actor=person, words=words, now=now, area_id=area)
        of_forum.setdefault(ward, []).append((topic.team, one))
    for ward, given in of_forum.items():
        forum_id = at.world.ids[f"forum:{ward}"]
        made = points.raise_points(session, forum_id=forum_id, raised=[one for _team, one in given])
        for point, (team, one) in zip(made, given, strict=True):
            asker, day = one.actor.account_id or 0, one.now.date()
            raised.append((one.now, desk.wait_for(point.id, point.kind, team, asker, day)))
            desk.titles[point.id] = point.title
    desk.raised += sorted(raised, key=lambda pair: pair[0])


def _read(session: Session, at: _AtWork, morning: datetime) -> list[Waiting]:
    """Bea publishes what came and gives each point to its team; those that are public now."""
    desk, bea, read = at.desk, at.world.acting("bea", "facilitator"), []
    came = [each for now, each in desk.raised if now < morning]
    desk.raised = [pair for pair in desk.raised if pair[0] >= morning]
    for each in came:
        if desk.dice.random() < 0.01:
            points.refuse_point(
                session, actor=bea, point_id=each.point_id, reason=_REFUSED, now=morning
            )
        else:
            read.append(each)
    if read:
        titles = {each.point_id: desk.titles.pop(each.point_id) for each in read}
        points.publish_points(session, actor=bea, titles=titles, now=morning)
        teams = [points.Given(each.point_id, each.team) for each in read]
        points.assign_points(session, actor=bea, given=teams, now=morning + timedelta(minutes=30))
    desk.waiting += read
    return read


def _support(session: Session, at: _AtWork, read: Sequence[Waiting], morning: datetime) -> None:
    desk, dice = at.desk, at.desk.dice
    supports = [
        points.PointSupported(
            acting_for_oneself(who),
            each.point_id,
            morning + timedelta(hours=1) + timedelta(minutes=dice.randint(0, 170)),
        )
        for each, most in zip(read, desk.liked, strict=False)
        for who in dice.sample(desk.residents, min(most, len(desk.residents) // 2))
        if who != each.asker
    ]
    if supports:
        points.support_points(session, supports=supports)


def _answer(session: Session, at: _AtWork, now: datetime) -> None:
    """Officials publish the answers that are ready."""
    desk, today = at.desk, now.astimezone(HACKFORD).date()
    ready = [each for each in desk.waiting if each.answer_on <= today]
    if not ready:
        return
    desk.waiting = [each for each in desk.waiting if each.answer_on > today]
    world, dice = at.world, desk.dice
    answered = []
    for each in ready:
        key = world.official(each.team)
        due = today + timedelta(days=dice.randint(20, 150))
        text = answer_to(each.kind, world.names[key], today, due, dice)
        actor = world.acting(key, "official", f"team:{each.team}")
        answered.append(points.Answered(actor, each.point_id, text))
    answers = points.publish_answers(session, answered=answered, now=now)
    teams = {answer.id: each.team for answer, each in zip(answers, ready, strict=True)}
    for each in ready:
        if dice.random() < 0.35:
            desk.to_say.append((today + timedelta(days=dice.randint(1, 9)), each, today))
    promised = select(Commitment.id, Commitment.due_current, Commitment.answer_id).where(
        Commitment.answer_id.in_(list(teams))
    )
    for promise_id, due_on, answer_id in session.execute(promised.order_by(Commitment.id)):
        if dice.random() < 0.93:
            ready_on = due_on - timedelta(days=dice.randint(4, 12))
            desk.to_keep.append((ready_on, promise_id, teams[answer_id]))


def _say(session: Session, at: _AtWork, now: datetime) -> None:
    """Askers say whether they are answered; who is not says so of newer answers only."""
    desk, dice, today = at.desk, at.desk.dice, now.astimezone(HACKFORD).date()
    due = [(each, answered) for day, each, answered in desk.to_say if day <= today]
    if not due:
        return
    desk.to_say = [row for row in desk.to_say if row[0] > today]
    newer = FIRST_START.date() - timedelta(days=20)
    words = []
    for each, answered in due:
        unhappy = answered > newer and dice.random() < 0.3
        verdict = dice.choice((Assessed.PARTLY, Assessed.NO)) if unhappy else Assessed.YES
        missing = dice.choice(_MISSING) if unhappy else ""
        words.append(points.Word(acting_for_oneself(each.asker), each.point_id, verdict, missing))
    points.assess_points(session, words=words, now=now)


def _keep(session: Session, at: _AtWork, now: datetime) -> None:
    """Teams keep what they promised, and four weeks later residents are asked about it."""
    desk, world, today = at.desk, at.world, now.astimezone(HACKFORD).date()
    kept = [
        points.PromiseKept(
            world.acting(world.official(team), "official", f"team:{team}"), each, today, _DONE
        )
        for day, each, team in desk.to_keep
        if day <= today
    ]
    desk.to_keep = [row for row in desk.to_keep if row[0] > today]
    if kept:
        points.keep_promises(session, kept=kept, now=now)
        begun = CitizenCheck.commitment_id.in_([each.promise_id for each in kept])
        checks = select(CitizenCheck.ask_on, CitizenCheck.id).where(begun)
        desk.to_ask += [(row.ask_on, row.id) for row in session.execute(checks)]
    due = sorted(check_id for day, check_id in desk.to_ask if day <= today)
    points.ask_about_promises(session, check_ids=due, now=now)
    desk.to_ask = [row for row in desk.to_ask if row[0] > today]


def new_desk(residents: Sequence[int], wards: Sequence[str], count: int, supports: int) -> Desk:
    """An empty desk.

    Args:
        count: points that will be raised outside meetings.
        supports: of these points together, about.
    """
    dice = dice_of("points")
    return Desk(residents, wards, dice, iter(_liked(count, supports, dice)))
