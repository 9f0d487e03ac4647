"""The table of a meeting's slips, typed and published in tests."""

from __future__ import annotations

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import seal
from pbplatform.forums.models import Meeting
from pbplatform.intake.domain.table import Typed
from pbplatform.intake.queries.table import TableView, table_of
from pbplatform.intake.services import SentRow, Slip, publish_rows, save_rows
from tests.points.people import CAME, World


def typed(n: int = 1, **more: object) -> Typed:
    words = {
        "slip": n,
        "goes": "point:request",
        "title": f"Bench {n} on Mill Lane",
        "text": "There is nowhere to sit.",
        "consent": True,
        **more,
    }
    return Typed(**words)  # type: ignore[arg-type]


def save(
    world: World, meeting: Meeting, who: ActorRef, *rows: Typed, revision: int = 0, first: int = 0
) -> tuple[str, ...]:
    sent = [
        SentRow(key=f"{first + place:024x}", revision=revision, typed=each)
        for place, each in enumerate(rows)
    ]
    saved = save_rows(world.session, actor=who, meeting_id=meeting.id, rows=sent, now=CAME)
    return saved.clashes


def view(world: World, meeting: Meeting, who: ActorRef) -> TableView:
    return table_of(world.session, who, world.forum, meeting, CAME)


def publish(world: World, meeting: Meeting, who: ActorRef, seen: str | None = None) -> list[Slip]:
    return publish_rows(
        world.session,
        actor=who,
        meeting_id=meeting.id,
        seen=seal(view(world, meeting, who).facts) if seen is None else seen,
        consent="I agree.",
        language="en",
        now=CAME,
    )
