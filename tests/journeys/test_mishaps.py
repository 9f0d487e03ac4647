"""What goes wrong in a year, each mishap walked by pages to its public, explained end.

Rules: docs/rules/mishaps.md.
"""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

from config import ROOT
from tests.journeys import mishaps
from tests.journeys.mishaps import Mishap, known_mishaps
from tests.journeys.town import Start, Town

for _found in pkgutil.iter_modules(mishaps.__path__):
    importlib.import_module(f"{mishaps.__name__}.{_found.name}")

WALKS = known_mishaps()


def written() -> list[str]:
    """Numbers of all mishaps in the document."""
    numbers, section = [], ""
    for line in (ROOT / "docs" / "rules" / "mishaps.md").read_text().splitlines():
        if found := re.match(r"## (\d+)\. ", line):
            section = found[1]
        elif found := re.match(r"(\d+)\. \*\*", line):
            numbers.append(f"{section}.{found[1]}")
    return numbers


@pytest.fixture
def start(mishap: Mishap) -> Start:
    return mishap.start


@pytest.mark.parametrize("mishap", WALKS.values(), ids=lambda each: each.number)
def test_mishap_has_a_public_way_back_a_log_entry_a_mail_and_a_next_act(
    town: Town, mishap: Mishap
) -> None:
    mishap.walk(town)
    assert town.looked["log"], "nothing was looked for in the log"
    assert town.looked["mail"] or mishap.untold, "no mail was looked for"
    assert town.looked["next"] or mishap.over, "nobody asked who acts next"


def test_each_mishap_of_the_document_is_walked_and_no_other() -> None:
    assert sorted(written()) == sorted(WALKS)
