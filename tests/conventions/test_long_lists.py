"""Every list in pages is known by what it costs: measured at any number, or named with its cost.

Source: docs/decisions/0084-where-a-point-stands-is-kept-by-days.md.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# A test counts their steps with a hundred and with ten thousand rows.
EVERY = "tests/web/test_every_list_at_any_size.py"
WAITS = "tests/web/test_what_waits_at_any_size.py"
MEASURED = {
    "points/points.html": "tests/points/test_growth_of_points.py",
    "points/late.html": "tests/points/test_growth_of_points.py",
    "points/promises.html": EVERY,
    "points/answers_given.html": WAITS,
    "points/team_promises.html": WAITS,
    "points/desk.html": WAITS,
    "review/costings.html": WAITS,
    "review/committee.html": WAITS,
    "review/interests.html": WAITS,
    "review/parts/desk_ideas.html": WAITS,
    "review/parts/desk_proposals.html": WAITS,
    "moderation/index.html": EVERY,
    "proposals/ideas.html": EVERY,
    "results/ballots.html": EVERY,
    "review/proposals.html": EVERY,
    "changes/changed.html": EVERY,
    "roles/index.html": EVERY,
}
# These still count or read all that matches. Who makes one cheap moves it above, with its test.
GROWS = {
    "delivery/projects.html": "reads projects that won; measured beside a long log only",
    "rounds/index.html": "reads rounds; measured beside a long log only",
    "desk/facilitator.html": "gathers all that waits for a facilitator, then shows twenty",
    "desk/auditor.html": "reads which rounds there are, and looks into ten",
    "voting/desk_clerk.html": "reads which rounds there are, and shows ten",
    "front/place.html": "counts what stands near a place",
}
# By which address the test of desks knows them.
DESKS = {
    "points/answers_given.html": '"/desk/official/answers"',
    "points/team_promises.html": '"/desk/official/promises"',
    "points/desk.html": '"/desk/official"',
    "review/costings.html": '"/desk/official/costings"',
    "review/committee.html": "COMMITTEE",
    "review/interests.html": "{DELEGATE}/interests",
    "review/parts/desk_ideas.html": "DELEGATE",
    "review/parts/desk_proposals.html": "DELEGATE",
}
NO_LIST = {"dev/parts/boxes.html"}


def with_a_pager() -> set[str]:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        if not name.startswith("components/") and re.search(r"\bpager\(", path.read_text()):
            found.add(name)
    return found


def test_every_list_in_pages_says_what_it_costs() -> None:
    assert with_a_pager() == MEASURED.keys() | GROWS.keys() | NO_LIST
    assert not MEASURED.keys() & GROWS.keys()


@pytest.mark.parametrize("name", MEASURED)
def test_what_is_called_measured_is_measured(name: str) -> None:
    """Its address stands in the test that counts its steps, or that walks all of them."""
    text = (ROOT / MEASURED[name]).read_text()
    if MEASURED[name] == EVERY:
        assert "addresses(app, walks)" in text
        return
    if MEASURED[name] == WAITS:
        assert DESKS[name] in text
        return
    folder, page = name.removesuffix(".html").split("/")
    assert f'"/{folder}"' in text or f'"/{page}"' in text or f"/{page}" in text
