"""What people of the city wish for: ideas and the projects that are made of them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from pbplatform.demo.city.names import filled, hall, park, street


@dataclass(frozen=True)
class Wish:
    """A kind of project.

    Attributes:
        title, says, summary, text: patterns; `{where}` is a street, park or hall by `at`.
        says: ways in which people say it.
        at: `street`, `park` or `hall`.
        price: pounds, from and to.
    """

    title: str
    says: tuple[str, ...]
    summary: str
    text: str
    team: str
    at: str
    price: tuple[int, int]
    benefits: str


WISHES = (
    Wish(
        "Benches on {where}",
        (
            "There is nowhere to sit down on {where}. My neighbour stops {few} times on her way.",
            "Older people walk {where} to the shops and have to lean on a wall to rest.",
        ),
        "Six benches with backs and arms on {where}, so people can rest on their way.",
        "Six benches with backs and arm rests, each with room for a wheelchair beside it.",
        "highways",
        "street",
        (6_000, 14_000),
        "Older people, people who cannot walk far",
    ),
    Wish(
        "Trees for {where}",
        (
            "{where} has not one tree. In {month} the pavement is too hot to walk on.",
            "The last tree on {where} was felled years ago and never replaced.",
        ),
        "Twenty street trees on {where} for shade and clean air.",
        "Twenty trees in pits that take rain water, watered for three years by the Parks team.",
        "parks",
        "street",
        (18_000, 32_000),
        "Everybody who lives or walks there",
    ),
    Wish(
        "Play area in {where}",
        (
            "The swings in {where} were taken away and nothing came instead.",
            "We have {n} children on our street. The nearest play area is across a main road.",
        ),
        "A play area for all ages in {where}, with a swing for wheelchairs.",
        "Swings, a low climbing frame, sand and a swing that takes a wheelchair, with seats.",
        "parks",
        "park",
        (45_000, 120_000),
        "Children and the people who look after them",
    ),
    Wish(
        "Cycle stands at {where}",
        (
            "There is nowhere to lock a bicycle at {where}; {few} were stolen since {month}.",
            "People would cycle to {where} if they could lock their bicycles in sight.",
        ),
        "Sixteen covered cycle stands with light at {where}.",
        "Sixteen stands under a roof with light, {few} of them wide enough for cargo bicycles.",
        "transport",
        "hall",
        (9_000, 22_000),
        "People who cycle, or would",
    ),
    Wish(
        "Community garden beside {where}",
        (
            "The ground beside {where} lies empty. We would dig, plant and share what grows.",
            "Many of us in the flats by {where} have no garden and would love a bed to plant.",
        ),
        "Raised beds, water and a shed beside {where}, looked after by neighbours.",
        "Twelve raised beds, two of them at the height of a wheelchair, water and a shed.",
        "parks",
        "hall",
        (12_000, 28_000),
        "Neighbours without a garden",
    ),
    Wish(
        "Safer crossing on {where}",
        (
            "Cars do not stop on {where}. I wait {n} minutes with two small children.",
            "A crossing on {where} would let children walk to school on their own.",
        ),
        "A raised crossing on {where}, so that people on foot are seen.",
        "A raised crossing with an island, dropped kerbs and lights above it.",
        "highways",
        "street",
        (35_000, 78_000),
        "Children, older people, everybody on foot",
    ),
    Wish(
        "Repair café at {where}",
        (
            "We throw away what could be mended. I know {few} people who would show others how.",
            "A bench and tools at {where} once a month would save things from the tip.",
        ),
        "Tools, benches and insurance for a monthly repair café at {where}.",
        "Four benches, tools that can be borrowed, and insurance for the first two years.",
        "environment",
        "hall",
        (4_000, 11_000),
        "Anybody with something broken",
    ),
    Wish(
        "Warm room at {where}",
        (
            "Many people cannot heat their homes. {where} stands empty on {day} afternoons.",
            "A warm room with tea and a table at {where}, where nobody has to buy anything.",
        ),
        "{where} open and warm on four afternoons a week from October to March.",
        "Heating, a host, tea and a table for games on four afternoons a week, two winters.",
        "adult-care",
        "hall",
        (14_000, 30_000),
        "People who live alone or in cold homes",
    ),
    Wish(
        "Outdoor gym in {where}",
        (
            "A gym costs more than I have. Some bars and steps in {where} would do.",
            "My doctor says move. I would, in {where}, if there were something to hold on to.",
        ),
        "Eight simple machines in {where}, free to use, two for wheelchair users.",
        "Eight machines without moving weights, two of them for people in wheelchairs.",
        "leisure-and-sport",
        "park",
        (24_000, 52_000),
        "Teenagers, older people, everybody between",
    ),
    Wish(
        "Lights along the path through {where}",
        (
            "After four in winter nobody dares to walk through {where}.",
            "I take the long way round {where} when I come home on a {day} night.",
        ),
        "Low lights along the main path through {where}, gentle on bats.",
        "Eighteen low lights of warm colour that dim at night when nobody walks there.",
        "community-safety",
        "park",
        (28_000, 60_000),
        "People who walk home in the dark",
    ),
    Wish(
        "Youth club evenings at {where}",
        (
            "There is nothing to do for us at {where} on a {day}. We hang about by the shops.",
            "A room, some music and somebody who listens. {where} would be right.",
        ),
        "Two evenings a week for young people at {where}, with a youth worker.",
        "Two evenings a week for two years, with a youth worker and a small budget for trips.",
        "children-and-schools",
        "hall",
        (36_000, 70_000),
        "People from 11 to 18",
    ),
    Wish(
        "Slower traffic on {where}",
        (
            "Lorries use {where} as a short cut. We counted {n} in one hour on a {day}.",
            "Cars race down {where} at night. On {day} one ended in a front garden.",
        ),
        "Planters and narrowed corners on {where}, so that nobody drives faster than 20.",
        "Planters that narrow the road at four places, and corners that make drivers turn slowly.",
        "highways",
        "street",
        (22_000, 48_000),
        "Everybody who lives there",
    ),
    Wish(
        "Hearing loop and ramp at {where}",
        (
            "My brother cannot get into {where}, and I cannot hear when I am in.",
            "Half of our group stays at home because {where} has {few} steps and no loop.",
        ),
        "A ramp, a wide door and a hearing loop at {where}.",
        "A ramp with rails, a door that opens by a button, and a loop in the main room.",
        "adult-care",
        "hall",
        (16_000, 34_000),
        "Wheelchair users, people with hearing aids, people with prams",
    ),
    Wish(
        "Pond and wild meadow in {where}",
        (
            "{where} is mown {n} times a year. Let a part of it grow and dig a pond.",
            "Children here have never seen a frog. {where} has room for a pond.",
        ),
        "A pond with a fence and a meadow in {where}, with boards that say what lives there.",
        "A shallow pond with a platform, a meadow cut twice a year, and boards made by schools.",
        "environment",
        "park",
        (11_000, 26_000),
        "Schools, walkers, frogs",
    ),
    Wish(
        "Free music lessons at {where}",
        (
            "Lessons cost £{n} each. Our children want to play and we cannot pay that.",
            "I could teach guitar at {where} if somebody paid for the room and some guitars.",
        ),
        "Instruments to borrow and free lessons at {where} for two years.",
        "Forty instruments to borrow, and lessons in small groups on {few} days a week.",
        "libraries-and-culture",
        "hall",
        (19_000, 44_000),
        "Children and adults who want to play",
    ),
    Wish(
        "Public toilet in {where}",
        (
            "I cannot stay in {where} for longer than an hour, and I am not alone with that.",
            "There is a café by {where}, but one has to buy something each time.",
        ),
        "A toilet in {where} that is open all year and has a changing table.",
        "A toilet with a wide door, a changing table and a tap for bottles, cleaned twice a day.",
        "parks",
        "park",
        (65_000, 130_000),
        "Everybody, above all older people and families",
    ),
)
# Said after the wish itself, by some.
ADDED = (
    "We asked on our stair and everybody agrees.",
    "I would help with it on a {day}.",
    "It does not have to be grand.",
    "Other towns have it and it works.",
    "Please ask the people who live there first.",
    "There was one until {month} three years ago.",
    "It would make such a difference in winter.",
    "The children of {hall} made drawings of it.",
    "I have lived here for {n} years and we never had one.",
    "The corner with {other} would be a good place.",
    "A neighbour has offered to look after it.",
    "We collected {n} names for this in one afternoon.",
)
_AT = {"street": street, "park": park, "hall": hall}


@dataclass(frozen=True)
class Wished:
    """One wish somewhere: what its author sends, and where it is about."""

    wish: Wish
    where: str
    title: str
    text: str


def wished(dice: random.Random) -> Wished:
    """A wish of somebody."""
    wish = dice.choice(WISHES)
    where = _AT[wish.at](dice)
    return Wished(wish, where, wish.title.format(where=where), said(wish, where, dice))


def said(wish: Wish, where: str, dice: random.Random) -> str:
    """A wish as somebody says it."""
    parts = [dice.choice(wish.says), *dice.sample(ADDED, dice.randint(0, 2))]
    # `{where}` first: the other gaps are filled by names.
    return " ".join(filled(part.replace("{where}", where), dice) for part in parts)
