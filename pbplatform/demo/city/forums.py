"""Forums of the city, their meetings, and what is written down at these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from pbplatform.demo.city.names import dice_of, hall
from pbplatform.demo.city.sayings import TOPICS, title_of, words_of
from pbplatform.demo.forum_acts import ACCESS, OFFERS
from pbplatform.demo.world import FIRST_START, Act, World, at
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.points import services as points

CALLED = at("2025-09-15 10:00")
_FIRST = at("2025-10-21 18:30")
_PROMISE = "Officials answer every point in writing within 20 working days."
_AGENDA = "Points that waited for long. What the teams report. Anything else."
_EVERY = timedelta(weeks=13)
_MOST_AT_MEETING = 9  # points


@dataclass(frozen=True)
class Noted:
    """A point that was written down at a meeting and given to a team."""

    point_id: int
    kind: str
    team: str
    asker: int
    since: date


@dataclass(frozen=True)
class CityMeeting:
    """A meeting of the forum of a ward.

    Attributes:
        points: how many are written down.
    """

    ward: str
    starts: datetime
    points: int

    @property
    def key(self) -> str:
        return f"meeting:{self.ward} {self.starts:%Y-%m-%d}"

    @property
    def sent(self) -> datetime:
        """When its minutes go out."""
        return self.starts + timedelta(days=5)


def meetings_of(wards: Sequence[str], most: int) -> list[CityMeeting]:
    """The meetings of these wards' forums; the last one of each lies ahead.

    Args:
        most: points of all of them together.
    """
    found = []
    for place, ward in enumerate(wards):
        starts, dice = (
            _FIRST + timedelta(days=7 * place + place % 3),
            dice_of(f"meetings of {ward}"),
        )
        while True:
            is_past = starts + timedelta(days=6) < FIRST_START
            count = min(dice.randint(3, _MOST_AT_MEETING), most) if is_past else 0
            found.append(CityMeeting(ward, starts, count))
            most -= count
            if starts >= FIRST_START:
                break
            starts += _EVERY
    return found


def acts_of(
    wards: Sequence[str],
    meetings: Sequence[CityMeeting],
    residents: Sequence[int],
    take_up: Callable[[Sequence[Noted]], None],
) -> list[Act]:
    """The forums of these wards are called, and meet.

    Args:
        take_up: told the points of a meeting that teams are to answer.
    """
    acts = [Act(CALLED, partial(_call, ward, place)) for place, ward in enumerate(wards)]
    for each in meetings:
        called = min(each.starts - timedelta(days=24), FIRST_START - timedelta(days=2))
        acts.append(Act(called, partial(_invite, each)))
        if each.sent < FIRST_START:
            acts.append(Act(each.sent, partial(_meet, each, residents, take_up), 1 + each.points))
    return acts


def _call(ward: str, place: int, world: World, now: datetime) -> None:
    teams = list(world.officials)
    with world.write() as session:
        forum = forums.call_forum(
            session,
            actor=world.acting("bea", "facilitator"),
            name=f"{ward} Forum",
            lead_team=teams[place % len(teams)],
            promise=_PROMISE,
            now=now,
        )
        world.ids[f"forum:{ward}"] = forum.id


def _invite(meeting: CityMeeting, world: World, now: datetime) -> None:
    with world.write() as session:
        made = forums.call_meeting(
            session,
            actor=world.acting("bea", "facilitator"),
            forum_id=world.ids[f"forum:{meeting.ward}"],
            facts=forums.MeetingFacts(
                starts_at=meeting.starts,
                venue=hall(dice_of(meeting.key)),
                access_note=ACCESS,
                access=OFFERS,
                languages=("en",),
                agenda=_AGENDA,
            ),
            now=now,
        )
        world.ids[meeting.key] = made.id


def _meet(
    meeting: CityMeeting,
    residents: Sequence[int],
    take_up: Callable[[Sequence[Noted]], None],
    world: World,
    now: datetime,
) -> None:
    """The minutes go out, and each point that they list gets its team."""
    dice = dice_of(f"words at {meeting.key}")
    bea = world.acting("bea", "facilitator")
    with world.batch() as session:
        noted = [_note(world, meeting, residents, now, dice) for _point in range(meeting.points)]
        count = dice.randint(14, 70)
        forums.write_minutes(
            session,
            actor=bea,
            meeting_id=world.ids[meeting.key],
            kind=MinutesKind.CIRCULATED,
            text=f"{count} people came. Each point is listed with the words of whoever said it.",
            now=now,
        )
        if noted:
            given = [points.Given(each.point_id, each.team) for each in noted]
            points.assign_points(session, actor=bea, given=given, now=now)
    take_up(noted)


def _note(
    world: World, meeting: CityMeeting, residents: Sequence[int], now: datetime, dice: Random
) -> Noted:
    """Bea writes down what somebody said."""
    topic, who = dice.choice(TOPICS), dice.choice(residents)
    with world.write() as session:
        point = points.record_point(
            session,
            actor=world.acting("bea", "facilitator"),
            meeting_id=world.ids[meeting.key],
            kind=topic.kind,
            title=title_of(topic, dice),
            verbatim=words_of(topic, dice),
            raised_as=world.names[f"account:{who}"],
            raised_by_id=who,
            area_id=world.ids[f"area:{meeting.ward}"],
            now=now,
        )
    return Noted(point.id, topic.kind, topic.team, who, now.date())
