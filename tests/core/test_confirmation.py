"""What was confirmed is what is done. Source: docs/rules/forms.md section 2."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbplatform.core.confirmation import Change, ChangedMeanwhile, Fact, require_same, seal

FACTS = {"money": 100_000_000, "until": datetime(2027, 3, 14, tzinfo=UTC), "text": "x" * 5_000}
# Nested deeper than any reader goes; half of a letter, which no page can show.
DEEP, ALONE = (urlsafe_b64encode(text).decode() for text in (b"[" * 12_000, b'{"a":"\\ud800"}'))
VALUES = st.one_of(st.text(max_size=300), st.integers(), st.booleans(), st.none())


def changes(seen: str | None, facts: dict[str, Fact]) -> tuple[Change, ...]:
    with pytest.raises(ChangedMeanwhile) as caught:
        require_same(seen, facts)
    return caught.value.changes


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=6))
def test_what_was_seen_is_confirmed_while_it_holds(facts: dict[str, Fact]) -> None:
    require_same(seal(facts), facts)


def test_other_money_is_told_before_and_now() -> None:
    assert changes(seal(FACTS), {**FACTS, "money": 1_000_000_000}) == (
        Change("money", "100000000", "1000000000"),
    )


def test_one_letter_of_a_long_text_is_seen_without_carrying_the_text() -> None:
    seen = seal(FACTS)
    assert len(seen) < 400
    assert changes(seen, {**FACTS, "text": "x" * 4_999 + "y"}) == (Change("text", None, None),)


def test_a_fact_that_came_or_went_is_a_change() -> None:
    assert changes(seal({"a": 1}), {"a": 1, "b": 2}) == (Change("b", None, "2"),)
    assert changes(seal({"a": 1, "b": 2}), {"a": 1}) == (Change("b", "2", None),)


@pytest.mark.parametrize(
    "seen", [None, "", "{}", "W10", "%%%", "eyJhIjoxfQ", "A" * 30_000, DEEP, ALONE]
)
def test_a_page_that_carried_nothing_to_compare_confirms_nothing(seen: str | None) -> None:
    assert changes(seen, FACTS) == ()
