"""Pages promise only what exists: phrases that promise something name what fulfils it.

A phrase on the list may stand in a template only where the list names the file and the route,
service or worker that keeps it. A new promise is written down here, with its keeper.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.conventions.wording import read_whole

TEMPLATES = Path(__file__).parents[2] / "templates"

# What pages may say only with a keeper, in any letters.
PHRASES = (
    r"you can change (?:this|it|them) later",
    r"we will (?:mail|e-mail|write to|call|ring) you",
    r"you will (?:get|receive) (?:a|an) (?:mail|e-mail|letter|call)",
    r"by phone|call us|ring us",
    r"tell us if",
    r"send(?:s)? (?:it|them) out|sent out",
    r"(?<!cannot )undo (?:this|it)",
    r"take (?:this|it) down",
    r"facts can be corrected|correction stands below",
    r"edit (?:this|it) later",
    r"unsubscribe",
)

# (file, phrase as a fragment): endpoint that keeps the promise.
KEPT: dict[tuple[str, str], str] = {
    ("forums/call_meeting.html", "you can change it later"): "forums.change_meeting",
    # They came by phone: a count, not a promise.
    ("forums/parts/attendance.html", "by phone"): "forums.write_attendance",
    ("forums/parts/minutes.html", "sent out"): "forums.minutes",
    ("points/answer.html", "correction stands below"): "points.correct",
    ("points/correct.html", "correction stands below"): "points.correct",
}


def words_of(path: Path) -> str:
    """What a template says, without its markup and its comments."""
    return re.sub(r"\{#.*?#\}", " ", read_whole(path)).lower()


def found() -> list[tuple[str, str]]:
    return [
        (path.relative_to(TEMPLATES).as_posix(), match.group(0))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if "dev" not in path.parts
        for phrase in PHRASES
        for match in re.finditer(phrase, words_of(path))
    ]


def test_every_promise_of_a_page_has_a_keeper() -> None:
    assert [each for each in found() if each not in KEPT] == []


def test_no_sentence_beside_the_pages_promises_a_telephone_that_a_place_may_not_have() -> None:
    """Refusals and mails say “tell us”; how, stands at their foot, where the place has said it."""
    root = TEMPLATES.parent
    said = [*root.glob("pbplatform/*/words/**/*.py"), *TEMPLATES.glob("mails/**/*.txt")]
    promising = re.compile(r"\b(?:call us|ring us|telephone us|phone us)\b", re.IGNORECASE)
    assert [path.name for path in said if promising.search(path.read_text())] == []


def test_every_keeper_exists(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {keeper for keeper in KEPT.values() if keeper not in endpoints} == set()


@pytest.mark.parametrize(
    "said",
    [
        "You can change this later.",
        "We will mail you when it opens.",
        "Vote by phone",
        "Tell us if we got you wrong.",
        "Send them out",
    ],
)
def test_sweep_sees_a_promise(said: str) -> None:
    assert any(re.search(phrase, said.lower()) for phrase in PHRASES)
