"""Every address that changes something says how it is undone, or that it cannot be.

Rules: docs/rules/forms.md section 6. What each walk back looks like: tests/journeys/mishaps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.conventions.wording import read_whole

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
ALONE = ("reads", "lapses", "again")
WITH_VIEW = ("back", "corrected")
FINAL = re.compile(
    r"cannot (?:be (?:undone|taken back|changed|edited)|undo this|take (?:it|your question) back"
    r"|take back that|change (?:its words|your answer))|neither can be taken back|it is final"
    r"|decision is final|never changed|is the last one|can be taken back with a reason",
    re.I,
)


@dataclass(frozen=True)
class Way:
    """How what a view does is undone."""

    view: str
    how: str
    where: str = ""


def ways() -> Iterator[Way]:
    for line in (HERE / "ways_back.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            yield Way(*line.split())


WAYS = list(ways())


def _posting(app: Flask) -> dict[str, bool]:
    """Views that take a form."""
    return {
        rule.endpoint: True
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or set())
    }


def test_every_view_that_takes_a_form_says_how_it_is_undone(wordy_app: Flask) -> None:
    assert sorted(each.view for each in WAYS) == sorted(_posting(wordy_app))


@pytest.mark.parametrize("way", WAYS, ids=lambda each: each.view)
def test_way_back_is_there(wordy_app: Flask, way: Way) -> None:
    if way.how in ALONE:
        assert not way.where
    elif way.how in WITH_VIEW:
        undoing = {each.view: each.how for each in WAYS}
        assert way.where in _posting(wordy_app)
        assert undoing[way.where] != "reads", f"{way.where} keeps nothing, so it undoes nothing"
    else:
        assert way.how == "final"
        assert FINAL.search(read_whole(TEMPLATES / way.where)), "the page does not say it is final"
