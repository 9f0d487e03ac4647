"""Nothing that people name gets the address of one of our own pages."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask import Flask

from pbplatform.core.text_slug import FIXED_PARTS, own_slug

# Parts that take a word of ours, not a name.
# The reference of a point begins with its number.
NOT_OF_PEOPLE = {"<deed>", "<kind>", "<level>", "<ref>"}


def _beside_slugs(app: Flask) -> set[str]:
    """Fixed parts that stand where another address with the same beginning takes any word."""
    fixed: dict[tuple[str, int], set[str]] = defaultdict(set)
    any_word: set[tuple[str, int]] = set()
    rules = [rule.rule.strip("/").split("/") for rule in app.url_map.iter_rules()]
    for parts in rules:
        for place, part in enumerate(parts):
            before = "/".join("<>" if each.startswith("<") else each for each in parts[:place])
            if not part.startswith("<"):
                fixed[before, place].add(part)
            elif ":" not in part and part not in NOT_OF_PEOPLE:
                any_word.add((before, place))
    return {part for where in any_word for part in fixed[where]}


def test_every_fixed_part_beside_a_slug_is_kept_from_names(app: Flask) -> None:
    found = _beside_slugs(app)
    assert "new" in found
    assert found <= FIXED_PARTS


@pytest.mark.parametrize("name", ["New", " new ", "NEW!", "Néw"])
def test_what_is_named_new_has_an_address_of_its_own(name: str) -> None:
    assert own_slug(name) == "new-0"


def test_no_name_becomes_a_fixed_part() -> None:
    assert not {own_slug(part) for part in FIXED_PARTS} & FIXED_PARTS
