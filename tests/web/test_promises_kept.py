"""Public words promise nothing that does not exist here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conventions.wording import read_whole

ROOT = Path(__file__).parents[2]
# What the program cannot do today. A line goes when the thing is built.
NOT_THERE = {
    "taking part by phone, in person or on paper": (
        r"by phone (or|and) in person|do everything here by phone|on paper or here"
        r"|vote (on paper|by post|by phone)|paper votes"
    ),
    "corrections of minutes by residents": r"[Tt]ell us if we got you wrong",
    "news of a vote by mail": r"[Ww]e (will )?tell you (when|as soon as)|[Ww]e write to you when",
    "comments by residents": r"[Ww]rite a comment",
    "files of everything": r"[Ee]verything that is public here you can also take",
    "a box that nobody can open": r"nobody can open the box",
}
PUBLIC = sorted(
    path
    for folder in (
        "templates/front", "templates/rounds", "templates/proposals", "templates/forums",
        "templates/points", "templates/results", "templates/delivery", "templates/review",
        "templates/voting", "templates/layouts", "templates/components",
        "pbplatform/rounds", "pbplatform/notices", "pbplatform/proposals", "pbplatform/points",
        "pbplatform/results", "pbplatform/forums",
    )
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in (".html", ".py")
)  # fmt: skip
STAFF_KEEPS_THE_ROLL = {"roll.html"}


def test_pages_and_mails_are_found_and_a_promise_among_them_would_be() -> None:
    assert len(PUBLIC) > 150
    assert re.search(
        NOT_THERE["taking part by phone, in person or on paper"], "Vote on paper".lower()
    )


@pytest.mark.parametrize("thing", sorted(NOT_THERE))
def test_no_page_or_mail_promises_what_does_not_exist(thing: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in PUBLIC
        if path.name not in STAFF_KEEPS_THE_ROLL
        for hit in re.finditer(NOT_THERE[thing], read_whole(path))
    ]
    assert found == []
