"""Setting up a round by pages, and what everybody sees of it. Source: docs/rules/rounds.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services as account_services
from pbplatform.core.canonical import sha256
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.rounds import queries, services
from pbplatform.rounds.models import Round
from tests.conftest import NOON, SetClock
from tests.factories import BEGIN, COMMAND, make_person, make_round
from tests.pages import confirm, hidden_field, sign_in, with_seen
from tests.people import counted_queries, signed_in
from tests.rounds.typed import DESK, FACTS, FUND, moments, the_round


@pytest.fixture
def draft(bea: FlaskClient) -> FlaskClient:
    assert bea.post(f"{DESK}/new", data={**FACTS, **moments()}).status_code == 302
    return bea


def test_new_york_style_lays_out_six_dates_from_a_first_day(bea: FlaskClient) -> None:
    first = {"first_day-day": "5", "first_day-month": "4", "first_day-year": "2027"}
    page = bea.get(f"{DESK}/new", query_string={"start": "new-york", **first}).text
    assert 'value="20:00"' in page
    assert 'value="22"' in page  # Sunday 22 August, nine days from a Saturday
    blank = bea.get(f"{DESK}/new", query_string={"start": "blank"}).text
    assert 'value="20:00"' not in blank
    wrong = bea.get(f"{DESK}/new", query_string={"start": "paris", **first})
    assert wrong.status_code == 422
    assert "Choose one from the list" in wrong.text


def test_typed_times_are_those_of_the_place(app: Flask, draft: FlaskClient) -> None:
    round_ = the_round(app)
    assert round_.opens_at == datetime(2027, 8, 14, 8, 0, tzinfo=UTC)
    assert round_.closes_at == datetime(2027, 8, 22, 19, 0, tzinfo=UTC)
    assert round_.money_minor == 50_000_000
    assert (round_.max_choices, round_.rule["misfit"]) == (5, "skip")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter the name of the round"),
        ({"name": "…"}, "Enter a name with letters or digits"),
        ({"money": "lots"}, "Enter an amount of money"),
        ({"money": "0"}, "Enter how much money can be spent"),
        ({"who_can_vote": ""}, "Say who can vote"),
        ({"max_choices": "0"}, "Enter 1 or more"),
        ({"max_choices": ""}, "Enter 1 or more"),
        ({"counting": "dice"}, "Choose one from the list"),
        ({"opens_at-day": "31", "opens_at-month": "2"}, "There is no such day"),
        ({"opens_at-day": ""}, "Enter a day, a month and a year"),
        ({"opens_at_time": "evening"}, "Enter a time, like 8pm"),
        ({"opens_at_time": ""}, "Enter a time, like 8pm"),
        (moments(closes_at="2027-08-13 8pm"), "This date must come after the one before it"),
        (moments(ideas_open_at="2027-03-28 1.30am"), "The clocks go forward over this time"),
    ],
)
def test_round_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    app: Flask, bea: FlaskClient, changed: dict[str, str], said: str
) -> None:
    answer = bea.post(f"{DESK}/new", data={**FACTS, **moments(), **changed})
    assert answer.status_code in (409, 422)
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert 'value="17"' in answer.text
    with app.app_context():
        assert queries.all_rounds(db.session()) == []


def test_as_many_as_they_like_needs_no_number(app: Flask, bea: FlaskClient) -> None:
    typed = {**FACTS, **moments(), "limit": "any", "max_choices": "", "counting": "stop"}
    assert bea.post(f"{DESK}/new", data=typed).status_code == 302
    assert the_round(app).max_choices is None
    assert the_round(app).rule["misfit"] == "stop"
    confirm(bea, f"{FUND}/publish")
    rules = bea.get("/rounds/neighbour-fund/rules").text
    assert "Choose as many projects as you like." in rules
    assert "the count ends" in rules


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("budget", "Money that is left goes back to the budget of the place."),
        ("next-round", "Money that is left goes into the next round."),
        ("next-project", "Money that is left goes to the next project on the list of the count"),
        ("not-said", "The rules of this round do not say what happens to money that is left."),
    ],
)
def test_rule_for_money_that_is_left_is_confirmed_and_public(
    app: Flask, bea: FlaskClient, chosen: str, told: str
) -> None:
    typed = {**FACTS, **moments(), "money_left": chosen}
    assert bea.post(f"{DESK}/new", data=typed).status_code == 302
    changed = {**FACTS, "money_left": "budget" if chosen == "not-said" else "not-said"}
    page = bea.get(f"{FUND}/publish").text
    assert told in page
    stale = {"seen": hidden_field(page, "seen")}
    assert bea.post(f"{FUND}/facts", data=changed).status_code == 302
    refused = bea.post(f"{FUND}/publish", data=stale)
    assert refused.status_code == 409
    assert f"Money that is left: before {told}" in refused.text
    assert bea.post(f"{FUND}/facts", data={**FACTS, "money_left": chosen}).status_code == 302
    assert confirm(bea, f"{FUND}/publish").status_code == 302
    assert told in bea.get(f"{FUND}/facts").text
    assert told in app.test_client().get("/rounds/neighbour-fund/rules").text
    assert bea.post(f"{DESK}/new", data={**typed, "money_left": "casino"}).status_code == 422


def test_same_name_twice_is_refused(draft: FlaskClient) -> None:
    answer = draft.post(f"{DESK}/new", data={**FACTS, **moments()})
    assert "There is a round of this name already" in answer.text


def test_draft_can_change_and_a_public_round_cannot(app: Flask, draft: FlaskClient) -> None:
    changed = {**FACTS, "money": "600,000.50", "name": "Neighbour Fund of 2027"}
    assert draft.post(f"{FUND}/facts", data=changed).status_code == 302
    assert the_round(app).money_minor == 60_000_050
    assert 'value="600,000.50"' in draft.get(f"{FUND}/facts").text
    confirm(draft, f"{FUND}/publish")
    refused = draft.post(f"{FUND}/facts", data=FACTS)
    assert refused.status_code == 409
    assert "its name, money and rule stay" in refused.text


def test_draft_is_seen_by_facilitators_only(app: Flask, draft: FlaskClient) -> None:
    visitor = app.test_client()
    for path in ("", "/rules", "/rules/definition.json"):
        assert visitor.get(f"/rounds/neighbour-fund{path}").status_code == 404
    assert "There is no round yet" in visitor.get("/rounds").text
    assert "Neighbour Fund" in draft.get(DESK).text


def test_check_page_warns_of_weak_dates_and_publishes_once(draft: FlaskClient) -> None:
    typed = moments(
        ideas_open_at="2027-03-25 9am",
        ideas_close_at="2027-03-29 8pm",  # Easter Monday
        review_close_at="2027-04-20 20:00",
        opens_at="2027-04-26 9am",
        closes_at="2027-05-03 8pm",  # the first Monday of May
        results_at="2027-05-03 9pm",
    )
    assert confirm(draft, f"{FUND}/dates", **typed).status_code == 302
    page = draft.get(f"{FUND}/publish").text
    for sentence in (
        "The vote lasts 8 days. Nine days with two weekends reach more people.",
        "Ideas are open for less than two weeks.",
        "less than four weeks to write and price",
        "Voting ends on a public holiday: Monday 3 May 2027.",
        "Ideas close on a public holiday: Monday 29 March 2027.",
        "The result is due on a day without work: Monday 3 May 2027.",
        "The result is due on the day voting ends.",
    ):
        assert sentence in page
        assert sentence in draft.get(FUND).text
    left_open = with_seen(draft, f"{FUND}/publish", {})
    assert confirm(draft, f"{FUND}/publish").status_code == 302
    again = draft.post(f"{FUND}/publish", data=left_open)
    assert again.status_code == 409
    assert "This round is public already." in again.text
    # Nothing is left to press on a page that is opened now.
    assert 'name="seen"' not in draft.get(f"{FUND}/publish").text


def test_public_round_is_not_warned_that_its_ideas_opened(
    app: Flask, draft: FlaskClient, clock: SetClock
) -> None:
    confirm(draft, f"{FUND}/publish")
    with app.app_context(), transaction() as session:
        opened = session.scalars(select(Round)).one().ideas_open_at
        kit = make_person(session, "Kit", role="facilitator")
    clock.at = opened + timedelta(days=1)
    sign_in(app, draft, kit, clock)
    page = draft.get(FUND).text
    assert "From draft to result" in page
    assert "Ideas open in the past" not in page


def test_round_without_a_project_says_what_can_be_done_once_review_is_over(
    app: Flask, draft: FlaskClient, clock: SetClock
) -> None:
    confirm(draft, f"{FUND}/publish")
    with app.app_context(), transaction() as session:
        ends = session.scalars(select(Round)).one().review_close_at
        kit = make_person(session, "Kit", role="facilitator")
    for moment, warned in ((ends - timedelta(hours=1), False), (ends, True)):
        clock.at = moment
        sign_in(app, draft, kit, clock)
        assert ("No project is on the ballot" in draft.get(FUND).text) is warned


def test_good_dates_get_no_warning(draft: FlaskClient) -> None:
    assert "Think of this" not in draft.get(f"{FUND}/publish").text


def test_public_dates_move_later_with_a_reason_only(app: Flask, draft: FlaskClient) -> None:
    confirm(draft, f"{FUND}/publish")
    later = moments(closes_at="2027-08-23 8pm")
    silent = confirm(draft, f"{FUND}/dates", **later)
    assert "Say why the dates move." in silent.text
    earlier = confirm(draft, f"{FUND}/dates", **moments(opens_at="2027-08-13 9am"), reason="x")
    assert "A public date can only move later" in earlier.text
    assert confirm(draft, f"{FUND}/dates", **later, reason="Rain").status_code == 302
    assert the_round(app).closes_at == datetime(2027, 8, 23, 19, 0, tzinfo=UTC)


def test_vote_that_nobody_froze_can_still_get_new_dates(
    app: Flask, draft: FlaskClient, clock: SetClock
) -> None:
    confirm(draft, f"{FUND}/publish")
    clock.at = datetime(2027, 8, 24, 9, 0, tzinfo=UTC)
    bea, _person = signed_in_at(app, clock)
    assert "Sets new dates for the vote, with a public reason." in bea.get(FUND).text
    late = moments(
        opens_at="2027-09-04 9am", closes_at="2027-09-12 8pm", results_at="2027-09-15 noon"
    )
    assert confirm(bea, f"{FUND}/dates", **late, reason="We were late").status_code == 302
    review = moments(review_close_at="2027-08-01 8pm")
    refused = confirm(bea, f"{FUND}/dates", **{**late, **review}, reason="x")
    assert refused.status_code in (409, 422)


def signed_in_at(app: Flask, clock: SetClock) -> tuple[FlaskClient, object]:
    """Bea again, with a session that has not expired at the clock's instant."""
    with app.app_context(), transaction() as session:
        bea = accounts.account_by_email(session, "bea@example.org")
        assert bea is not None
        token = account_services.open_session(session, account_id=bea.id, now=clock.at)
    client = app.test_client()
    client.set_cookie("pb_session", token)
    return client, bea


def test_committees_and_delegates_show_their_empty_states_and_errors(
    app: Flask, draft: FlaskClient
) -> None:
    assert "No committee yet" in draft.get(f"{FUND}/committees").text
    assert "Add a committee first" in draft.get(f"{FUND}/delegates").text
    assert draft.post(f"{FUND}/committees", data={"name": "Streets"}).status_code == 302
    again = draft.post(f"{FUND}/committees", data={"name": "streets"})
    assert "There is a committee of this name already" in again.text
    assert "No delegate yet" in draft.get(f"{FUND}/delegates").text
    person = {"name": "Amina", "email": "amina@example.org", "committee": "streets"}
    until = {"expires_on-day": "31", "expires_on-month": "12", "expires_on-year": "2027"}
    for changed, said in (
        ({"email": "amina"}, "Enter an e-mail address like"),
        ({"committee": "parks"}, "Choose one from the list"),
        ({"expires_on-year": "2026"}, "Enter a date that is still to come"),
        ({"name": ""}, "Enter their name"),
    ):
        refused = draft.post(f"{FUND}/delegates", data={**person, **until, **changed})
        assert refused.status_code in (409, 422)
        assert said in refused.text
    assert draft.post(f"{FUND}/delegates", data={**person, **until}).status_code == 302
    assert "31 December 2027" in draft.get(f"{FUND}/delegates").text
    with app.app_context():
        (amina,) = accounts.holders(db.session(), now=NOON, role="delegate")
        assert amina.expires_at == datetime(2028, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("path", ["", "/facts", "/dates", "/publish", "/committees", "/delegates"])
@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        ("facilitator", "round:neighbour-fund", 200),
        ("facilitator", "round:other", 403),
        ("delegate", "committee:neighbour-fund/streets", 403),
        ("official", "team:parks", 403),
        ("", "", 403),
    ],
)
def test_desk_of_a_round_is_for_its_facilitator(
    app: Flask, draft: FlaskClient, path: str, role: str, scope: str, status: int
) -> None:
    other, _person = signed_in(app, "Kit", role=role, scope=scope)
    assert other.get(f"{FUND}{path}").status_code == status
    assert app.test_client().get(f"{FUND}{path}").status_code == 302


def test_facilitator_of_one_round_starts_no_other(app: Flask, draft: FlaskClient) -> None:
    kit, _person = signed_in(app, "Kit", role="facilitator", scope="round:neighbour-fund")
    assert kit.get(f"{DESK}/new").status_code == 403
    assert "Start a round" not in kit.get(DESK).text
    assert kit.get(f"{DESK}/no-such-round").status_code == 404


def test_frozen_definition_can_be_checked_against_its_fingerprint(
    app: Flask, bea: FlaskClient
) -> None:
    with app.app_context(), transaction() as session:
        round_ = make_round(session)
        benches = services.ProjectFacts(number=4, title="Benches", cost_minor=1_800_000)
        services.put_on_ballot(session, round_id=round_.id, facts=benches)
    visitor = app.test_client()
    assert "data-empty" in visitor.get("/rounds/neighbour-fund/rules").text
    assert visitor.get("/rounds/neighbour-fund/rules/definition.json").status_code == 404
    with app.app_context(), transaction() as session:
        services.freeze(session, actor=COMMAND, round_id=1, urn_key=b"key", now=BEGIN)
    document = visitor.get("/rounds/neighbour-fund/rules/definition.json")
    assert sha256(document.data).hex() in visitor.get("/rounds/neighbour-fund/rules").text


def add_rounds(app: Flask, how_many: int) -> None:
    with app.app_context(), transaction() as session:
        for number in range(how_many):
            name, opens = f"Fund {number}", BEGIN + timedelta(days=150 + number)
            make_round(session, name=name, opens_at=opens, published=False)
        session.flush()
        session.query(Round).update({"published_at": BEGIN})


@pytest.mark.parametrize("how_many", [10, 1000])
def test_round_lists_ask_the_database_little_at_any_size(
    app: Flask, bea: FlaskClient, how_many: int
) -> None:
    add_rounds(app, how_many)
    visitor = app.test_client()
    for page, browser, budget in (
        ("/rounds", visitor, 12),
        ("/rounds?page=2", visitor, 12),
        ("/rounds/fund-3", visitor, 12),
        ("/rounds/fund-3/rules", visitor, 12),
        (DESK, bea, 30),
        (f"{DESK}/fund-3", bea, 30),
        ("/desk/facilitator", bea, 30),
    ):
        with counted_queries(app) as sent:
            assert browser.get(page).status_code == 200
        assert len(sent) <= budget, (page, sent)


def test_rounds_that_go_on_stand_before_finished_ones_and_the_open_vote_first(
    app: Flask, bea: FlaskClient, clock: SetClock
) -> None:
    with app.app_context(), transaction() as session:
        for number, days in enumerate((150, 900, 500)):
            opens = BEGIN + timedelta(days=days)
            make_round(session, name=f"Fund {number}", opens_at=opens, published=False)
        session.flush()
        session.query(Round).update({"published_at": BEGIN})
        for round_ in session.query(Round).filter_by(name="Fund 0"):
            round_.counted_at = BEGIN + timedelta(days=200)
        for round_ in session.query(Round).filter_by(name="Fund 2"):
            round_.frozen_at = BEGIN + timedelta(days=499)
    clock.at = BEGIN + timedelta(days=501)
    page = bea.get("/rounds").text
    order = ("Going on now", "Fund 2", "Fund 1", "Finished", "Fund 0")
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_list_of_rounds_goes_on_page_by_page(app: Flask, bea: FlaskClient) -> None:
    add_rounds(app, 25)
    first, second = bea.get("/rounds").text, bea.get("/rounds?page=2").text
    assert first.count('<li class="pb-round"') == 20
    assert second.count('<li class="pb-round"') == 5
    assert "Rounds 21 to 25 of 25" in second
    assert "There is nothing on this page." in bea.get("/rounds?page=9").text


def test_round_is_published_as_it_was_seen_or_not_at_all(app: Flask, draft: FlaskClient) -> None:
    seen = hidden_field(draft.get(f"{FUND}/publish").text, "seen")
    changed = {**FACTS, **moments(), "money": "10,000,000"}
    assert draft.post(f"{FUND}/facts", data=changed).status_code == 302
    stale = draft.post(f"{FUND}/publish", data={"seen": seen})
    assert stale.status_code == 409
    assert "Money: before £500,000, now £10,000,000." in stale.text
    assert the_round(app).published_at is None
    # The page now shows the other money: pressing once more confirms it.
    seen = hidden_field(stale.text, "seen")
    assert draft.post(f"{FUND}/publish", data={"seen": seen}).status_code == 302
    assert the_round(app).published_at is not None


def test_round_is_not_published_by_a_page_that_showed_nothing(
    app: Flask, draft: FlaskClient
) -> None:
    assert draft.post(f"{FUND}/publish").status_code == 409
    assert the_round(app).published_at is None
