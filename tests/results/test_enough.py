"""What would have been enough for those that lost. Source: docs/rules/results.md section 6."""

from __future__ import annotations

from fractions import Fraction
from itertools import count as numbers_from
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.counting.count import count, count_with_record
from pbplatform.counting.explain import with_extra_ballots
from pbplatform.counting.profile import Contender, Profile
from pbplatform.counting.rulebook import Family, Rule, Threshold, ThresholdKind
from pbplatform.counting.ties import TieOrder
from pbplatform.results import queries, services
from pbplatform.results.domain import notes
from pbplatform.results.domain.notes import Notes, notes_of
from pbplatform.results.words.enough import enough_words
from tests.conftest import SetClock
from tests.factories import POUND
from tests.results.counted import PAGE, publish, text_of

MOST_VOTES, SHARES = Rule(Family.VOTES_GREEDY), Rule(Family.EQUAL_SHARES)
FEW = Profile.of_ballots(
    [Contender("1", 60), Contender("2", 50), Contender("3", 30), Contender("4", 20)],
    100,
    [["1"], ["1", "2"], ["1", "2"], ["3"], ["3", "1"], ["2", "3"], ["4"]],
)


def noted(profile: Profile, rule: Rule) -> Notes:
    order = TieOrder.by_file(profile)
    return notes_of(profile, rule, order, count_with_record(profile, rule, order), lambda: True)


def words(app: Flask, votes: int | None, cost: int | None, *, least: bool) -> str:
    with app.test_request_context():
        found = {"votes": votes, "cost_minor": cost, "least": least}
        return enough_words({"enough": found}, POUND)


@pytest.mark.parametrize("rule", [MOST_VOTES, SHARES], ids=lambda rule: str(rule.family))
def test_kept_numbers_make_the_project_win_when_everything_is_counted_again(rule: Rule) -> None:
    order = TieOrder.by_file(FEW)
    losers = {one.key for one in count(FEW, rule, order).outcomes if not one.funded}
    kept = noted(FEW, rule)
    assert losers
    for key in losers:
        found, place = kept[key]["enough"], FEW.keys.index(key)
        more = with_extra_ballots(FEW, rule, place, found["votes"])
        assert key in count(more, rule, order).winners
        assert key in count(FEW.with_cost(place, found["cost_minor"]), rule, order).winners
        assert found["least"] is (rule is MOST_VOTES)


def test_shares_of_a_loser_s_supporters_add_up_and_winners_say_who_gave_all() -> None:
    result, _ = count_with_record(FEW, SHARES, TieOrder.by_file(FEW))
    kept = noted(FEW, SHARES)
    for outcome in result.outcomes:
        note = kept[outcome.key]
        if outcome.funded:
            assert note["start"] == "100/7"
            assert 0 <= note["gave_all"] < outcome.supporters
            had = outcome.supporters * Fraction(100, 7)
            assert outcome.cost_minor <= Fraction(note["before"]) <= had
        else:
            shares = note["shares"]
            spent = sum(Fraction(amount) for _, _, amount in shares["spent_on"])
            assert spent + Fraction(shares["left"]) == Fraction(shares["had"])


def test_cost_is_told_in_whole_units_where_the_rounded_one_is_shown_to_be_enough() -> None:
    order = TieOrder.by_file(FEW)
    counted = count_with_record(FEW, SHARES, order)
    exact = notes_of(FEW, SHARES, order, counted, lambda: True)
    whole = notes_of(FEW, SHARES, order, counted, lambda: True, unit=10)
    losers = [one.key for one in counted[0].outcomes if not one.funded]
    for key in losers:
        cost = whole[key]["enough"]["cost_minor"]
        assert cost <= exact[key]["enough"]["cost_minor"] < cost + 10
        assert key in count(FEW.with_cost(FEW.keys.index(key), cost), SHARES, order).winners
    assert any(whole[key] != exact[key] for key in losers)


def test_free_of_cost_is_not_offered_as_a_cost() -> None:
    nobody = Profile.of_ballots([Contender("1", 10), Contender("2", 10)], 10, [["1"]])
    found = noted(nobody, MOST_VOTES)["2"]["enough"]
    assert found["cost_minor"] is None
    assert found["votes"] == 2


def test_threshold_out_of_reach_finds_neither_votes_nor_cost() -> None:
    high = Rule(Family.VOTES_GREEDY, thresholds=(Threshold(ThresholdKind.SCORE, 10**9),))
    found = noted(FEW, high)["1"]["enough"]
    assert (found["votes"], found["cost_minor"]) == (None, None)


def test_nothing_more_is_looked_for_when_the_time_is_over() -> None:
    order, asked = TieOrder.by_file(FEW), numbers_from()
    counted = count_with_record(FEW, MOST_VOTES, order)
    assert notes_of(FEW, MOST_VOTES, order, counted, lambda: False) == {}
    some = notes_of(FEW, MOST_VOTES, order, counted, lambda: next(asked) < 20)
    losers = [one.key for one in counted[0].outcomes if not one.funded]
    assert next(asked) <= 23
    assert list(some) == list(counted[0].next_best)[: len(some)]
    assert len(some) < len(losers)


@pytest.mark.parametrize(
    ("votes", "cost", "least", "said"),
    [
        (
            1,
            None,
            True,
            "If 1 more person had voted for this project and no other, it would have won. "
            "Fewer people would not have been enough.",
        ),
        (
            1200,
            None,
            False,
            "If 1,200 more people had voted for this project and no other, it would have won.",
        ),
        (None, 5000, True, "At a cost of £50 it would have won. At a higher cost it would not."),
        (None, 5001, False, "At a cost of £50.01 it would have won."),
        (
            3,
            5000,
            True,
            "If 3 more people had voted for this project and no other, it would have won. "
            "At a cost of £50 it would have won too. "
            "Fewer people or a higher cost would not have been enough.",
        ),
        (
            None,
            None,
            True,
            "We looked for more votes or a lower cost that would help, and found none.",
        ),
    ],
)
def test_sentence_says_what_was_found_and_no_more(
    app: Flask, votes: int | None, cost: int | None, least: bool, said: str
) -> None:
    assert words(app, votes, cost, least=least) == said
    assert "at least" not in said


def test_nothing_is_said_where_it_was_not_worked_out(app: Flask) -> None:
    with app.test_request_context():
        assert enough_words({"missing_minor": 5}, POUND) == ""


def test_page_of_results_says_for_each_loser_what_would_have_been_enough(
    client: FlaskClient, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    election, _ = publish(session, tmp_path, clock)
    lost = [row for row, _ in queries.rows_of(session, election.round_id) if not row.won]
    page = text_of(client, PAGE)
    # After 15 and 7 there is £8,000 left. 4 must pass 7, 9 must pass 15; equal is enough for both.
    assert {row.number: row.numbers["enough"] for row in lost} == {
        4: {"votes": 2, "cost_minor": 800_000, "least": True},
        9: {"votes": 3, "cost_minor": 800_000, "least": True},
    }
    assert "If 2 more people had voted for this project and no other, it would have won." in page
    assert "If 3 more people had voted for this project and no other, it would have won." in page
    assert "At a cost of £8,000 it would have won too." in page
    assert "not worked out" not in page


def test_document_in_the_log_does_not_depend_on_the_notes(
    session: Session, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    election, tallied = publish(session, tmp_path, clock)
    monkeypatch.setattr(services, "MOST_SECONDS", 0)
    again = services.count_in_memory(session, round_id=election.round_id)
    assert tallied.notes
    assert again.notes == {}
    assert again.document == tallied.document
    assert b"enough" not in again.document


def test_page_says_so_when_it_was_not_worked_out_in_time(
    client: FlaskClient,
    session: Session,
    tmp_path: Path,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "MOST_SECONDS", 0)
    publish(session, tmp_path, clock)
    page = text_of(client, PAGE)
    assert "not worked out" in page
    assert "it would have won" not in page


def test_limit_of_time_is_what_the_rules_say() -> None:
    assert notes.MOST_SECONDS == 10
