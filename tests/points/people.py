"""A forum with its people, as most tests of answers need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.forums.models import ForumSeries
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText
from pbplatform.points.domain.standing import Standing
from pbplatform.points.models import Point
from pbplatform.points.queries import PointView
from tests.factories import COMMAND, make_forum, make_person, make_place, make_point, make_team

CAME = datetime(2027, 2, 4, 9, 0, tzinfo=UTC)  # a Thursday: the answer is due on 4 March
DUE = date(2027, 3, 4)

YES = AnswerText(
    kind="yes",
    sentence="Yes: a second collection every Friday.",
    promises=[PromiseText("Friday collection begins", "Waste service", date(2027, 4, 2))],
)
NO = AnswerText(
    kind="no",
    sentence="No, not this year.",
    reasons=[ReasonText("money", "£210,000", "A grant")],
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class World:
    """Rosa asks, Sam supports, Tom answers for Environment, Bea facilitates."""

    session: Session
    forum: ForumSeries
    rosa: ActorRef
    sam: ActorRef
    tom: ActorRef
    leena: ActorRef
    ruth: ActorRef
    bea: ActorRef
    ali: ActorRef

    def point(self, *, now: datetime = CAME, kind: str = "request") -> Point:
        point = make_point(self.session, self.forum, self.rosa, now=now, kind=kind)
        services.assign(
            self.session, actor=self.bea, point_id=point.id, team_slug="environment", now=now
        )
        return point

    def view(self, point: Point, now: datetime = CAME) -> PointView:
        return queries.view_of(self.session, point.id, now=now)

    def standing(self, point: Point, now: datetime = CAME) -> Standing:
        return self.view(point, now).standing

    def answer(
        self,
        point: Point,
        *,
        text: AnswerText = NO,
        by: ActorRef | None = None,
        now: datetime = CAME + timedelta(days=1),
    ) -> None:
        services.publish_answer(
            self.session, actor=by or self.tom, point_id=point.id, text=text, now=now
        )

    def says(
        self, who: ActorRef, point: Point, verdict: str, *, now: datetime = CAME + timedelta(days=2)
    ) -> None:
        services.assess(
            self.session, actor=who, point_id=point.id, verdict=verdict, missing="", now=now
        )


def make_world(session: Session) -> World:
    make_place(session)
    forum = make_forum(session)
    make_team(session, "Homes")
    here = "team:environment"
    return World(
        session=session,
        forum=forum,
        rosa=make_person(session, "Rosa"),
        sam=make_person(session, "Sam"),
        tom=make_person(session, "Tom", role="official", scope=here, title="Waste officer"),
        leena=make_person(session, "Leena", role="official", scope=here, title="Head of service"),
        ruth=make_person(session, "Ruth", role="elected", scope=here, title="Councillor"),
        bea=make_person(session, "Bea", role="facilitator", scope="forum:town-forum"),
        ali=make_person(session, "Ali", role="official", scope="team:homes", title="Officer"),
    )


__all__ = ["CAME", "COMMAND", "DUE", "NO", "YES", "World", "make_world", "noon"]
