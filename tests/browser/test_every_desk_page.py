"""Every kind of page of the desks."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage, Walks
from tests.browser.every_page import (
    Kind,
    assert_all_fit,
    assert_all_translated,
    kinds_of_pages,
)
from tests.browser.hackford import Hackford

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kinds(place: Hackford, walks: Walks) -> list[Kind]:
    found = kinds_of_pages(place, walks, ("amina", "tom", "bea", "carla", "ines"), ("staff",))
    assert len(found) > 20
    return found


def test_every_kind_of_page_is_accessible_and_fits(
    place: Hackford, open_page: OpenPage, kinds: list[Kind]
) -> None:
    assert_all_fit(place, open_page, kinds)


def test_no_page_keeps_a_plain_word_in_the_pseudo_language(
    place: Hackford, open_page: OpenPage, kinds: list[Kind]
) -> None:
    assert_all_translated(place, open_page, kinds)
