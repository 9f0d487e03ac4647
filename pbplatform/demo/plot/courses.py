"""What became of the winners: budget lines, steps, news and days that moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from pbplatform.delivery.kinds import Step


@dataclass(frozen=True)
class Course:
    """The life of a winner.

    Attributes:
        line: number of its budget line.
        post: who answers for it.
        steps: (when, step, words of what comes next, its day); no words when nothing comes next.
        news: (when, words, pounds spent so far).
        moved: (when, new day, reason) where a day moved.
    """

    key: str
    line: str
    post: str
    steps: tuple[tuple[str, Step, str, date | None], ...]
    news: tuple[tuple[str, str, int], ...]
    moved: tuple[tuple[str, date, str], ...] = field(default=())


COURSES = (
    Course(
        "shelters",
        "CAP-2026-041",
        "Highways engineer",
        (
            (
                "2026-04-20 10:00",
                Step.DESIGNING,
                "Choose the shelters with residents",
                date(2026, 5, 29),
            ),
            ("2026-06-01 10:00", Step.BUYING, "Order the shelters", date(2026, 7, 31)),
            ("2026-08-03 10:00", Step.BUILDING, "Put them up", date(2026, 11, 13)),
            ("2026-11-12 10:00", Step.OPEN, "", None),
        ),
        (("2026-11-12 10:05", "Both shelters stand. The timetable has large letters.", 57_200),),
    ),
    Course(
        "mural",
        "CUL-2026-007",
        "Libraries manager",
        (
            ("2026-04-14 10:00", Step.DESIGNING, "Draw with residents", date(2026, 6, 26)),
            ("2026-07-06 10:00", Step.BUILDING, "Paint over four weekends", date(2026, 9, 25)),
            ("2026-09-21 10:00", Step.OPEN, "", None),
        ),
        (
            (
                "2026-09-21 10:05",
                "Ninety people painted. The wall tells of the railway years.",
                11_400,
            ),
        ),
    ),
    Course(
        "ramp",
        "CAP-2026-038",
        "Highways engineer",
        (
            (
                "2026-05-04 10:00",
                Step.DESIGNING,
                "Agree the shape with wheelchair users",
                date(2026, 9, 30),
            ),
            ("2026-10-01 10:00", Step.PERMISSIONS, "The canal trust says yes", date(2027, 4, 30)),
        ),
        (
            ("2026-07-20 10:00", "Two walks with wheelchair users changed the slope.", 9_000),
            ("2026-11-18 10:00", "The drawings are with the canal trust.", 14_500),
            (
                "2027-02-03 10:00",
                "The trust asked for a wider rest. The drawing is changed.",
                16_000,
            ),
        ),
    ),
    Course(
        "lights",
        "CAP-2026-044",
        "Head of Parks",
        (
            ("2026-05-11 10:00", Step.DESIGNING, "Count the bats", date(2026, 8, 28)),
            ("2026-09-07 10:00", Step.BUYING, "Choose a firm", date(2026, 12, 18)),
            (
                "2027-01-11 10:00",
                Step.BUILDING,
                "Lights on along the whole path",
                date(2027, 4, 16),
            ),
        ),
        (
            ("2026-09-08 10:00", "Bats sleep in two trees. Lights near them dim to a glow.", 6_300),
            ("2026-12-17 10:00", "A firm from the next town builds it.", 21_000),
            ("2027-02-10 10:00", "Nine of twenty-two lights stand.", 48_700),
        ),
    ),
    Course(
        "fridge",
        "ENV-2026-012",
        "Street services manager",
        (
            ("2026-05-18 10:00", Step.DESIGNING, "Find a place with a plug", date(2026, 10, 30)),
            (
                "2026-11-02 10:00",
                Step.BUILDING,
                "The fridge opens at the Old Mill",
                date(2027, 3, 27),
            ),
        ),
        (
            ("2026-10-28 10:00", "The Old Mill gives us the shed by the gate.", 2_100),
            ("2027-01-27 10:00", "The shed is dry. Nineteen volunteers are on the rota.", 8_900),
        ),
    ),
    Course(
        "trees",
        "ENV-2026-015",
        "Street services manager",
        (
            ("2026-04-27 10:00", Step.DESIGNING, "Choose kinds that like heat", date(2026, 6, 30)),
            ("2026-07-01 10:00", Step.BUYING, "Order sixteen trees", date(2026, 9, 30)),
            ("2026-09-30 10:00", Step.BUILDING, "Sixteen trees in the ground", date(2026, 11, 27)),
        ),
        (
            (
                "2026-11-20 10:00",
                "The first trees died in the dry autumn. New ones are ordered.",
                12_400,
            ),
            (
                "2027-01-20 10:00",
                "The new trees wait at the nursery for frost-free ground.",
                19_800,
            ),
        ),
        (("2026-11-23 10:00", date(2027, 3, 31), "The first trees died in the dry autumn."),),
    ),
)
CANAL_COURSES = (
    Course(
        "boardwalk",
        "CAP-2026-009",
        "Head of Parks",
        (
            ("2026-03-09 10:00", Step.DESIGNING, "Walk the path with residents", date(2026, 4, 30)),
            ("2026-05-04 10:00", Step.BUYING, "Choose a builder", date(2026, 7, 31)),
            ("2026-07-27 10:00", Step.BUILDING, "The last plank lies", date(2026, 12, 11)),
            ("2026-12-07 10:00", Step.OPEN, "", None),
        ),
        (
            (
                "2026-12-07 10:05",
                "240 metres are dry. The first prams met on the first day.",
                51_300,
            ),
        ),
    ),
    Course(
        "kiosk",
        "CUL-2026-003",
        "Libraries manager",
        (
            (
                "2026-03-16 10:00",
                Step.DESIGNING,
                "Draw the kiosk with those who run it",
                date(2026, 5, 29),
            ),
            ("2026-06-01 10:00", Step.PERMISSIONS, "The canal trust says yes", date(2026, 9, 30)),
            ("2026-09-28 10:00", Step.BUILDING, "The kiosk opens", date(2027, 4, 30)),
        ),
        (
            ("2026-11-02 10:00", "The floor and the pipes are in.", 9_800),
            ("2027-02-01 10:00", "The walls stand. Eleven neighbours are on the rota.", 19_200),
        ),
    ),
    Course(
        "repair",
        "ENV-2026-004",
        "Street services manager",
        (
            ("2026-03-02 10:00", Step.BUYING, "Buy the shed and tools", date(2026, 5, 15)),
            ("2026-05-11 10:00", Step.BUILDING, "The shed stands", date(2026, 6, 19)),
            ("2026-06-15 10:00", Step.OPEN, "", None),
            ("2026-12-08 10:05", Step.LOOKED_BACK, "", None),
        ),
        (
            (
                "2026-06-15 10:05",
                "The shed is open on Saturdays. 64 things were mended in June.",
                11_700,
            ),
            (
                "2026-12-08 10:00",
                "We asked 41 people who use the shed. 29 met a neighbour there for the first time.",
                11_700,
            ),
        ),
    ),
    Course(
        "garden",
        "CAP-2026-010",
        "Head of Parks",
        (
            (
                "2026-03-04 10:00",
                Step.DESIGNING,
                "Lay out the beds with residents",
                date(2026, 3, 31),
            ),
            ("2026-04-01 10:00", Step.BUILDING, "Twelve beds with soil", date(2026, 5, 29)),
            ("2026-05-22 10:00", Step.OPEN, "", None),
            ("2026-11-12 10:05", Step.LOOKED_BACK, "", None),
        ),
        (
            ("2026-05-22 10:05", "All twelve beds are taken. The first beans are up.", 13_900),
            (
                "2026-11-12 10:00",
                "Thirty people garden together. They ask for a second tank, for dry summers.",
                13_900,
            ),
        ),
    ),
)
