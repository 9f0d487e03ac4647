"""A page leaves slots that higher slices fill, and leads to no page of a slice above its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from config import ROOT
from pbplatform.slices import SLICES

TEMPLATES = ROOT / "templates"
SLOT = re.compile(r"\bslots?\(\s*[\"']([^\"']+)[\"']")
# Both `url_for("points.point")` and the file that a template takes parts from.
NAMED = re.compile(r"url_for\(\s*[\"'](\w+)\.|(?:from|include|extends|import) [\"'](\w+)/")


# The official's desk puts the work of a whole team together, as the home page does for residents.
PUTS_TOGETHER = TEMPLATES / "points/desk.html"


def pages() -> Iterator[tuple[str, str]]:
    """Templates and modules of pages, as the slice they belong to and their text."""
    for path in sorted({*TEMPLATES.rglob("*.html")} - {PUTS_TOGETHER}):
        yield path.relative_to(TEMPLATES).parts[0], path.read_text()
    for path in (ROOT / "pbplatform").glob("*/pages/**/*.py"):
        yield path.relative_to(ROOT / "pbplatform").parts[0], path.read_text()


def order() -> list[str]:
    """Slices from low to high, as the contract of imports has them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    return [name.strip("()") for name in reversed(contracts[0]["layers"])]


def test_every_slot_is_left_by_a_page_of_the_slice_it_is_named_for_and_filled() -> None:
    left = {(slice_, name) for slice_, text in pages() for name in SLOT.findall(text)}
    filled = {name for each in SLICES for name in each.panels}
    assert {slice_ for slice_, _name in left} == {name.split(".")[0] for name in filled}
    assert {name for _slice, name in left} == filled


def test_slots_are_filled_from_above_alone() -> None:
    lowest_first = order()
    for each in SLICES:
        for name in each.panels:
            owner = name.split(".")[0]
            assert lowest_first.index(owner) < lowest_first.index(each.name), name


def test_pages_of_forums_promises_and_points_lead_to_no_page_above_them() -> None:
    lowest_first = order()
    upward = [
        (slice_, named)
        for slice_, text in pages()
        if slice_ in ("forums", "promises", "points")
        for match in NAMED.finditer(text)
        if (named := match[1] or match[2]) in lowest_first
        and lowest_first.index(named) > lowest_first.index(slice_)
    ]
    assert upward == []
