"""The count step by step. Source: docs/rules/results.md section 7."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import (
    Completion,
    Family,
    Misfit,
    Rule,
    Threshold,
    ThresholdKind,
    Utility,
)
from pbplatform.results.models import ResultRow
from pbplatform.results.pages.steps import StepsPage, steps_page
from tests.browsing import counted_queries
from tests.conftest import SetClock
from tests.factories import POUND
from tests.results.counted import FEW, PAGE, publish, stored, text_of
from tests.voting.elections import CLOSES, OPENS, make_election

# What these pages say does not depend on the database.
pytestmark = pytest.mark.one_database

MOST_VOTES, SHARES = Rule(Family.VOTES_GREEDY), Rule(Family.EQUAL_SHARES)


def page_of(app: Flask, profile: Profile, rule: Rule) -> StepsPage:
    kept, rows = stored(profile, rule)
    with app.test_request_context():
        return steps_page(kept, rows, rule, POUND)


def told(page: StepsPage) -> list[tuple[int, bool, str]]:
    return [(step.number, step.won, step.left_minor) for step in page.steps]


def test_most_votes_first_tells_winners_and_those_passed_over_in_their_turn(app: Flask) -> None:
    page = page_of(app, FEW, MOST_VOTES)
    # 1 has four votes; 3 and 2 have three each, and 3 costs less; then 2 and 4 do not fit.
    assert told(page) == [(1, True, 4000), (3, True, 1000), (2, False, 1000), (4, False, 1000)]
    assert [(step.share, step.rest) for step in page.steps] == [
        (40, 60),
        (10, 30),
        (10, 0),
        (10, 0),
    ]
    assert (page.rule, page.by_shares, page.untaken, page.start_minor) == ("skip", False, [], None)


def test_bars_of_uneven_money_meet_and_the_first_begins_with_the_whole(app: Flask) -> None:
    profile = Profile.of_ballots(
        [Contender("1", 4201), Contender("2", 1799)], 29_999, [["1"], ["1"], ["2"]]
    )
    first, second = page_of(app, profile, MOST_VOTES).steps
    assert first.share + first.rest == 100
    assert second.share + second.rest == first.share


def test_count_that_ends_at_the_first_misfit_lists_the_rest_without_a_turn(app: Flask) -> None:
    page = page_of(app, FEW, Rule(Family.VOTES_GREEDY, misfit=Misfit.STOP))
    assert told(page)[-1] == (2, False, 1000)
    assert page.rule == "stop"
    assert [(one.number, "ended at project 2" in one.why) for one in page.untaken] == [(4, True)]


def test_projects_below_a_threshold_stand_after_the_steps_with_their_reason(app: Flask) -> None:
    threshold = (Threshold(ThresholdKind.SCORE, 2),)
    page = page_of(app, FEW, Rule(Family.VOTES_GREEDY, thresholds=threshold))
    assert [one.number for one in page.untaken] == [4]
    assert "It needed at least 2" in page.untaken[0].why


def test_votes_for_the_money_have_their_own_order(app: Flask) -> None:
    page = page_of(app, FEW, Rule(Family.DENSITY_GREEDY))
    assert page.rule == "density"
    assert told(page) == [(3, True, 7000), (1, True, 1000), (2, False, 1000), (4, False, 1000)]


def test_equal_shares_tell_prices_who_gave_all_and_where_shares_went(app: Flask) -> None:
    profile = Profile.of_ballots(
        [Contender("1", 1200), Contender("2", 2600), Contender("3", 900)],
        4000,
        [["1", "2"], ["1", "2", "3"], ["2"], ["2"]],
    )
    page = page_of(app, profile, Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY))
    first, second = page.steps
    assert (first.number, first.price_minor, first.in_full, first.gave_all) == (1, 600, "2", "0")
    assert (second.number, second.price_minor, second.in_full, second.gave_all) == (
        2,
        900,
        "2",
        "2",
    )
    assert (page.start_minor, page.rule, page.by_shares) == (1000, "shares-number", True)
    spent = page.spent[0]
    assert (spent.number, spent.had_minor, spent.spent_minor, spent.left_minor) == (
        3,
        1000,
        1000,
        0,
    )
    assert spent.most_on == [("Project 1", 600), ("Project 2", 400)]
    assert page.untaken[0].why == (
        "The people who chose it had £10 together and spent all of it on projects that won."
    )


def test_equal_shares_tell_what_the_people_who_chose_a_winner_had_before_and_after(
    app: Flask,
) -> None:
    profile = Profile.of_ballots(
        [Contender("1", 1200), Contender("2", 2600), Contender("3", 900)],
        4000,
        [["1", "2"], ["1", "2", "3"], ["2"], ["2"]],
    )
    page = page_of(app, profile, Rule(Family.EQUAL_SHARES, utility=Utility.CARDINALITY))
    # Two have £20 and pay £12; then they have £8 of the £28 that all four have for the second.
    assert [
        (pool.number, pool.before_minor, pool.after_minor, pool.gave_all, pool.share, pool.rest)
        for pool in page.pools
    ] == [(1, 2000, 800, 0, 28, 43), (2, 2800, 200, 2, 7, 93)]
    assert page_of(app, FEW, MOST_VOTES).pools == []


def test_money_that_went_to_further_projects_is_told_only_where_it_did(app: Flask) -> None:
    profile = Profile.of_ballots(
        [Contender("1", 3000), Contender("2", 6000)], 10_000, [["1"], ["1"], ["2"], ["2"], []]
    )
    topped = page_of(app, profile, Rule(Family.EQUAL_SHARES, top_up=True))
    assert [(step.number, step.price_minor) for step in topped.steps] == [(1, 1500), (2, None)]
    assert topped.topped_up
    assert not page_of(app, profile, SHARES).topped_up


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Family.EQUAL_SHARES, completion=Completion.ADD1),
        Rule(Family.EQUAL_SHARES, top_up=True),
        Rule(Family.EQUAL_SHARES, comparison=True),
        Rule(Family.VOTES_GREEDY, last_project_percent=20),
    ],
    ids=["add1", "top-up", "comparison", "last-project"],
)
def test_every_project_stands_once_and_the_money_only_becomes_less(app: Flask, rule: Rule) -> None:
    page = page_of(app, FEW, rule)
    numbers = [step.number for step in page.steps] + [one.number for one in page.untaken]
    assert sorted(numbers) == [1, 2, 3, 4]
    shares = [step.share for step in page.steps]
    assert shares == sorted(shares, reverse=True)
    assert any(step.won for step in page.steps)


@pytest.mark.parametrize("family", [Family.VOTES_GREEDY, Family.EQUAL_SHARES])
def test_page_tells_the_rule_the_figure_and_its_table(
    app: Flask,
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    clock: SetClock,
    family: Family,
) -> None:
    publish(session, tmp_path, clock, family=family)
    session.expunge_all()
    with counted_queries(app) as sent:
        page = text_of(client, f"{PAGE}/steps")
    assert len(sent) <= 12
    assert "Money left after each step" in page
    assert "The same as a table" in page
    assert ("Who paid for which project" in page) is (family is Family.EQUAL_SHARES)
    assert ("Price for each person" in page) is (family is Family.EQUAL_SHARES)
    assert ("belongs to all voters in equal shares" in page) is (family is Family.EQUAL_SHARES)
    assert ("The project with the most votes comes first." in page) is (
        family is Family.VOTES_GREEDY
    )
    assert f'href="{PAGE}/steps"' in text_of(client, PAGE)


def test_steps_are_told_from_the_stored_result_and_older_results_have_dashes(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election, _ = publish(session, tmp_path, clock, family=Family.EQUAL_SHARES)
    noted: dict[str, Any] = {
        "start": None,
        "before": None,
        "gave_all": None,
        "shares": None,
        "enough": None,
    }
    for row in session.query(ResultRow).filter_by(round_id=election.round_id):
        row.numbers = {name: n for name, n in row.numbers.items() if name not in noted}
    session.commit()
    page = text_of(client, f"{PAGE}/steps")
    assert "Where the shares of the others went" not in page
    assert "Who paid for which project" not in page
    assert '<td class="n">–</td>' in page


def test_before_the_result_there_are_no_steps(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    make_election(session, tmp_path / "keys")
    session.commit()
    for at in (OPENS, CLOSES, datetime(2027, 12, 1, tzinfo=UTC)):
        clock.at = at
        page = text_of(client, f"{PAGE}/steps")
        assert "There is no result yet" in page
        assert "Money left" not in page


def test_rule_says_that_shares_decided_also_where_nobody_could_pay(app: Flask) -> None:
    """Told from the rows alone, a round in which all fell short looked like one by most votes."""
    nobody = replace(SHARES, thresholds=(Threshold(ThresholdKind.SUPPORTERS, 100),))
    page = page_of(app, FEW, nobody)
    assert (page.by_shares, page.most_votes_stands) == (True, False)
    assert page.rule.startswith("shares-")
    assert not page_of(app, FEW, replace(MOST_VOTES, thresholds=nobody.thresholds)).by_shares
