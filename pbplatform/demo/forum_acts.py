"""The Town Forum of the demonstration: meetings, minutes, points, answers and what people say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from pbplatform.demo.plot.points import ANSWERS, JANUARY, NOVEMBER, OUTSIDE, Said
from pbplatform.demo.world import Act, World, at
from pbplatform.forums import services as forums
from pbplatform.forums.kinds import MinutesKind
from pbplatform.points import services as point_services
from pbplatform.promises.models import Commitment

SLUG = "town-forum"
VENUE = "Fenn Library"
ACCESS = "Children are welcome. There is tea."
OFFERS = {
    "step_free": "yes",
    "hearing_loop": "yes",
    "sign_language": "on_request",
    "childcare": "yes",
    "quiet_room": "no",
    "travel_costs": "yes",
}


def call_forum(world: World, now: datetime) -> None:
    with world.write() as session:
        forum = forums.call_forum(
            session,
            actor=world.acting("bea", "facilitator"),
            name="Town Forum",
            slug=SLUG,
            lead_team="environment",
            promise="Officials answer every point in writing within 20 working days.",
            now=now,
        )
        world.ids["forum"] = forum.id


def call_meeting(key: str, starts: datetime, agenda: str, when: datetime) -> Act:
    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            meeting = forums.call_meeting(
                session,
                actor=world.acting("bea", "facilitator"),
                forum_id=world.ids["forum"],
                facts=forums.MeetingFacts(
                    starts_at=starts,
                    venue=VENUE,
                    online_note="The link is on this page an hour before it begins.",
                    access_note=ACCESS,
                    access=OFFERS,
                    languages=("en", "bn"),
                    agenda=agenda,
                ),
                now=now,
            )
            world.ids[f"meeting:{key}"] = meeting.id

    return Act(when, run)


def note_points(key: str, points: tuple[Said, ...], when: datetime) -> Act:
    """Bea writes down what was said, with the words of the people who said it."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            for said in points:
                point = point_services.record_point(
                    session,
                    actor=world.acting("bea", "facilitator"),
                    meeting_id=world.ids[f"meeting:{key}"],
                    kind=said.kind,
                    title=said.title,
                    verbatim=said.words,
                    raised_as=world.names[said.who],
                    raised_by_id=world.accounts[said.who],
                    area_id=world.ids[f"area:{said.area}"] if said.area else None,
                    now=now,
                )
                world.ids[f"point:{said.key}"] = point.id
                world.ids[f"point-number:{said.key}"] = point.number

    return Act(when, run)


def circulate(key: str, text: str, points: tuple[Said, ...], when: datetime) -> Act:
    """The minutes go out, their clocks start, and each point gets its team."""

    def run(world: World, now: datetime) -> None:
        bea = world.acting("bea", "facilitator")
        with world.write() as session:
            forums.write_minutes(
                session,
                actor=bea,
                meeting_id=world.ids[f"meeting:{key}"],
                kind=MinutesKind.CIRCULATED,
                text=text,
                now=now,
            )
            for said in points:
                point_services.assign(
                    session,
                    actor=bea,
                    point_id=world.ids[f"point:{said.key}"],
                    team_slug=said.team,
                    now=now,
                )

    return Act(when, run)


def by_official(said: Said, do: Callable[..., object], when: datetime, **given: object) -> Act:
    """The official of the point's team does something to it."""

    def run(world: World, now: datetime) -> None:
        actor = world.acting(world.official(said.team), "official", f"team:{said.team}")
        with world.write() as session:
            do(session, actor=actor, point_id=world.ids[f"point:{said.key}"], now=now, **given)

    return Act(when, run)


def answer(said: Said, when: datetime) -> Act:
    return by_official(said, point_services.publish_answer, when, text=ANSWERS[said.key])


def says(said: Said, verdict: str, missing: str, when: datetime) -> Act:
    """The person who asked says whether the answer answers."""

    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            point_services.assess(
                session,
                actor=world.resident(said.who),
                point_id=world.ids[f"point:{said.key}"],
                verdict=verdict,
                missing=missing,
                now=now,
            )

    return Act(when, run)


def raise_outside(world: World, now: datetime) -> None:
    """Owen sends a point between two meetings."""
    with world.write() as session:
        point = point_services.raise_point(
            session,
            actor=world.resident(OUTSIDE.who),
            forum_id=world.ids["forum"],
            kind=OUTSIDE.kind,
            title=OUTSIDE.title,
            verbatim=OUTSIDE.words,
            area_id=world.ids[f"area:{OUTSIDE.area}"],
            now=now,
        )
        world.ids[f"point:{OUTSIDE.key}"] = point.id


def publish_outside(world: World, now: datetime) -> None:
    bea = world.acting("bea", "facilitator")
    point_id = world.ids[f"point:{OUTSIDE.key}"]
    with world.write() as session:
        point_services.publish_point(
            session, actor=bea, point_id=point_id, title=OUTSIDE.title, now=now
        )
        point_services.assign(
            session, actor=bea, point_id=point_id, team_slug=OUTSIDE.team, now=now
        )


def support_bins(world: World, now: datetime) -> None:
    with world.write() as session:
        for person in ("george", "priya", "kofi", "sam", "mei", "tariq"):
            point_services.support(
                session,
                actor=world.resident(person),
                point_id=world.ids["point:bins"],
                now=now,
            )


def keep(key: str, note: str, when: datetime, done_on: date) -> Act:
    """An official says that the first promise of an answer is done."""
    said = next(found for found in NOVEMBER if found.key == key)

    def run(world: World, now: datetime) -> None:
        actor = world.acting(world.official(said.team), "official", f"team:{said.team}")
        with world.write() as session:
            promise = session.scalars(
                select(Commitment.id).where(
                    Commitment.point_id == world.ids[f"point:{key}"], Commitment.n == 1
                )
            ).one()
            point_services.keep_promise(
                session, actor=actor, promise_id=promise, done_on=done_on, note=note, now=now
            )

    return Act(when, run)


def _autumn() -> list[Act]:
    lights, compost, toilet, rent = NOVEMBER
    return [
        Act(at("2026-10-05 10:00"), call_forum),
        call_meeting(
            "november",
            at("2026-11-19 18:30"),
            "Crossings and roads. Waste. Parks in winter. Anything else.",
            at("2026-10-26 10:00"),
        ),
        note_points("november", NOVEMBER, at("2026-11-20 11:00")),
        circulate(
            "november",
            "Thirty-four people came. Four points were raised. Each is listed with its words.",
            NOVEMBER,
            at("2026-11-25 15:00"),
        ),
        answer(lights, at("2026-12-09 11:00")),
        answer(rent, at("2026-12-10 16:00")),
        answer(compost, at("2026-12-17 10:00")),
        answer(toilet, at("2026-12-22 10:00")),
        says(lights, "yes", "", at("2026-12-12 18:00")),
        says(rent, "yes", "", at("2026-12-13 12:00")),
        says(toilet, "yes", "I do not like it, but I understand it.", at("2027-01-04 09:00")),
        says(compost, "yes", "", at("2026-12-20 19:00")),
        keep(
            "crossing-lights",
            "The lights have waited 24 seconds since 11 January.",
            at("2027-01-12 09:00"),
            date(2027, 1, 11),
        ),
    ]


def _winter() -> list[Act]:
    _bins, lighting, bus, dogs, noise, books, verge = JANUARY
    return [
        call_meeting(
            "january",
            at("2027-01-28 18:30"),
            "Streets after the winter. Buses. The library. Anything else.",
            at("2027-01-04 10:00"),
        ),
        note_points("january", JANUARY, at("2027-01-29 11:00")),
        circulate(
            "january",
            "Fifty-one people came, nine of them online. Seven points were raised.",
            JANUARY,
            at("2027-02-04 15:00"),
        ),
        Act(at("2027-02-08 19:00"), support_bins),
        answer(dogs, at("2027-02-16 10:30")),
        says(dogs, "yes", "", at("2027-02-17 20:00")),
        answer(lighting, at("2027-02-26 09:40")),
        says(lighting, "yes", "", at("2027-02-26 18:10")),
        answer(books, at("2027-03-02 12:00")),
        by_official(
            noise,
            point_services.take_more_time,
            at("2027-03-01 09:00"),
            days=10,
            reason="The collection firm answers us by 12 March.",
        ),
        by_official(
            verge,
            point_services.ask_the_asker,
            at("2027-03-02 10:00"),
            question="Which verges do you mean? Those by the school must stay short for safety.",
        ),
        answer(bus, at("2027-03-09 11:15")),
        call_meeting(
            "march",
            at("2027-03-18 18:30"),
            "Points that are not answered in time come first. Then the Neighbour Fund result. "
            "Anything else.",
            at("2027-02-15 10:00"),
        ),
        Act(at("2027-03-01 20:15"), raise_outside),
        Act(at("2027-03-02 14:00"), publish_outside),
    ]


def acts() -> list[Act]:
    return [*_autumn(), *_winter()]
