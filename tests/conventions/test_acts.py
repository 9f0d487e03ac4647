"""Every act of a page leaves an entry of the public log, or says why it leaves none.

That each does is seen while all tests run (tests/acts_seen.py), and that each was tried, after
them (`tests/run.sh`). Source: docs/rules/audit.md sections 1.1 and 1.6.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from pbplatform.audit.kinds import LogKind
from pbplatform.slices import SLICES
from tests.conventions.audit_page import (
    ACTS,
    PAGE,
    Kind,
    acts,
    addresses_of_views,
    kinds,
    made,
    reasons,
)

KINDS = {str(kind) for each in LogKind.__subclasses__() for kind in each}
SENTENCES = {
    str(kind): " ".join(str(sentence) for sentence in told)
    for each in SLICES
    if each.log is not None
    for kind, told in each.log.sentences.items()
}
# Made when a sentence is shown: who acted, the number at the end of the subject; and the two people
# of an act, of whom the page tells for all kinds.
MADE = {"who", "n", "about", "first", "second"}


def test_every_view_that_takes_a_form_says_which_entries_it_leaves(app: Flask) -> None:
    assert sorted(acts()) == sorted(addresses_of_views(app)), "put it into acts.txt"


def test_lines_are_in_order_and_name_what_exists() -> None:
    lines = [line for line in ACTS.read_text().splitlines() if not line.startswith("#")]
    assert lines == sorted(lines)
    for view, (left, why) in acts().items():
        assert left or why, view
        assert set(left) <= KINDS, view
        assert not why or why in reasons(), view


def test_code_describes_the_kinds_that_exist() -> None:
    assert kinds().keys() == KINDS


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.value)
def test_what_a_kind_tells_is_described_with_every_value_of_its_sentence(kind: Kind) -> None:
    assert kind.tells, "its string in kinds.py says what an entry of it tells"
    shown = set(re.findall(r"%\((\w+)\)s", SENTENCES[kind.value]))
    assert shown - MADE <= {_stored(name) for name in kind.names} | kind.names


def _stored(name: str) -> str:
    """Money is stored in its smallest unit and shown by a shorter name."""
    return name.removesuffix("_minor")


def test_page_is_the_one_that_the_code_makes(app: Flask) -> None:
    page = PAGE.read_text()
    assert page == made(page, addresses_of_views(app)), "run: make log-page"
