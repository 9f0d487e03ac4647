"""Streets, places and people of the city, made from short lists; the same on every seed."""

from __future__ import annotations

import random
from collections.abc import Iterator


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


WARDS = (
    "Abbeyfield",
    "Brookside",
    "Castle Hill",
    "Docklands",
    "Elmwood",
    "Ferry Lane",
    "Greenmoor",
    "Highgate",
    "Kingsway",
    "Longmeadow",
    "Marsh End",
    "Northgate",
)
# Further teams of the council: name, post of who leads it, elected person's post.
TEAMS = (
    ("Housing", "Head of Housing"),
    ("Children and schools", "Schools manager"),
    ("Adult care", "Head of Adult Care"),
    ("Planning", "Chief planner"),
    ("Public health", "Public health manager"),
    ("Leisure and sport", "Leisure manager"),
    ("Community safety", "Community safety manager"),
    ("Transport", "Head of Transport"),
)
_FIRST = _listed(
    "Abena Adam Agnes Ahmed Aisha Alan Alice Amir Andrea Anil Anna Arthur Ayesha Barbara Ben "
    "Beth Brian Callum Carmen Chidi Chloe Claire Daniel David Deepa Diane Edith Elena Emeka "
    "Emily Eric Esther Fatima Fiona Frank Gemma Gloria Hannah Harold Hassan Helen Hugh Ian "
    "Imran Irene Isaac Ivy Jack Jamal James Janet Jasmine Jean John Joyce Karim Kate Keith "
    "Kwame Laura Lewis Lily Lucy Maria Mark Martha Maya Mehmet Mina Mohan Molly Musa Naomi "
    "Neil Ngozi Nora Olga Oscar Pamela Patrick Paul Petra Philip Rachel Ravi Rita Robert Rose "
    "Sadia Sarah Simon Sofia Stan Susan Tariq Teresa Thomas Tina Uma Victor Wanda William "
    "Yusuf Zainab Zoe "
)
_LAST = _listed(
    "Abbott Adeyemi Ahmed Akhtar Allen Andrews Baker Banks Barnes Begum Bell Bennett Bishop "
    "Boateng Brooks Burns Carter Chan Chapman Clarke Cole Cooper Cox Cruz Dale Das Dawson "
    "Desai Dixon Doyle Edwards Eze Farrell Field Fisher Fletcher Foster Fox Garcia Gibson "
    "Gill Grant Green Hall Hamid Harris Hart Hill Holt Hughes Hunt Hussain Iqbal Jackson "
    "James Jones Kaur Kelly Khan King Knight Kowalski Lee Lewis Lloyd Marsh Martin Mason "
    "Mills Moore Morris Murphy Nair Nelson Nowak Okafor Osei Page Palmer Parker Patel Perry "
    "Phillips Popescu Porter Price Quinn Rahman Reed Rossi Roy Sharma Shaw Silva Singh Smith "
    "Stone Sutton Swift Taylor Thorne Turner Uddin Walker Ward Webb West White Wood Young "
    "Zaman "
)
_STREET = _listed(
    "Acorn Albert Alder Anchor Ash Baker Barley Beech Birch Bishop Bridge Brook Canal Castle "
    "Cedar Chapel Cherry Church Clay Cooper Cross Dover Eagle East Elm Farm Fern Field Forge "
    "Fox Garden Gate Grange Grove Hazel Hill Holly Ivy Kiln King Lark Laurel Lime Linden "
    "London Maple Market Mead Mill Moor North Oak Old Orchard Park Pear Pine Pond Poplar "
    "Priory Quarry Queen Rail River Rose Rowan School Sidings South Spring Station Stone "
    "Temple Tower Union Vale Vine Walnut Water West Willow Windmill Wood York "
)
_MONTHS = _listed(
    "January February March April May June July August September October November December "
)
_DAYS = _listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_KIND = ("Street", "Road", "Lane", "Close", "Avenue", "Way", "Row", "Terrace")
_PARK = ("Park", "Green", "Common", "Gardens", "Recreation Ground")
_HALL = ("Hall", "Community Centre", "Library", "Primary School", "Health Centre")


def dice_of(what: str) -> random.Random:
    """Dice that fall the same on every seed."""
    return random.Random(f"hackford:{what}")  # noqa: S311  # a story, not a secret


def street(dice: random.Random) -> str:
    return f"{dice.choice(_STREET)} {dice.choice(_KIND)}"


def park(dice: random.Random) -> str:
    return f"{dice.choice(_STREET)} {dice.choice(_PARK)}"


def hall(dice: random.Random) -> str:
    return f"{dice.choice(_STREET)} {dice.choice(_HALL)}"


def people(count: int) -> Iterator[tuple[str, str]]:
    """Address and name of so many residents, no address twice."""
    dice = dice_of("people")
    for number in range(1, count + 1):
        first, last = dice.choice(_FIRST), dice.choice(_LAST)
        yield f"{first}.{last}.{number}@hackford.example".lower(), f"{first} {last}"


def filled(pattern: str, dice: random.Random) -> str:
    """A sentence with its gaps filled: streets, a park, a hall, a number, a month, a weekday."""
    return pattern.format(
        street=street(dice),
        other=street(dice),
        park=park(dice),
        hall=hall(dice),
        n=dice.randint(3, 48),
        few=dice.choice(("two", "three", "four", "five", "six")),
        month=dice.choice(_MONTHS),
        day=dice.choice(_DAYS),
    )
