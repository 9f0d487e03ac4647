"""No sentence tells of an act that nobody did: every state of a round, at every instant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pbplatform.rounds.kinds import PHASE_OF, State
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries.standing import late_since, timeline
from pbplatform.rounds.services import DATE_FIELDS
from pbplatform.rounds.words.next_act import next_act, waits_for_facilitator
from pbplatform.rounds.words.status import state_name, state_sentence, stations
from tests.conftest import TICK, SetClock
from tests.factories import BEGIN, dates, make_place, make_round
from tests.voting.elections import make_election

OPENS = BEGIN + timedelta(days=150)
DATES = dates(OPENS)
YEAR = timedelta(days=365)
ACTS = (
    *("published_at", "frozen_at", "paper_complete_at", "closed_at", "lot_at"),
    *("separated_at", "opened_at", "counted_at", "certified_at"),
)
INSTANTS = sorted(
    {
        at + step
        for at in (BEGIN, *(getattr(DATES, name) for name in DATE_FIELDS))
        for step in (-TICK, timedelta(0), timedelta(days=1), YEAR)
    }
)


def rounds_with_facts() -> Iterator[tuple[Round, datetime]]:
    """Every number of acts done, early and late, each seen at every instant."""
    when = {
        "published_at": [BEGIN, DATES.ideas_close_at + timedelta(days=1)],
        "frozen_at": [DATES.review_close_at - TICK, DATES.opens_at + timedelta(days=1)],
        "paper_complete_at": [DATES.closes_at, DATES.results_at + timedelta(days=1)],
        "closed_at": [DATES.closes_at, DATES.results_at + timedelta(days=1)],
        "lot_at": [DATES.closes_at, DATES.results_at + timedelta(days=2)],
        "separated_at": [DATES.closes_at, DATES.results_at + timedelta(days=2)],
        "opened_at": [DATES.closes_at, DATES.results_at + timedelta(days=2)],
        "counted_at": [DATES.closes_at, DATES.results_at + timedelta(days=2)],
        "certified_at": [DATES.results_at, DATES.results_at + timedelta(days=9)],
    }
    for done in range(len(ACTS) + 1):
        for late in (0, 1):
            facts = {name: when[name][late] for name in ACTS[:done]}
            for now in INSTANTS:
                if not all(at <= now for at in facts.values()):
                    continue
                if "counted_at" in facts:
                    facts["objections_end_at"] = facts["counted_at"] + timedelta(days=7)
                    facts["certify_due_at"] = facts["counted_at"] + timedelta(days=14)
                yield Round(name="Fund", slug="fund", **vars(DATES), **facts), now
                for held in _held(facts, now):
                    yield Round(name="Fund", slug="fund", **vars(DATES), **facts, **held), now


def _held(facts: dict[str, datetime], now: datetime) -> Iterator[dict[str, datetime]]:
    """How the same round could be paused or called off by then."""
    if "published_at" in facts and "opened_at" not in facts:
        yield {"called_off_at": max(facts.values())}
    if "published_at" in facts and "frozen_at" not in facts and now >= DATES.ideas_open_at:
        at = max(facts["published_at"], DATES.ideas_open_at)
        yield {"paused_at": at, "resumes_by": DATES.opens_at}


def told(round_: Round, now: datetime) -> str:
    act = next_act(round_, now)
    return " | ".join(
        [
            state_name(round_, now),
            state_sentence(round_, now),
            *(f"{each.name}: {each.text}" for each in stations(round_, now)),
            *([act.what, act.otherwise] if act else []),
        ]
    )


def false_claims(text: str, round_: Round, now: datetime) -> list[str]:
    """Sentences in `text` whose act or instant is no fact of the round."""
    frozen, counted = round_.frozen_at is not None, round_.counted_at is not None
    over = frozen and (now >= round_.closes_at or round_.closed_at is not None)
    may_be_said = {
        r"Voting is over|Voting has closed|Voting closed": over or counted,
        r"Voting is open|Vote until|Vote now|You can vote with": round_.is_open(now),
        r"Voting opens (soon|by itself|[A-Z])|ballot is ready": frozen and now < round_.opens_at,
        r"Projects, costs and rule are fixed": frozen,
        r"Voting has not opened": not frozen and round_.opens_at <= now < round_.closes_at,
        r"Voting did not take place": not frozen and now >= round_.closes_at,
        r"The result of [^.]* is out|Result is out|See what won|projects? won": counted,
        r"The box is (open|closed|being)|opens the box and publishes": round_.closed_at is not None,
        r"Result: Done": counted,
        r"Vote: Done": over or counted,
        r"Proposals: Done": frozen,
        r"Ideas: Done": now >= round_.ideas_close_at,
        r"Results on ": False,
        r"A result is planned": not over and not counted,
        r"The result is due": over and not counted and now < round_.results_at,
        r"(The result was due|The result is late)": not counted and now >= round_.results_at,
        r"Voting is planned": not frozen and now < round_.opens_at,
        r"Delegates turn ideas into": not frozen and now < round_.review_close_at,
        r"Send ideas until|Ideas: Now": round_.takes_ideas(now),
    }
    return [claim for claim, true in may_be_said.items() if not true and re.search(claim, text)]


def test_no_sentence_of_a_round_tells_of_an_act_that_is_no_fact(app: Flask) -> None:
    seen = set()
    with app.test_request_context("/"):
        app.preprocess_request()
        for round_, now in rounds_with_facts():
            seen.add(round_.state(now))
            text = told(round_, now)
            assert false_claims(text, round_, now) == [], (text, round_.state(now), now)
    assert seen == set(State)


def test_no_stage_is_done_on_a_day_that_is_still_to_come(app: Flask) -> None:
    for round_, now in rounds_with_facts():
        for stage in timeline(round_, now):
            if stage.state == "done":
                assert (stage.ends_at or stage.starts_at) <= now or round_.counted_at, stage
        assert [stage.place for stage in timeline(round_, now)].count("now") <= 1


def test_every_state_but_the_last_says_who_acts_and_late_once_the_promise_has_passed(
    app: Flask,
) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        for round_, now in rounds_with_facts():
            act, state = next_act(round_, now), round_.state(now)
            assert (act is None) == (state in (State.CERTIFIED, State.CALLED_OFF))
            if act is not None:
                assert act.late == (late_since(round_, now) is not None)
                assert act.late or (isinstance(act.by, datetime) and now < act.by), (state, now)
                assert not act.late or waits_for_facilitator(round_, now)


def test_every_state_belongs_to_a_phase() -> None:
    assert set(PHASE_OF) == set(State)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (timedelta(0), "It is late."),
        (timedelta(days=1), "It is 1 day late."),
        (YEAR, "It is 365 days late."),
    ],
)
def test_result_that_did_not_come_is_late_by_so_many_days(
    app: Flask, after: timedelta, sentence: str
) -> None:
    round_ = Round(name="Fund", slug="fund", **vars(DATES), published_at=BEGIN, frozen_at=BEGIN)
    with app.test_request_context("/"):
        app.preprocess_request()
        assert state_sentence(round_, DATES.results_at + after).endswith(sentence)


PAGES = (
    "/",
    "/rounds",
    "/rounds/neighbour-fund",
    "/rounds/neighbour-fund/results",
    "/rounds/neighbour-fund/vote",
    "/rounds/neighbour-fund/proposals",
    "/rounds/neighbour-fund/ideas",
)


def words_of(client: FlaskClient, url: str) -> str:
    page = client.get(url).get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_pages_of_a_round_that_nobody_froze_never_say_that_people_voted(
    client: FlaskClient, session: Session, clock: SetClock
) -> None:
    make_place(session)
    round_ = make_round(session, opens_at=OPENS)
    session.commit()
    for now in (
        DATES.ideas_open_at,
        DATES.review_close_at,
        DATES.opens_at,
        DATES.closes_at,
        DATES.results_at,
        DATES.closes_at + YEAR,
    ):
        clock.at = now
        for url in PAGES:
            text = words_of(client, url)
            assert false_claims(text, round_, now) == [], (url, now, text)
    assert "Voting did not take place" in words_of(client, "/")
    assert "nobody could vote and there is no result" in words_of(client, PAGES[2])
    assert "Late: this was due" in words_of(client, PAGES[3])
    assert "Voting did not take place" in words_of(client, PAGES[4])


def test_pages_of_a_vote_that_nobody_closed_say_that_the_result_is_late(
    client: FlaskClient, session: Session, clock: SetClock, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path / "keys")
    round_ = session.get_one(Round, election.round_id)
    session.commit()
    for now in (round_.closes_at, round_.results_at, round_.results_at + YEAR):
        clock.at = now
        for url in PAGES:
            text = words_of(client, url)
            assert false_claims(text, round_, now) == [], (url, now, text)
    for url in ("/", *PAGES[1:5]):
        assert "365 days late" in words_of(client, url), url
