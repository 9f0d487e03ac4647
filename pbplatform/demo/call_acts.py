"""Calls that came to Hackford: counted, and one call back that Bea promised."""

from __future__ import annotations

from datetime import date, datetime

from pbplatform.demo.forum_acts import SLUG
from pbplatform.demo.world import Act, World, at
from pbplatform.intake import services
from pbplatform.intake.kinds import CallAbout
from pbplatform.intake.services.calls import BackTo

_BACK = "Point 14, the bus in the evening: when does the new timetable begin? Call 01632 960017."
_CALLS = (
    ("2027-03-05 09:20", (CallAbout.VOTING,)),
    ("2027-03-05 11:05", (CallAbout.POINT,)),
    ("2027-03-08 10:40", (CallAbout.VOTING, CallAbout.LETTER)),
    ("2027-03-08 15:15", (CallAbout.IDEA,)),
    ("2027-03-09 09:05", (CallAbout.ANSWER,)),
    ("2027-03-10 09:10", (CallAbout.VOTING,)),
)


def _ended(when: str, about: tuple[CallAbout, ...]) -> Act:
    def run(world: World, now: datetime) -> None:
        with world.write() as session:
            services.end_call(
                session,
                actor=world.acting("bea", "facilitator"),
                about=about,
                back=None,
                now=now,
            )

    return Act(at(when), run)


def _promise_a_call(world: World, now: datetime) -> None:
    back = BackTo(where=f"forums/{SLUG}", scope=f"forum:{SLUG}", note=_BACK, due=date(2027, 3, 12))
    with world.write() as session:
        services.end_call(
            session,
            actor=world.acting("bea", "facilitator"),
            about=[CallAbout.ANSWER, CallAbout.POINT],
            back=back,
            now=now,
        )


def acts() -> list[Act]:
    """The calls of the last days before the first start."""
    return [*(_ended(*call) for call in _CALLS), Act(at("2027-03-10 09:40"), _promise_a_call)]
