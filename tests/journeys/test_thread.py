"""Each page says how its thing stands in every phase, and all of a thread is reached by links.

Source: docs/rules/thread.md sections 3 to 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.thread import MOST_STATIONS, Depth, tell
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.journeys.line_of_a_bench import HELD, THINGS, Held, Line

RULES = Path(__file__).parents[2] / "docs" / "rules" / "thread.md"
NO_PAGE = "–"
MOST_READS = 60  # of a page that shows the longest thread here


def _rows(title: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Phase, and the sentence of each thing, of one table of the rules."""
    part = RULES.read_text().partition(f"### {title}\n")[2].split("\n#")[0]
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in part.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    names = lines[0][1:]
    for phases, *cells in lines[1:]:
        for place, cell in enumerate(cells):
            cells[place] = cells[place - 1] if cell == "=" else cell
        for phase in phases.split(", "):
            yield phase, dict(zip(names, cells, strict=True))


def _told_by_rules(titles: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for title in titles:
        for phase, cells in _rows(title):
            found.setdefault(phase, {}).update(cells)
    return found


COURSE = [
    "What won",
    "What lost",
    "What was withdrawn from the vote",
    "What was decided against, and what nobody took",
    "What won and was stopped",
    "The meeting and the point",
    "Ideas that nobody sees",
]


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", page))).strip()


class Reader:
    """Somebody who reads pages, without scripts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def page(self, path: str) -> str | None:
        """The page of a thing; None where there is none."""
        answer = self.client.get(f"/{path}", follow_redirects=True)
        if answer.status_code in (404, 410) or "/results" in answer.request.path:
            return None
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)

    def thread(self, path: str) -> str:
        page = self.page(path)
        assert page is not None
        return page.partition('<ol class="pb-thread">')[2].partition("</ol>")[0]

    def links(self, path: str) -> set[str]:
        """Things that the thread of a page leads to."""
        return set(re.findall(r'<a href="/([^"#]+)"', self.thread(path)))


def _check(
    reader: Reader, told: dict[str, str], before: dict[str, str], things: dict[str, str]
) -> list[str]:
    """What differs from the rules, on the pages of things whose sentence changed."""
    wrong = []
    for name, sentence in told.items():
        if before.get(name) == sentence:
            continue
        page = reader.page(things[name])
        if sentence == NO_PAGE:
            if page is not None and "data-state" in page:
                wrong.append(f"{name}: has a page")
        elif page is None:
            wrong.append(f"{name}: has no page")
        elif sentence not in _words(page):
            wrong.append(f"{name}: does not say “{sentence}”")
    return wrong


def test_every_page_says_how_its_thing_stands_in_every_phase(
    app: Flask, client: FlaskClient, session: Session, clock: SetClock, tmp_path: Path
) -> None:
    rules, reader = _told_by_rules(COURSE), Reader(client)
    wrong: list[str] = []
    before: dict[str, str] = {}
    passed: list[str] = []
    for phase, now in Line(session, tmp_path / "keys").phases():
        session.commit()
        clock.at = now
        passed.append(phase)
        wrong += [f"{phase}, {each}" for each in _check(reader, rules[phase], before, THINGS)]
        before = rules[phase]
    assert not wrong
    assert passed == list(rules)
    assert set(before) == set(THINGS)
    _the_whole_line_is_one_press_away(app, reader, session, now)


def _the_whole_line_is_one_press_away(
    app: Flask, reader: Reader, session: Session, now: datetime
) -> None:
    """A year later: from the meeting to what was built, and back, by links of threads alone."""
    line = ["meeting", "point", "idea", "joined idea", "proposal", "project"]
    paths = {THINGS[name] for name in line}
    for name in line[1:]:
        assert paths - {THINGS[name]} <= reader.links(THINGS[name]), name
    assert THINGS["idea that lost"] not in reader.links(THINGS["idea"])  # another matter
    everything = reader.links(THINGS["meeting"])
    assert paths - {THINGS["meeting"]} <= everything
    lost = {THINGS[name] for name in ("idea that lost", "proposal that lost", "idea next year")}
    assert lost <= everything
    assert lost - {THINGS["idea next year"]} <= reader.links(THINGS["idea next year"])
    here = re.findall(r'<b aria-current="page">(.*?)</b>', reader.thread(THINGS["project"]))
    assert [_words(each) for each in here] == ["Quiet benches"]
    names = _words(reader.thread(THINGS["proposal"]))
    assert "Nadia Rahman" in names
    assert "Omar" in names
    assert "Haddad" not in names
    assert "a resident" in _words(reader.thread(THINGS["proposal that lost"]))
    for path in paths:
        with counted_queries(app) as sent:
            reader.page(path)
        assert len(sent) <= MOST_READS, path
    for name in ("ideas", "proposals", "committees/streets-and-green-space"):
        with counted_queries(app) as sent:
            reader.page(f"rounds/neighbour-fund/{name}")
        assert len(sent) <= 12, name
    with app.test_request_context():
        told = tell(session, list(THINGS.values()), now, Depth.SHORT)
    shown = _words(reader.page("rounds/neighbour-fund/ideas") or "")
    for name in ("idea", "idea that lost", "withdrawn idea", "idea of the stopped"):
        assert told[THINGS[name]].short in shown
    won = _words(reader.page("rounds/neighbour-fund/ideas?status=won") or "")
    assert "Shade and seats" in won
    assert "A pump track" not in won
    lost_list = _words(reader.page("rounds/neighbour-fund/proposals?state=lost") or "")
    assert "Pump track" in lost_list
    assert "Quiet benches" not in lost_list


def test_a_round_that_is_held_up_is_told_on_every_page(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    rules, reader = _told_by_rules(["A round that is held up"]), Reader(client)
    wrong: list[str] = []
    for phase, now in Held(session).phases():
        session.commit()
        clock.at = now
        wrong += [f"{phase}, {each}" for each in _check(reader, rules[phase], {}, HELD)]
    assert not wrong


@pytest.mark.parametrize("title", [*COURSE, "A round that is held up"])
def test_every_table_of_the_rules_is_read(title: str) -> None:
    assert list(_rows(title))
    assert MOST_STATIONS == 40
