"""Forums of the city, their meetings, and what is written down at these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pbplatform.demo.city.names import WARDS, dice_of, hall
from pbplatform.demo.city.sayings import TOPICS, title_of, words_of
from pbplatform.demo.forum_acts import ACCESS, OFFERS
from pbplatform.demo.world import FIRST_START, World, at
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.points import services as points

CALLED = at("2025-10-01 10:00")
_PROMISE = "Officials answer every point in writing within 20 working days."
_AGENDA = "Points that waited for long. What the teams report. Anything else."
_EVERY = timedelta(weeks=13)
_MOST_AT_MEETING = 9  # points


@dataclass(frozen=True)
class CityForum:
    """A forum of the city."""

    forum_id: int
    name: str


def call_forums(world: World, count: int) -> list[CityForum]:
    """So many forums, each of a ward."""
    bea = world.acting("bea", "facilitator")
    found = []
    with world.batch() as session:
        for place, ward in enumerate(WARDS[:count]):
            teams = list(world.officials)
            forum = forums.call_forum(
                session,
                actor=bea,
                name=f"{ward} Forum",
                lead_team=teams[place % len(teams)],
                promise=_PROMISE,
                now=CALLED,
            )
            found.append(CityForum(forum.id, ward))
    return found


def meetings_of(place: int) -> list[datetime]:
    """When a forum meets, by its place in the list; the last time lies ahead."""
    first = at("2025-10-21 18:30") + timedelta(days=7 * (place % 12) + place % 3)
    found = [first]
    while found[-1] < FIRST_START:
        found.append(found[-1] + _EVERY)
    return found


@dataclass(frozen=True)
class Noted:
    """A point that was written down at a meeting and given to a team."""

    point_id: int
    kind: str
    team: str
    asker: int
    since: date


def meet(
    world: World, forum: CityForum, starts: datetime, residents: Sequence[int], most: int
) -> list[Noted]:
    """A meeting with its minutes and points; those that were given to a team.

    Args:
        most: points that may be written down; none of a meeting that lies ahead.
    """
    dice = dice_of(f"meeting of {forum.name} {starts:%Y-%m-%d}")
    bea = world.acting("bea", "facilitator")
    with world.batch() as session:
        meeting = forums.call_meeting(
            session,
            actor=bea,
            forum_id=forum.forum_id,
            facts=forums.MeetingFacts(
                starts_at=starts,
                venue=hall(dice),
                access_note=ACCESS,
                access=OFFERS,
                languages=("en",),
                agenda=_AGENDA,
            ),
            now=min(starts - timedelta(days=24), FIRST_START - timedelta(days=2)),
        )
        noted, sent = starts + timedelta(hours=16), starts + timedelta(days=5)
        if sent >= FIRST_START:
            return []
        said = [
            _note(world, meeting.id, forum, residents, noted, dice)
            for _point in range(min(dice.randint(3, _MOST_AT_MEETING), most))
        ]
        count = dice.randint(14, 70)
        forums.write_minutes(
            session,
            actor=bea,
            meeting_id=meeting.id,
            kind=MinutesKind.CIRCULATED,
            text=f"{count} people came. Each point is listed with the words of whoever said it.",
            now=sent,
        )
        given = [points.Given(each.point_id, each.team) for each in said]
        if given:
            points.assign_points(session, actor=bea, given=given, now=sent)
    return said


def _note(
    world: World,
    meeting_id: int,
    forum: CityForum,
    residents: Sequence[int],
    now: datetime,
    dice: Random,
) -> Noted:
    """Bea writes down what somebody said."""
    topic = dice.choice(TOPICS)
    place = dice.randrange(len(residents))
    with world.write() as session:
        point = points.record_point(
            session,
            actor=world.acting("bea", "facilitator"),
            meeting_id=meeting_id,
            kind=topic.kind,
            title=title_of(topic, dice),
            verbatim=words_of(topic, dice),
            raised_as=world.names[f"account:{residents[place]}"],
            raised_by_id=residents[place],
            area_id=world.ids[f"area:{forum.name}"],
            now=now,
        )
    return Noted(point.id, topic.kind, topic.team, residents[place], now.date())
