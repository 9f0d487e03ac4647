"""Every kind of page of the demonstration: axe, narrow and wide, and in the pseudo-language."""

from __future__ import annotations

from itertools import product

import pytest

from tests.browser.conftest import (
    DESK,
    PHONE,
    OpenPage,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.browser.hackford import PEOPLE, Hackford, be, walk
from tests.browser.test_pseudo_locale import PLAIN

pytestmark = pytest.mark.browser


def one_page_of_each_kind(place: Hackford) -> list[tuple[str, str]]:
    """(person, path): every kind of page once, by the first person who can reach it."""
    kinds: dict[str, tuple[str, str]] = {}
    for persona in PEOPLE:
        for each in walk(place, persona):
            if each.status == 200:
                kinds.setdefault(each.endpoint, (persona, each.path))
    return sorted(kinds.values())


def test_every_kind_of_page_is_accessible_and_fits(place: Hackford, open_page: OpenPage) -> None:
    page, present, problems = open_page(place.address, width=PHONE), "", []
    for persona, path in one_page_of_each_kind(place):
        if persona != present:
            be(page, place, persona)
            present = persona
        page.goto(place.address + path)
        for width, check in product((PHONE, DESK), (assert_accessible, assert_no_sideways_scroll)):
            page.set_viewport_size({"width": width, "height": 800})
            try:
                check(page)
            except AssertionError as error:
                problems.append(f"{persona} {path} at {width}: {error}")
    assert not problems, "\n".join(problems)


def test_no_page_of_the_place_keeps_a_plain_word_in_the_pseudo_language(
    place: Hackford, open_page: OpenPage
) -> None:
    page, present, problems = open_page(place.address, width=PHONE), "", []
    for persona, path in one_page_of_each_kind(place):
        if persona != present:
            be(page, place, persona)
            present = persona
        joined = "&" if "?" in path else "?"
        page.goto(f"{place.address}{path}{joined}lang=qps")
        problems += [f"{path}: {text}" for text in page.evaluate(PLAIN)]
    assert not problems, "\n".join(problems)
