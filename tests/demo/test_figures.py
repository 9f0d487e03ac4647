"""Figures of one whole add up, on every page of the demonstration place that shows such."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

FIGURE = re.compile(r"<dt>(.*?)</dt>\s*<dd>([\d,]+)</dd>", re.DOTALL)


def page_of(hackford: Flask, url: str) -> str:
    """A page on one line: where its lines are broken nobody sees."""
    answer = hackford.test_client().get(url)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def figures(page: str) -> dict[str, int]:
    return {
        unescape(words).strip(): int(number.replace(",", ""))
        for words, number in FIGURE.findall(page)
    }


@pytest.mark.parametrize("url", ["/", "/forums/town-forum"])
def test_points_that_get_an_answer_are_the_sum_of_their_groups(hackford: Flask, url: str) -> None:
    page = page_of(hackford, url)
    whole = re.search(r"(\d+) points? gets? an answer:", page)
    assert whole is not None
    told = {words: n for words, n in figures(page).items() if re.search("answer|wait", words)}
    assert len(told) == 3
    assert sum(told.values()) == int(whole[1])
    answered = next((words, n) for words, n in told.items() if "answered" in words)
    parts = re.search(r"(\d+) on time, (\d+) late", answered[0])
    assert parts is not None
    assert int(parts[1]) + int(parts[2]) == answered[1]


def test_line_above_the_points_adds_up_and_says_what_the_forum_says(hackford: Flask) -> None:
    line = re.search(
        r"(\d+) points get an answer: (\d+) answered, "
        r"(\d+) waiting in time, (\d+) waiting and late",
        page_of(hackford, "/forums/town-forum/points"),
    )
    assert line is not None
    whole, *parts = (int(n) for n in line.groups())
    assert sum(parts) == whole
    forum = figures(page_of(hackford, "/forums/town-forum"))
    assert sorted(forum.values()) == sorted(parts)


def test_promises_are_the_sum_of_their_states(hackford: Flask) -> None:
    page = page_of(hackford, "/promises")
    total = re.search(r"1 to \d+ of (\d+) promises", page)
    assert total is not None
    assert sum(figures(page).values()) == int(total[1])


def test_projects_that_won_are_the_sum_of_how_they_stand(hackford: Flask) -> None:
    page = page_of(hackford, "/projects")
    told = {
        name: int(n)
        for name, n in re.findall(r"(All|Late|Under way|Open|Finished or stopped) \((\d+)\)", page)
    }
    assert told.pop("All") == sum(told.values())


def test_rows_of_the_response_times_are_the_sum_of_the_caption(hackford: Flask) -> None:
    page = page_of(hackford, "/forums/town-forum/points")
    told = re.search(
        r"(\d+) answers?:\s+(\d+) in time, (\d+) late\.\s+(\d+) points? still wait", page
    )
    assert told is not None
    answers, in_time, late, _waiting = (int(n) for n in told.groups())
    assert answers == in_time + late
    drawn = re.findall(r"(\d+) answered in time, (\d+) answered late, (\d+) still waiting\.", page)
    assert drawn
    assert tuple(map(int, drawn[0])) == (in_time, late, int(told[4]))


def test_winners_and_losers_are_all_the_projects_and_spent_and_left_all_the_money(
    hackford: Flask,
) -> None:
    slug = "/rounds/neighbour-fund-2026"
    result, round_ = page_of(hackford, f"{slug}/results"), page_of(hackford, slug)
    won = re.search(r"(\d+) projects? won", result)
    on_ballot = re.search(r"The (\d+) projects that were on the ballot", round_)
    assert won is not None
    assert on_ballot is not None
    assert round_.count(">Won<") == int(won[1])
    assert round_.count(">Won<") + round_.count(">Did not win<") == int(on_ballot[1])
    for page in (result, round_):
        money = re.search(r"£([\d,]+) of £([\d,]+) will be spent\. £([\d,]+) is left", page)
        assert money is not None
        spent, whole, left = (int(n.replace(",", "")) for n in money.groups())
        assert spent + left == whole
