"""What a result tells of Equal Shares. Source: docs/rules/results.md section 2."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import Completion, Family, Rule
from pbplatform.results.domain.share_sums import ShareSums
from pbplatform.results.pages.shares import SharesPage, counted, shares_page, short_minor
from pbplatform.results.words.why import Told, why
from tests.conftest import SetClock
from tests.factories import POUND
from tests.results.counted import CANAL, PAGE, publish, stored, text_of

SHARES = Rule(Family.EQUAL_SHARES)

# One of the two who want the second has paid for the first.
SPENT = Profile.of_ballots(
    [Contender("1", 3200), Contender("2", 1100)], 5000, [["1", "2"], ["1"], ["1"], ["1"], ["2"]]
)


def told(app: Flask, profile: Profile, rule: Rule) -> SharesPage | None:
    _kept, rows = stored(profile, rule)
    with app.test_request_context():
        return shares_page(rows, rule, POUND)


def words(app: Flask, profile: Profile, rule: Rule) -> dict[int, str]:
    """The sentence of each project."""
    _kept, rows = stored(profile, rule)
    with app.test_request_context():
        return {
            row.number: why(
                row.reason,
                Told(
                    row.votes,
                    row.cost_minor,
                    POUND,
                    row.numbers,
                    topped_up=row.won and counted(row) is None,
                ),
            )
            for row, _ in rows
        }


def test_project_with_fewer_votes_wins_and_the_page_asks_why(app: Flask) -> None:
    page = told(app, CANAL, SHARES)
    assert page is not None
    assert (page.start_minor, page.fewer, page.more) == (1000, "2", "5")
    assert page.versus is not None
    won, lost = page.versus
    assert (won.title, won.won, lost.title, lost.won) == ("Project 3", True, "Project 2", False)
    assert won.rows == [
        ("Votes", "2"),
        ("Cost", "£15"),
        ("Shares they began with", "£20"),
        ("Spent on earlier winners", "£0"),
        ("£15 still there?", "Yes, £20"),
    ]
    # Each of the five paid £8 for project 1.
    assert lost.rows == [
        ("Votes", "5"),
        ("Cost", "£18"),
        ("Shares they began with", "£50"),
        ("Spent on winners they also chose", "£40"),
        ("£18 still there?", "No, £10"),
    ]


def test_caption_of_the_picture_takes_its_example_from_the_picture(app: Flask) -> None:
    page = told(app, CANAL, SHARES)
    assert page is not None
    assert page.example is None
    page = told(app, SPENT, SHARES)
    assert page is not None
    assert page.example == ("1", "2")


def test_pictures_show_what_winners_counted_as_and_how_near_losers_came(app: Flask) -> None:
    page = told(app, CANAL, SHARES)
    assert page is not None
    assert [(bar.name, bar.figure, bar.share, bar.rest) for bar in page.counted] == [
        ("1 Project 1", "6", 100, 0),
        ("3 Project 3", "2", 33, 0),
    ]
    assert [(bar.figure, bar.short, bar.share, bar.rest) for bar in page.near] == [
        ("£10 of £18", "short by £8", 55, 45)
    ]


def test_sentences_say_who_paid_and_what_was_spent_before(app: Flask) -> None:
    said = words(app, CANAL, SHARES)
    assert said == {
        1: "It was number 1. The 6 people who chose it shared its cost, £8 each.",
        2: "The people who chose it had £50 together. They spent £40 of that on projects that won. "
        "The £10 left was £8 short of its cost.",
        3: "It was number 2. The 2 people who chose it shared its cost, £7.50 each.",
    }


def test_winner_whose_voters_had_spent_before_counts_as_fewer(app: Flask) -> None:
    profile = SPENT.with_cost(1, 1400)
    page = told(app, profile, SHARES)
    assert page is not None
    # The first voter has £2 left of £10, so the other pays £10 of the £12 that both have.
    assert page.counted[0].figure == "4"
    assert len(page.counted) == 1
    page = told(app, SPENT, SHARES)
    assert page is not None
    assert page.counted[1].figure == "1 of 2"
    assert words(app, SPENT, SHARES)[2] == (
        "It was number 2. Some of the 2 people who chose it had spent part of their share on "
        "earlier winners, so it counted as 1. What they had left was enough for its cost."
    )


def test_money_that_no_share_was_spent_on_is_told_for_winners_and_losers(app: Flask) -> None:
    profile = Profile.of_ballots(
        [Contender("1", 3000), Contender("2", 6000), Contender("3", 8000)],
        10_000,
        [["1"], ["1"], ["2"], ["2"], ["3"]],
    )
    said = words(app, profile, Rule(Family.EQUAL_SHARES, top_up=True))
    assert said[2] == (
        "It was number 2. Money was left over from the shares and went to the projects with the "
        "most votes. It had 2 votes, and there was enough money for it."
    )
    assert said[3] == (
        "The people who chose it had £20 together. It was short by £60. "
        "The last £10 of the fund was too little as well."
    )


def test_nothing_of_shares_is_told_where_most_votes_decided(app: Flask) -> None:
    assert told(app, CANAL, Rule(Family.VOTES_GREEDY)) is None


@settings(deadline=None)  # a recount for each loser: its time says nothing of the sums
@given(
    costs=st.lists(st.integers(1, 40), min_size=2, max_size=5),
    marks=st.lists(st.integers(1, 31), min_size=1, max_size=12),
    budget=st.integers(1, 120),
    top_up=st.booleans(),
    add1=st.booleans(),
)
def test_parts_always_add_up(
    costs: list[int], marks: list[int], budget: int, top_up: bool, add1: bool
) -> None:
    names = [str(number) for number in range(1, len(costs) + 1)]
    ballots = [[name for place, name in enumerate(names) if mark >> place & 1] for mark in marks]
    profile = Profile.of_ballots(
        [Contender(name, cost) for name, cost in zip(names, costs, strict=True)], budget, ballots
    )
    completion = Completion.ADD1 if add1 else Completion.NONE
    rule = Rule(Family.EQUAL_SHARES, top_up=top_up, completion=completion)
    for row, _project in stored(profile, rule)[1]:
        number = counted(row)
        assert number is None or 0 <= number <= row.votes
        if "before" in row.numbers:
            assert Fraction(row.numbers["before"]) >= row.cost_minor
        if not row.won and "shares" in row.numbers:
            assert (short_minor(row, POUND.unit) or 0) >= 0


def test_large_sums_are_told_in_whole_units_and_still_add_up() -> None:
    shares = {"had": "7536361/1", "left": "12786136/5", "spent_on": []}
    sums = ShareSums.of(shares, 3_800_000, POUND.unit)
    assert sums == ShareSums(had=7_536_300, spent=4_979_100, left=2_557_200, short=1_242_800)
    small = ShareSums.of({"had": "5000/1", "left": "10001/3", "spent_on": []}, 9_000, POUND.unit)
    assert small == ShareSums(had=5_000, spent=1_667, left=3_333, short=5_667)


def test_page_of_an_equal_shares_round_answers_the_question(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    publish(session, tmp_path, clock, budget=50_000_000, family=Family.EQUAL_SHARES)
    page = text_of(client, PAGE)
    assert "Counted as" in page
    assert "how many people each one counted for" in page
    assert "If money comes free, projects follow in this order:" in page
    assert "Every voter had the same share of the money." in page
    assert "What if we had simply taken the most votes?" in page
