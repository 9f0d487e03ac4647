"""Figures of one whole add up, on every page of the demonstration place that shows such."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.demo.reading import figures, page_of

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database


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


ROUND = "/rounds/neighbour-fund-2026"
MONEY = r"£([\d,]+)"


def money_of(text: str) -> int:
    return int(text.replace(",", ""))


def account_on(page: str) -> dict[str, int]:
    """Rows of the statement of account on a page, by their code."""
    rows = re.findall(rf'<tr data-part="([\w-]+)">.*?{MONEY}', page)
    return {part: money_of(amount) for part, amount in rows}


def test_winners_are_as_many_on_the_first_page_the_result_and_the_lists(hackford: Flask) -> None:
    home = page_of(hackford, "/")
    won = re.search(r"Neighbour Fund 2026(?:</bdi>)?: (\d+) projects? won", home)
    assert won is not None
    groups = home[won.end() :].partition('<ul class="pb-promises">')[2].partition("</ul>")[0]
    counted = re.findall(r"(\d+) (?:on time|called open|finished|stopped)\.", groups)
    late = len(re.findall(r'<a href="/rounds/', groups))
    assert late + sum(int(number) for number in counted) == int(won[1])
    result = re.search(r"(\d+) projects? won", page_of(hackford, f"{ROUND}/results"))
    listed = re.search(r"All \((\d+)\)", page_of(hackford, f"{ROUND}/delivery"))
    assert result is not None
    assert listed is not None
    assert int(won[1]) == int(result[1]) == int(listed[1])


def test_money_of_the_round_is_the_same_on_every_page_and_adds_up(hackford: Flask) -> None:
    pages = [page_of(hackford, f"{ROUND}{path}") for path in ("", "/results", "/delivery")]
    found = [account_on(page) for page in pages]
    short = [{part: rows[part] for part in rows if part in found[0]} for rows in found]
    assert short[0] == short[1] == short[2]
    rows = dict(short[0])
    whole = re.search(rf"Residents decided about <strong>{MONEY}", pages[0])
    assert whole is not None
    sources = {"money", "added", "overspent", "beyond", "there-is"}
    total = rows.pop("in-all")
    assert sum(amount for part, amount in rows.items() if part not in sources) == total
    added = sum(amount for part, amount in rows.items() if part in sources - {"money", "there-is"})
    assert money_of(whole[1]) + added == total
    assert found[2]["won"] + found[2]["edge-left"] == found[2]["round"] == money_of(whole[1])
    assert all("back to the budget" in page for page in pages)


def test_pages_of_single_winners_add_up_to_the_money_of_their_round(hackford: Flask) -> None:
    delivery = page_of(hackford, f"{ROUND}/delivery")
    spent, lines = 0, 0
    for address in sorted(set(re.findall(rf'href="({ROUND}/projects/[\w-]+)"', delivery))):
        page = page_of(hackford, address)
        told = re.search(rf"<strong>Spent so far:</strong> {MONEY} of {MONEY}\.", page)
        if told is not None:
            spent, lines = spent + money_of(told[1]), lines + money_of(told[2])
    row = re.search(r'<tr data-part="won">(.*?)</tr>', delivery)
    assert row is not None
    _cost, granted, paid = (money_of(amount) for amount in re.findall(MONEY, row[1]))
    assert (granted, paid) == (lines, spent)


def test_areas_and_winners_of_a_result_add_up_to_what_is_spent(hackford: Flask) -> None:
    result, areas = (
        page_of(hackford, f"{ROUND}/results"),
        page_of(hackford, f"{ROUND}/results/areas"),
    )
    told = re.search(rf"{MONEY} of {MONEY} will be spent", result)
    together = re.search(rf"projects that won cost {MONEY} together", areas)
    assert told is not None
    assert together is not None
    assert money_of(told[1]) == money_of(together[1])
    table = areas.partition("<tbody>")[2].partition("</tbody>")[0]
    assert sum(money_of(amount) for amount in re.findall(MONEY, table)) == money_of(told[1])


def test_votes_of_a_result_are_the_lines_of_its_file(hackford: Flask) -> None:
    result = page_of(hackford, f"{ROUND}/results")
    voted = re.search(r"<dd>([\d,]+)</dd>", result)
    assert voted is not None
    answer = hackford.test_client().get(f"{ROUND}/results/ballots.csv")
    assert len(answer.text.splitlines()) - 1 == money_of(voted[1])
