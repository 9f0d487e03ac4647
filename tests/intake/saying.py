"""Something that staff wrote down for somebody."""

from __future__ import annotations

from typing import Any

from pbplatform.intake.domain.origin import Origin, Person, Said, WrittenDown
from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.services import write_down
from pbplatform.points.models import Point
from tests.points.people import CAME, World

POST = Person(
    name_shown="Rosa M.",
    contact=ContactBy.POST,
    addressee="Rosa Marsh",
    address="4 Mill Lane\nHackford",
)


def says(world: World, **more: Any) -> WrittenDown:
    facts: dict[str, Any] = {
        "actor": world.bea,
        "kind": ThingKind.POINT,
        "where": world.forum.id,
        "person": Person(name_shown="Rosa M."),
        "consent": "Everybody can read it. Do you agree?",
        "origin": Origin(kind=OriginKind.PHONE),
        "said": Said(title="Bins", text="The bins are full.", sort="request"),
        "now": CAME,
    }
    return write_down(world.session, **{**facts, **more})


def the_point(world: World, written: WrittenDown) -> Point:
    row = world.session.get_one(Written, written.path)
    return world.session.get_one(Point, row.thing_id)
