"""Ideas that became projects: what people wrote, what officials said it costs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plot:
    """One project from idea to ballot.

    Attributes:
        key: short name inside the seed.
        author: who had the idea; `also` are ideas that were joined in, (author, title, text).
        price: pounds on the ballot; the range is a tenth to either side.
        share: how likely a voter of the demonstration chooses it, per cent.
    """

    key: str
    author: str
    title: str
    idea: str
    summary: str
    text: str
    area: str
    committee: str
    team: str
    price: int
    share: float
    drawing: str = ""
    benefits: str = ""
    months: int = 6
    yearly: int = 0
    sure: str = "measured"
    also: tuple[tuple[str, str, str], ...] = ()
    relations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    breakers: str = ""
    makers: str = ""


STREETS, TOGETHER = "streets-and-green-space", "together-and-learning"

FUND_2027 = (
    Plot(
        "path",
        "nadia",
        "Step-free path to the health centre",
        "My mother cannot get her wheelchair from Canal Road to the doctor. There are eleven "
        "steps. Please make a path with rests.",
        "A smooth path with places to rest, so wheelchairs and prams can reach the doctor from "
        "Canal Road.",
        "A path 1.8 metres wide with three level rests and a handrail on both sides, beside the "
        "steps from Canal Road to the health centre.",
        "South",
        STREETS,
        "highways",
        96_000,
        27.5,
        drawing="path",
        benefits="People who use wheelchairs, people with prams, older people",
        months=5,
        yearly=400,
        relations={"better": ("health",), "between": ("service",), "grow": ("natural",)},
    ),
    Plot(
        "kitchen",
        "leila",
        "Shared kitchen",
        "We cook for the lunch club in a corridor. A real kitchen at Fenn Hall that any group can "
        "book for free would bring a lot of us together.",
        "A kitchen at the Fenn Hall that any group can book for free. Cooks, families and lunch "
        "clubs would share it.",
        "A kitchen for twelve people in the unused store of Fenn Hall, with an induction cooker, "
        "a low worktop and a booking list on the door.",
        "Central",
        TOGETHER,
        "libraries-and-culture",
        36_000,
        13,
        drawing="kitchen",
        benefits="Lunch clubs, families, newcomers",
        months=4,
        yearly=1_200,
        relations={
            "better": ("itself", "build"),
            "between": ("generations", "newcomers"),
            "grow": ("warm", "personal"),
            "breakers": ("space",),
            "makers": ("activity", "space"),
        },
        breakers="The store is full of chairs. The hall keeper agreed to move them to the loft.",
        makers="The lunch club will run the booking list for the first year.",
    ),
    Plot(
        "splash",
        "mei",
        "Splash park",
        "On hot days there is nowhere for little children to cool down without paying. Other towns "
        "have water jets in the park.",
        "Water jets in Market Park, free to use from May to September. The water is cleaned and "
        "used again.",
        "Fourteen jets on a flat surface beside the playground, with shade, seats and a tap. The "
        "water is filtered and used again.",
        "Central",
        TOGETHER,
        "parks",
        240_000,
        50,
        drawing="splash",
        benefits="Young children and the people who look after them",
        months=9,
        yearly=9_500,
        sure="quoted",
        also=(
            (
                "kofi",
                "Paddling pool in Market Park",
                "Bring back the paddling pool that was closed in 2009. It was where we all met.",
            ),
        ),
    ),
    Plot(
        "library",
        "joan",
        "Library on Sundays",
        "I work six days a week. On Sunday the library is shut and my flat is cold.",
        "Fenn Library opens from 11am to 4pm on Sundays for two years, with a quiet room and "
        "homework help.",
        "Two members of staff and a caretaker each Sunday for two years; the quiet room upstairs "
        "is heated; a homework table for pupils.",
        "Central",
        TOGETHER,
        "libraries-and-culture",
        120_000,
        33,
        drawing="book",
        benefits="People who work all week, pupils, people with cold homes",
        months=2,
    ),
    Plot(
        "benches",
        "rosa",
        "Quiet benches",
        "Please put some benches on Mill Lane between the clinic and the bus stop. It is a long "
        "way when your knees hurt.",
        "Six benches with backs and arms on Mill Lane, in the shade, so people can rest on the "
        "way to the clinic.",
        "Six benches in three pairs under the lime trees, with backs, arms and room for a "
        "wheelchair beside each.",
        "East",
        STREETS,
        "parks",
        18_000,
        32,
        drawing="bench",
        benefits="Older people on their way to the clinic",
        months=3,
        yearly=450,
        also=(
            (
                "george",
                "Shade and seats, Mill Lane",
                "The lime trees give good shade. Seats below them would make it a place to stay.",
            ),
        ),
        relations={
            "better": ("itself",),
            "between": ("neighbours", "generations"),
            "grow": ("natural", "warm"),
        },
    ),
    Plot(
        "youth",
        "sam",
        "Youth sports evenings",
        "There is nothing to do for us on Friday evenings. Open the sports hall and let someone "
        "run it.",
        "Free football, basketball and dance at the Sidings hall on Friday evenings for two years, "
        "with trained leaders.",
        "Two leaders and a caretaker for 90 Friday evenings; kit that stays at the hall; a group "
        "of young people decides the programme.",
        "East",
        TOGETHER,
        "libraries-and-culture",
        55_000,
        25,
        drawing="ball",
        benefits="Young people from 11 to 18",
        months=2,
    ),
    Plot(
        "repair",
        "tariq",
        "Repair café",
        "So much is thrown away that a neighbour could mend in ten minutes. We have the people, "
        "we need a room and tools.",
        "A room with tools at the Old Mill where volunteers help people mend things, every "
        "Saturday for three years.",
        "Rent of a room, benches, tools, insurance and tea for 150 Saturdays. Volunteers run it; "
        "the library lends the sewing machines.",
        "North",
        TOGETHER,
        "environment",
        42_000,
        36,
        drawing="cup",
        benefits="Anybody with something broken; people who like to mend",
        months=3,
        relations={"better": ("build",), "between": ("neighbours",), "makers": ("activity",)},
    ),
    Plot(
        "pocket",
        "priya",
        "Pocket park",
        "The empty corner at Sidings Row is full of rubbish. Four trees and a bench would change "
        "the street.",
        "Trees, a bench and a small lawn on the empty corner at Sidings Row, looked after with "
        "the neighbours.",
        "The corner is cleared, fenced low, planted with four trees and hedges; one bench and a "
        "bin. Neighbours have agreed to water it.",
        "East",
        STREETS,
        "parks",
        64_000,
        17,
        drawing="trees",
        benefits="Neighbours of Sidings Row",
        months=7,
        yearly=1_800,
    ),
    Plot(
        "crossing",
        "owen",
        "Safer crossing",
        "Our children cross Station Road to school between parked vans. Please, a zebra crossing "
        "before somebody is hurt.",
        "A raised zebra crossing with lights on Station Road by the primary school.",
        "A raised crossing with beacons, dropped kerbs and twelve metres without parking on "
        "either side.",
        "North",
        STREETS,
        "highways",
        88_000,
        28,
        drawing="crossing",
        benefits="School children and everybody who crosses Station Road",
        months=6,
        yearly=600,
    ),
)

FUND_2026 = (
    Plot(
        "ramp",
        "nadia",
        "Canal path ramp",
        "The canal path begins with steps at both ends. A ramp would open it to everybody.",
        "A ramp to the canal path at Mill Bridge, for wheelchairs, prams and bicycles.",
        "A ramp of 34 metres with two rests beside the steps at Mill Bridge.",
        "South",
        STREETS,
        "highways",
        130_000,
        50,
        drawing="path",
        months=14,
    ),
    Plot(
        "lights",
        "kofi",
        "Lights in Fenn Park",
        "After four in winter the park is black and we all walk round it.",
        "Low lights along the main path of Fenn Park, so people can cross it after dark.",
        "Twenty-two low lights that dim when nobody passes, to keep bats safe.",
        "Central",
        STREETS,
        "parks",
        90_000,
        45,
        drawing="lamp",
        months=10,
    ),
    Plot(
        "shelters",
        "joan",
        "Mill Lane shelters",
        "We stand in the rain for the 38. Two shelters with seats, please.",
        "Two bus shelters with seats and a timetable one can read, on Mill Lane.",
        "Two shelters with seats, lights and raised kerbs.",
        "East",
        STREETS,
        "highways",
        60_000,
        40,
        drawing="bench",
        months=6,
    ),
    Plot(
        "skate",
        "sam",
        "Skate bowl",
        "There is no place to skate that somebody does not send us away from.",
        "A concrete skate bowl beside the Sidings hall.",
        "A bowl of 300 square metres with a shelter and drinking water.",
        "East",
        TOGETHER,
        "parks",
        180_000,
        38,
        drawing="ball",
        months=12,
    ),
    Plot(
        "trees",
        "priya",
        "Chapel Street trees",
        "Chapel Street is the hottest street I know. Sixteen trees would help.",
        "Sixteen street trees on Chapel Street, with water bags for three summers.",
        "Sixteen trees in wider pits, watered for three summers.",
        "North",
        STREETS,
        "environment",
        45_000,
        35,
        drawing="trees",
        months=8,
    ),
    Plot(
        "mural",
        "leila",
        "Sidings mural",
        "The long grey wall by the Sidings could tell who has lived here.",
        "A mural on the Sidings wall, painted with residents over four weekends.",
        "An artist and residents paint 60 metres of wall over four weekends.",
        "East",
        TOGETHER,
        "libraries-and-culture",
        12_000,
        30,
        drawing="book",
        months=5,
    ),
    Plot(
        "fridge",
        "mei",
        "Community fridge",
        "Good food is thrown away every night two streets from people who need it.",
        "A fridge and larder at the Old Mill where shops and people leave good food for others.",
        "A shed with a fridge, shelves and a rota of volunteers.",
        "North",
        TOGETHER,
        "environment",
        15_000,
        25,
        drawing="kitchen",
        months=6,
        yearly=800,
    ),
    Plot(
        "clock",
        "george",
        "Town clock",
        "The clock has stood at ten to two since I came here in 1994.",
        "The town hall clock is mended and lit again.",
        "New works for the clock and lights on all four faces.",
        "Central",
        TOGETHER,
        "libraries-and-culture",
        70_000,
        20,
        months=9,
    ),
)
