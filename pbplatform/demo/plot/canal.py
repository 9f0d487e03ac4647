"""The Canal Quarter Fund 2026: a small fund that was counted by Equal Shares.

Two thirds of the voters live along the canal and want much the same; a smaller part lives at the
Sidings and wants other things. Most votes alone would have given the Sidings nothing.
"""

from __future__ import annotations

from pbplatform.counting.rulebook import Rule
from pbplatform.demo.plot.projects import STREETS, Plot
from pbplatform.demo.round_acts import POUND
from pbplatform.demo.round_plots import Committee, Crowd, RoundPlot
from pbplatform.demo.world import at
from pbplatform.rounds.services import RoundDates, equal_shares

BOARDWALK = Plot(
    "boardwalk",
    "kofi",
    "Boardwalk along the canal",
    "The towpath is mud from October to April. My grandmother has not seen the water since summer.",
    "A dry path of wood, wide enough for two prams, from the lock to Canal Road.",
    "A boardwalk of 240 metres from the lock to Canal Road, with a rail and four places to sit.",
    "South",
    STREETS,
    "parks",
    52_000,
    45,
    drawing="path",
    benefits="People with prams and wheelchairs, older people, walkers",
    months=7,
)
LAMPS = Plot(
    "lamps",
    "nadia",
    "Lamps on the towpath",
    "After four o’clock in winter nobody I know dares to walk there.",
    "Low lamps along the towpath that leave bats in the dark.",
    "Thirty low lamps with warm light that dim when nobody is there.",
    "South",
    STREETS,
    "highways",
    38_000,
    40,
    drawing="lamp",
    months=6,
)
KIOSK = Plot(
    "kiosk",
    "mei",
    "Tea kiosk at the lock",
    "There is a bench, a view and no cup of tea. Let us have a kiosk that people here run.",
    "A small kiosk by the lock that neighbours run, with a tap and a toilet.",
    "A wooden kiosk with a tap, a toilet that wheelchairs can use, and seats outside.",
    "South",
    STREETS,
    "libraries-and-culture",
    26_000,
    35,
    drawing="cup",
    benefits="Walkers, boaters, people who are alone",
    months=5,
    yearly=600,
)
MOORINGS = Plot(
    "moorings",
    "owen",
    "Water taps for boats",
    "We carry water half a mile to the boats.",
    "Two taps and a pump for the boats, beside the old moorings.",
    "Two taps that do not freeze and one pump, with meters.",
    "South",
    STREETS,
    "environment",
    18_000,
    25,
    drawing="tap",
    months=4,
)
YARD = Plot(
    "yard",
    "tariq",
    "Play yard at the Sidings",
    "Two hundred children live at the Sidings, and the yard has one broken swing.",
    "New swings, a climbing wall and shade in the yard of the Sidings.",
    "Swings, a climbing wall, a soft floor and four trees in the yard.",
    "East",
    STREETS,
    "parks",
    31_000,
    20,
    drawing="ball",
    months=8,
)
REPAIR = Plot(
    "repair",
    "sam",
    "Tool shed at the Sidings",
    "I can mend bicycles, and so can others here. We have no roof and no tools.",
    "A shed with tools that people at the Sidings lend to each other.",
    "A dry shed with a workbench, tools for bicycles and wood, and a lending list.",
    "East",
    STREETS,
    "environment",
    12_000,
    20,
    benefits="People at the Sidings, pupils, people without tools",
    drawing="tools",
    months=3,
)
GARDEN = Plot(
    "garden",
    "leila",
    "Garden at the Sidings",
    "Behind the blocks there is a strip where nothing grows. We would plant it and eat from it.",
    "Beds, water and a gate, so that people at the Sidings can grow food together.",
    "Twelve raised beds, two of them for wheelchairs, a water tank and a gate.",
    "East",
    STREETS,
    "parks",
    14_000,
    20,
    drawing="trees",
    benefits="People at the Sidings, children, newcomers",
    months=4,
)
CANAL = RoundPlot(
    slug="canal-quarter-fund-2026",
    name="Canal Quarter Fund 2026",
    summary="£120,000 for the streets between the canal and the Sidings, counted by Equal Shares: "
    "every voter had the same share of the money.",
    money=120_000,
    max_choices=None,
    dates=RoundDates(
        ideas_open_at=at("2025-09-10 09:00"),
        ideas_close_at=at("2025-10-12 20:00"),
        review_close_at=at("2026-01-16 18:00"),
        opens_at=at("2026-01-31 08:00"),
        closes_at=at("2026-02-08 20:00"),
        results_at=at("2026-02-11 12:00"),
    ),
    begins=at("2025-09-03 10:00"),
    claims=at("2025-10-14 19:00"),
    decides=at("2026-01-07 18:00"),
    committees=(Committee(STREETS, "Streets and green space", ("amina", "george", "priya")),),
    projects=(BOARDWALK, LAMPS, KIOSK, MOORINGS, YARD, REPAIR, GARDEN),
    rule=Rule.from_dict(equal_shares(POUND)),
    crowds=(
        Crowd(
            68,
            {
                "boardwalk": 78,
                "lamps": 66,
                "kiosk": 62,
                "moorings": 42,
                "yard": 10,
                "repair": 6,
                "garden": 5,
            },
        ),
        Crowd(
            20,
            {
                "boardwalk": 16,
                "lamps": 10,
                "kiosk": 12,
                "moorings": 3,
                "yard": 80,
                "repair": 74,
                "garden": 70,
            },
        ),
        Crowd(
            12,
            {
                "boardwalk": 40,
                "lamps": 30,
                "kiosk": 35,
                "moorings": 20,
                "yard": 35,
                "repair": 25,
                "garden": 25,
            },
        ),
    ),
)
