"""The counting rules a facilitator can choose, and how pages tell them.

Source: docs/rules/rounds.md section 6, ruling 28.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.money import Currency
from pbplatform.core.transaction import transaction
from pbplatform.counting.rulebook import (
    Cap,
    CapKind,
    Completion,
    Family,
    Misfit,
    Rule,
    Stop,
    Threshold,
    ThresholdKind,
    TieBreak,
    Utility,
)
from pbplatform.rounds import queries, services
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.voting.services.open_vote import freeze_and_open
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, POUND, make_place, make_round
from tests.pages import confirm
from tests.rounds.typed import DESK, FACTS, FUND, moments, the_round

SHARES = Rule.from_dict(services.equal_shares(POUND))
MOST_VOTES = Rule(Family.VOTES_GREEDY)
ANY_NUMBER = {"limit": "any", "max_choices": ""}
REFUSED = "Equal Shares needs “As many as they like”. Choose that, or another way to count."
OPENS = BEGIN + timedelta(days=150)


@pytest.fixture
def words(app: Flask) -> Iterator[None]:
    """A page in English, in pounds."""
    with app.test_request_context():
        yield


def draft_of(app: Flask, rule: Rule, *, max_choices: int | None = None) -> None:
    """A draft with a rule that a command gave it."""
    with app.app_context(), transaction() as session:
        make_round(session, max_choices=max_choices, rule=rule.to_dict(), published=False)


@pytest.mark.parametrize(("code", "exponent", "step"), [("GBP", 2, 100), ("JPY", 0, 1)])
def test_equal_shares_goes_up_by_one_unit_of_the_currency(
    code: str, exponent: int, step: int
) -> None:
    rule = Rule.from_dict(services.equal_shares(Currency(code, exponent)))
    assert rule == Rule(
        Family.EQUAL_SHARES,
        utility=Utility.COST,
        completion=Completion.ADD1,
        increment_minor=step,
        stop=Stop.OVERSPEND,
        top_up=True,
    )


def test_every_rule_to_choose_is_known_by_its_name_and_no_other_is() -> None:
    for name, document in services.rules_to_choose(POUND).items():
        assert services.name_of_rule(Rule.from_dict(document), POUND) == name
    assert services.name_of_rule(replace(SHARES, increment_minor=1), POUND) is None
    assert services.name_of_rule(Rule(Family.DENSITY_GREEDY), POUND) is None


@pytest.mark.parametrize("most", [1, 5])
def test_equal_shares_with_a_number_of_choices_is_refused(session: Session, most: int) -> None:
    make_place(session)
    with pytest.raises(Conflict) as refused:
        make_round(session, max_choices=most, rule=SHARES.to_dict())
    assert (refused.value.code, refused.value.field) == (
        "round.shares_need_any_number",
        "limit",
    )


def test_draft_cannot_come_to_equal_shares_with_a_number(session: Session) -> None:
    make_place(session)
    round_ = make_round(session, max_choices=None, rule=SHARES.to_dict(), published=False)
    facts: dict[str, Any] = {
        "name": "Fund",
        "summary": "",
        "who_can_vote": "All.",
        "money_minor": 1,
    }
    with pytest.raises(Conflict):
        services.change_draft(
            session, actor=COMMAND, round_id=round_.id, max_choices=3, rule=round_.rule, **facts
        )
    assert round_.max_choices is None


@pytest.mark.parametrize("rule", [services.MOST_VOTES_SKIP, services.MOST_VOTES_STOP])
@pytest.mark.parametrize("most", [None, 1, 5])
def test_most_votes_goes_with_any_number_of_choices(
    session: Session, rule: dict[str, Any], most: int | None
) -> None:
    make_place(session)
    assert make_round(session, max_choices=most, rule=rule).max_choices == most


def test_equal_shares_is_chosen_by_pages_and_told_wherever_the_rule_stands(
    app: Flask, bea: FlaskClient, clock: SetClock
) -> None:
    typed = {**FACTS, **moments(), **ANY_NUMBER, "counting": "equal-shares"}
    assert bea.post(f"{DESK}/new", data=typed).status_code == 302
    assert the_round(app).rule == services.needing(services.equal_shares(POUND), 1)
    assert 'value="equal-shares" checked' in bea.get(f"{FUND}/facts").text
    told = ("gets the same share of the money", "with £1 more for everyone", "most votes first")
    check = bea.get(f"{FUND}/publish").text
    assert all(words in check for words in told)
    confirm(bea, f"{FUND}/publish")
    with app.app_context(), transaction() as session:
        benches = services.ProjectFacts(number=4, title="Benches", cost_minor=1_800_000)
        services.put_on_ballot(session, round_id=1, facts=benches)
    freeze = bea.get(f"{FUND}/freeze").text
    assert all(words in freeze for words in told)
    round_ = the_round(app)
    with app.app_context(), transaction() as session:
        freeze_and_open(session, actor=COMMAND, round_id=1, urn_key=b"key", now=round_.opens_at)
    clock.at = round_.opens_at
    for page in ("/rounds/neighbour-fund/rules", "/rounds/neighbour-fund/vote"):
        text = app.test_client().get(page).text
        assert all(words in text for words in told), page
        assert "the most votes first." not in text


@pytest.mark.parametrize("page", ["new", "facts"])
def test_equal_shares_with_a_number_is_told_beside_the_field_and_keeps_what_was_typed(
    app: Flask, bea: FlaskClient, page: str
) -> None:
    if page == "facts":
        bea.post(f"{DESK}/new", data={**FACTS, **moments()})
    address = FUND + "/facts" if page == "facts" else f"{DESK}/new"
    typed = {**FACTS, **moments(), "counting": "equal-shares", "max_choices": "7"}
    answer = bea.post(address, data={**typed, "money": "612,000"})
    assert answer.status_code in (409, 422)
    assert answer.text.count(REFUSED) == 2  # in the summary, and beside its field
    assert 'href="#limit"' in answer.text
    for kept in ('value="7"', 'value="612,000"', 'value="equal-shares" checked'):
        assert kept in answer.text
    with app.app_context():
        assert [found.rule["family"] for found in queries.all_rounds(db.session())] == (
            ["votes-greedy"] if page == "facts" else []
        )


@pytest.mark.parametrize("choice", ["skip", "stop"])
def test_vote_page_tells_whether_the_count_goes_on_after_a_misfit(
    app: Flask, clock: SetClock, choice: str
) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        rule = services.rules_to_choose(POUND)[choice]
        round_ = make_round(session, opens_at=OPENS, rule=rule)
        benches = services.ProjectFacts(number=4, title="Benches", cost_minor=1_800_000)
        services.put_on_ballot(session, round_id=round_.id, facts=benches)
        freeze_and_open(session, actor=COMMAND, round_id=round_.id, urn_key=b"key", now=OPENS)
    clock.at = OPENS
    text = app.test_client().get("/rounds/neighbour-fund/vote").text
    assert ("is passed over" in text) is (choice == "skip")
    assert ("the count ends" in text) is (choice == "stop")


def test_draft_with_a_rule_of_its_own_keeps_it_until_another_is_chosen(
    app: Flask, bea: FlaskClient
) -> None:
    own = replace(MOST_VOTES, thresholds=(Threshold(ThresholdKind.SCORE, 20),))
    draft_of(app, own)
    page = bea.get(f"{FUND}/facts").text
    assert 'value="keep" checked' in page
    assert "Keep the rule that this draft has" in page
    assert "It is none of the rules above, and says itself how many votes" in page
    changed = {**FACTS, "money": "600,000"}
    assert bea.post(f"{FUND}/facts", data={**changed, "counting": "keep"}).status_code == 302
    assert the_round(app).money_minor == 60_000_000
    assert the_round(app).counting_rule == own
    assert bea.post(f"{FUND}/facts", data={**changed, "counting": "stop"}).status_code == 302
    assert the_round(app).rule == services.needing(services.MOST_VOTES_STOP, 1)
    assert 'value="keep"' not in bea.get(f"{FUND}/facts").text
    again = bea.post(f"{FUND}/facts", data={**changed, "counting": "keep"})
    assert "Choose one from the list" in again.text


def test_project_needs_as_many_votes_as_the_facilitator_says(app: Flask, bea: FlaskClient) -> None:
    assert (
        bea.post(f"{DESK}/new", data={**FACTS, **moments(), "least_votes": "50"}).status_code == 302
    )
    rule = the_round(app).counting_rule
    assert rule.thresholds == (Threshold(ThresholdKind.SUPPORTERS, 50),)
    page = bea.get(f"{FUND}/facts").text
    assert 'value="50"' in page
    assert 'value="skip" checked' in page
    assert "A project can win if it has at least 50 votes." in bea.get(f"{FUND}/publish").text


@pytest.mark.parametrize("typed", ["0", "-3", "many", "99999999999999999999"])
def test_number_of_votes_that_is_none_is_told_beside_the_field(
    app: Flask, bea: FlaskClient, typed: str
) -> None:
    answer = bea.post(f"{DESK}/new", data={**FACTS, **moments(), "least_votes": typed})
    assert answer.status_code == 422
    assert 'id="least_votes-error"' in answer.text
    assert f'value="{typed}"' in answer.text


def test_votes_needed_are_no_part_of_the_name_of_a_rule() -> None:
    for name, document in services.rules_to_choose(POUND).items():
        rule = Rule.from_dict(services.needing(document, 30))
        assert services.name_of_rule(rule, POUND) == name
        assert services.least_votes(rule) == 30
    two = (Threshold(ThresholdKind.SUPPORTERS, 1), Threshold(ThresholdKind.SHARE, 1, 20))
    for odd in (two, two[1:]):
        assert services.least_votes(replace(MOST_VOTES, thresholds=odd)) is None
        assert services.name_of_rule(replace(MOST_VOTES, thresholds=odd), POUND) is None


def test_kept_rule_of_equal_shares_needs_any_number_too(app: Flask, bea: FlaskClient) -> None:
    draft_of(app, Rule(Family.EQUAL_SHARES))
    answer = bea.post(f"{FUND}/facts", data={**FACTS, "counting": "keep"})
    assert REFUSED in answer.text
    typed = {**FACTS, **ANY_NUMBER, "counting": "keep"}
    assert bea.post(f"{FUND}/facts", data=typed).status_code == 302
    assert the_round(app).counting_rule == Rule(Family.EQUAL_SHARES)


def test_new_round_has_no_rule_to_keep(bea: FlaskClient) -> None:
    answer = bea.post(f"{DESK}/new", data={**FACTS, **moments(), "counting": "keep"})
    assert answer.status_code == 422
    assert "Choose one from the list" in answer.text


def told(rule: Rule) -> str:
    return " ".join(rule_sentences(rule, POUND))


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("rule", "said", "unsaid"),
    [
        (SHARES, "with £1 more for everyone", "no other project fits"),
        (SHARES, "whose cost is shared by the most people", "asks the least"),
        (SHARES, "Money that is left goes to the other projects", "is not spent"),
        (replace(SHARES, increment_minor=50), "with £0.50 more", "£1"),
        (replace(SHARES, stop=Stop.EXHAUSTIVE), "We stop when no other project fits", "document"),
        (replace(SHARES, completion=Completion.NONE), "is left goes to", "count again"),
        (replace(SHARES, top_up=False), "Money that is left then is not spent.", "most votes"),
        (replace(SHARES, misfit=Misfit.STOP), "It ends at the first one", "passed over"),
        (replace(SHARES, utility=Utility.CARDINALITY), "asks the least of each person", "a part"),
        (replace(SHARES, comparison=True), "that result stands", "document"),
        (replace(SHARES, start_whole=True), "more to this rule", "with equal votes"),
        (SHARES, "then the one with more votes", "document"),
        (MOST_VOTES, "With equal votes the cheaper project goes first", "share"),
        (replace(MOST_VOTES, ties=()), "Between equal projects a public lot", "cheaper"),
        (Rule(Family.DENSITY_GREEDY), "We divide the votes of each project by its cost", "share"),
        (replace(MOST_VOTES, last_project_percent=80), "at least 80% of its cost", "document"),
        (
            replace(MOST_VOTES, thresholds=(Threshold(ThresholdKind.SUPPORTERS, 1),)),
            "at least 1 vote.",
            "document",
        ),
        (
            replace(MOST_VOTES, thresholds=(Threshold(ThresholdKind.SHARE, 1, 20),)),
            "at least 1 of every 20 people",
            "document",
        ),
        (
            replace(MOST_VOTES, thresholds=(Threshold(ThresholdKind.COST_RELATIVE, 1, 2),)),
            "To take all the money it needs 1 of every 2",
            "document",
        ),
        (
            replace(MOST_VOTES, caps=(Cap(CapKind.AREA, "North", 5),)),
            "It is written out in the document of this round.",
            "North",
        ),
    ],
)
def test_rule_is_told_by_its_parameters(rule: Rule, said: str, unsaid: str) -> None:
    assert said in told(rule)
    assert unsaid not in told(rule)


@pytest.mark.usefixtures("words")
def test_every_rule_has_a_few_short_sentences_and_says_how_equals_are_settled() -> None:
    orders = [(), (TieBreak.LOWER_COST,), (TieBreak.LOWER_COST, TieBreak.MORE_VOTES)]
    for family, misfit, completion, top_up, comparison, ties in product(
        Family, Misfit, Completion, (True, False), (True, False), orders
    ):
        rule = Rule(
            family,
            misfit=misfit,
            completion=completion,
            top_up=top_up,
            comparison=comparison,
            ties=ties,
        )
        found = rule_sentences(rule, POUND)
        assert 3 <= len(found) <= 7
        assert "lot decides" in found[-1]
        for sentence in re.split(r"(?<=\.) |; ", " ".join(found)):
            assert len(sentence.split()) <= 20, sentence
