"""The hand check before the certificate, its keys, and the end of the papers.

Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core import undecided
from pbplatform.core.actor import Actor, ActorRef, Grant
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.domain.drawing import Sheet
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.models.checking import PaperCheckSheet
from pbplatform.paper.queries.checking import (
    check_of,
    found_in_check,
    keys_of_batches_to_destroy,
    papers_kept_until,
    stops_certificate,
)
from pbplatform.paper.services import check_acts
from pbplatform.paper.services.check_acts import CONFIRM_CHECK, DESTROY_PAPERS, EXPLAIN
from pbplatform.paper.services.checking import (
    check_to_write,
    record_batch_keys_destroyed,
    say_outcome,
)
from pbplatform.paper.words.to_do import papers_waiting
from pbplatform.results.services.certificate import refuse_certificate
from pbplatform.rounds.queries.standing import Stop, what_stops
from pbplatform.rounds.words.next_act import next_act
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.web.to_do import AtDesk
from tests.browsing import sign_in
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.journeys.navigators.voting import confirm_for_two
from tests.logged import left
from tests.pages import hidden_field
from tests.paper.checked import AFTER, make_counted, round_of, trackers
from tests.voting.elections import Election
from tests.voting.roll_by_page import somebody

SAME, DIFFERS, MISSING = CheckOutcome.SAME, CheckOutcome.DIFFERS, CheckOutcome.MISSING
Counted = tuple[Election, dict[str, ActorRef]]
DESK = "/desk/rounds/neighbour-fund/hand-check"


@pytest.fixture
def counted(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    numbers = PaperNumbers(issued=3, returned=2)
    monkeypatch.setattr(undecided, "_READERS", [lambda _session, _round_id: numbers])
    return make_counted(session, tmp_path)


def say(session: Session, counted: Counted, *outcomes: CheckOutcome, who: str = "auditor") -> None:
    election, people = counted
    for number, outcome in enumerate(outcomes, start=1):
        say_outcome(
            session,
            actor=people[who],
            round_id=election.round_id,
            sheet=Sheet(1, number),
            outcome=outcome,
            now=AFTER,
        )


def confirm(session: Session, counted: Counted, first: str = "auditor") -> None:
    election, people = counted
    asked = check_acts.to_confirm_check(session, round_of(session, election))
    pair = Pair(people[first], people["facilitator"])
    CONFIRM_CHECK.perform(session, pair, asked, AFTER)


def test_result_waits_for_the_check_and_then_for_what_differs(
    session: Session, counted: Counted
) -> None:
    election, people = counted
    round_ = round_of(session, election)
    assert found_in_check(session, round_).drawn == [Sheet(1, 1), Sheet(1, 2)]
    assert stops_certificate(session, round_) == "owed"
    say(session, counted, SAME, DIFFERS)
    assert stops_certificate(session, round_) == "owed"
    confirm(session, counted)
    assert stops_certificate(session, round_) == "differ"
    assert keys_of_batches_to_destroy(session) == []
    days_over = round_.objections_end_at or AFTER
    refusal = refuse_certificate(session, round_, days_over)
    assert refusal is not None
    assert refusal.code == "certificate.hand_check_differs"
    pair = Pair(people["auditor"], people["facilitator"])
    EXPLAIN.perform(session, pair, check_acts.to_explain(round_, "The slips were swapped."), AFTER)
    assert stops_certificate(session, round_) == ""
    assert refuse_certificate(session, round_, days_over) is None
    with pytest.raises(Conflict, match=r"paper\.nothing_to_explain"):
        EXPLAIN.perform(session, pair, check_acts.to_explain(round_, "Once more."), AFTER)


def test_outcome_is_said_anew_until_two_people_confirm(session: Session, counted: Counted) -> None:
    say(session, counted, DIFFERS)
    with pytest.raises(Conflict, match=r"paper\.check_not_whole"):
        confirm(session, counted)
    say(session, counted, SAME, MISSING, who="clerk")
    election, people = counted
    asked = check_acts.to_confirm_check(session, round_of(session, election))
    say(session, counted, SAME, SAME)
    with pytest.raises(Conflict, match=r"pair\.other_facts"):
        CONFIRM_CHECK.perform(session, Pair(people["auditor"], people["clerk"]), asked, AFTER)
    confirm(session, counted)
    check = check_of(session, election.round_id)
    assert check is not None
    assert (check.same, check.compared) == (2, 2)
    for again in (lambda: say(session, counted, DIFFERS), lambda: confirm(session, counted)):
        with pytest.raises(Conflict, match=r"paper\.check_done"):
            again()


def test_who_entered_a_drawn_batch_compares_none_and_confirms_none(
    session: Session, counted: Counted
) -> None:
    with pytest.raises(NotAllowed, match=r"paper\.check_own_batch"):
        say(session, counted, SAME, who="one")
    say(session, counted, SAME, SAME)
    with pytest.raises(NotAllowed, match=r"paper\.check_own_batch"):
        confirm(session, counted, first="two")


def test_sheet_that_is_not_drawn_has_no_outcome(session: Session, counted: Counted) -> None:
    with pytest.raises(NotFound):
        say(session, counted, SAME, SAME, SAME)


def test_no_tracker_stands_beside_a_sheet() -> None:
    columns = {column.key for column in inspect(PaperCheckSheet).columns}
    assert columns == {"round_id", "batch", "sheet", "outcome"}


def test_keys_go_once_the_check_is_settled_and_the_log_says_so_once(
    session: Session, counted: Counted, tmp_path: Path
) -> None:
    election, _people = counted
    keys = KeyStore(tmp_path / "keys")
    keys.make_batch_key(election.slug, 1)
    say(session, counted, SAME, SAME)
    assert keys_of_batches_to_destroy(session) == []
    confirm(session, counted)
    assert keys_of_batches_to_destroy(session) == [election.slug]
    assert not keys.batch_keys_were_destroyed(election.slug)
    keys.destroy_batch_keys(election.slug)
    assert keys.batch_key(election.slug, 1) is None
    assert keys.batch_keys_were_destroyed(election.slug)
    record_batch_keys_destroyed(session, slug=election.slug, now=AFTER)
    assert keys_of_batches_to_destroy(session) == []
    record_batch_keys_destroyed(session, slug=election.slug, now=AFTER + timedelta(days=1))
    check = check_of(session, election.round_id)
    assert check is not None
    assert check.keys_destroyed_at == AFTER


def test_papers_are_destroyed_after_their_day_and_not_before_the_certificate(
    session: Session, counted: Counted
) -> None:
    election, people = counted
    pair = Pair(people["auditor"], people["facilitator"])
    round_ = round_of(session, election)
    asked = check_acts.to_destroy_papers(session, round_)

    def refused(now: object) -> str:
        found: DomainError | None = DESTROY_PAPERS.refuse(session, people["auditor"], asked, now)  # type: ignore[arg-type]
        return found.code if found else ""

    assert refused(AFTER + timedelta(days=900)) == "paper.round_goes_on"
    round_.certified_at = AFTER + timedelta(days=9)
    session.flush()
    until = papers_kept_until(session, round_)
    assert until is not None
    before_midnight = AFTER + (until - AFTER.date())
    assert refused(before_midnight) == "paper.kept_until"
    assert refused(before_midnight + timedelta(days=1)) == ""
    DESTROY_PAPERS.perform(session, pair, asked, before_midnight + timedelta(days=1))
    assert refused(before_midnight + timedelta(days=2)) == "paper.destroyed_already"


def carried(client: FlaskClient, step: str) -> dict[str, str]:
    """What the form of this step on the desk carries of what it shows."""
    page = client.get(DESK).text
    return {"seen": hidden_field(page[page.index(f'action="{DESK}/{step}"') :], "seen")}


def test_two_people_compare_by_pages_and_everybody_sees_what_they_confirmed(
    session: Session, client: FlaskClient, clock: SetClock, counted: Counted
) -> None:
    election, people = counted
    listed = trackers(session, election)
    session.commit()
    clock.at = AFTER
    public = client.get("/rounds/neighbour-fund/hand-check").text
    assert "Batch 1" in public
    assert "Not confirmed yet" in public
    sign_in(client, people["auditor"], clock.at)
    page = f"{DESK}/1/1"
    assert client.post(page, data={"tracker": "0000000000000000"}).status_code == 422
    assert client.post(page, data={"outcome": "same"}).status_code == 422
    blind = client.post(page, data={"tracker": listed["4"], "outcome": "same"})
    assert "Look at the public vote first" in blind.text
    shown = client.post(page, data={"tracker": listed["4"]})
    assert shown.status_code == 200
    assert "Projects: 4" in " ".join(shown.text.split())
    seen = hidden_field(shown.text, "seen")
    kept = client.post(page, data={"tracker": listed["4"], "outcome": "same", "seen": seen})
    assert kept.status_code == 302
    both = client.post(f"{DESK}/1/2", data={"tracker": listed["7"], "outcome": "missing"})
    assert "Leave the tracker empty" in both.text
    assert client.post(f"{DESK}/confirm").status_code == 409  # not whole
    assert client.post(f"{DESK}/1/2", data={"outcome": "missing"}).status_code == 302
    assert client.post(f"{DESK}/confirm").status_code == 409  # the page was not looked at
    assert client.post(f"{DESK}/confirm", data=carried(client, "confirm")).status_code == 302
    assert "The slip is missing" not in client.get("/rounds/neighbour-fund/hand-check").text
    assert client.get(f"{DESK}/1/3").status_code == 404
    confirm(session, counted)
    session.commit()
    public = client.get("/rounds/neighbour-fund/hand-check").text
    assert "The slip is missing" in public
    assert client.post(f"{DESK}/explain", data={"reason": ""}).status_code == 422
    assert (
        client.post(
            f"{DESK}/explain", data={"reason": "Torn off.", **carried(client, "explain")}
        ).status_code
        == 302
    )
    assert client.post(f"{DESK}/papers").status_code == 409


def waits_at(
    session: Session, counted: Counted, name: str, now: datetime, role: str = ""
) -> list[str]:
    """What of papers waits for this person at an instant."""
    _election, people = counted
    person = people[name]
    held = Grant(person.role, person.scope)
    actor = Actor(account_id=person.account_id or 0, name=name, grants=(held,))
    return [todo.text for todo in papers_waiting(AtDesk(session, actor, now, now.date()))]


def test_hand_check_waits_on_the_desks_of_those_who_compare(
    session: Session, counted: Counted
) -> None:
    round_ = round_of(session, counted[0])
    over = round_.objections_end_at or AFTER
    for name in ("facilitator", "auditor", "clerk"):
        assert waits_at(session, counted, name, AFTER) == ["Compare papers with the public list"]
    assert what_stops(session, round_, AFTER) is None  # everybody can object to the count
    assert what_stops(session, round_, over) is Stop.HAND_CHECK
    say(session, counted, SAME, DIFFERS)
    confirm(session, counted)
    assert waits_at(session, counted, "auditor", AFTER) == ["Explain what differs"]
    assert what_stops(session, round_, over) is Stop.DIFFERS
    for stop in Stop:
        act = next_act(round_, over, stop)
        assert act is not None
        assert act.by == (round_.results_at if stop is Stop.PAPER else round_.certify_due_at)
    pair = Pair(counted[1]["auditor"], counted[1]["facilitator"])
    EXPLAIN.perform(session, pair, check_acts.to_explain(round_, "The slips were swapped."), AFTER)
    assert waits_at(session, counted, "auditor", AFTER) == []
    assert what_stops(session, round_, over) is None


def test_papers_to_destroy_wait_from_the_day_after_the_last_one(
    session: Session, counted: Counted
) -> None:
    round_ = round_of(session, counted[0])
    say(session, counted, SAME, SAME)
    confirm(session, counted)
    round_.certified_at = AFTER
    session.flush()
    until = papers_kept_until(session, round_)
    assert until is not None
    last = datetime.combine(until, time(12), UTC)
    assert waits_at(session, counted, "clerk", last) == []
    due = ["Destroy the papers, two people together"]
    assert waits_at(session, counted, "clerk", last + timedelta(days=1)) == due
    check_to_write(session, round_.id).papers_destroyed_at = last
    session.flush()
    assert waits_at(session, counted, "clerk", last + timedelta(days=1)) == []


def test_two_people_say_by_their_pages_that_the_papers_are_destroyed(
    app: Flask, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = PaperNumbers(issued=3, returned=2)
    monkeypatch.setattr(undecided, "_READERS", [lambda _session, _round_id: numbers])
    with app.app_context():
        session = db.session()
        counted = make_counted(session, Path(settings.key_dir).parent)
        say(session, counted, SAME, SAME)
        confirm(session, counted)
        round_ = round_of(session, counted[0])
        round_.certified_at = AFTER
        until = papers_kept_until(session, round_)
        session.commit()
    assert until is not None
    clock.at = datetime.combine(until + timedelta(days=1), time(12), UTC)
    bea = Browser(somebody(app, clock, "Bea", role="facilitator"))
    una = Browser(somebody(app, clock, "Una", role="auditor"))
    page = bea.open(DESK)
    assert "It cannot be taken back." in page.words
    form = next(each for each in page.forms if each.action.endswith("/papers"))
    unseen = bea.client.post(form.action, data={"csrf_token": form.fields["csrf_token"]})
    assert (unseen.status_code, left(app, "place:pair:asked")) == (409, [])
    pressed = bea.client.post(form.action, data=form.fields, follow_redirects=True)
    assert "You asked a second person to confirm it." in pressed.text
    assert len(left(app, "place:pair:asked")) == 1
    assert left(app, "paper:papers:destroyed") == []
    confirm_for_two(una, "destroyed")
    (told,) = left(app, "paper:papers:destroyed")
    assert (told["first"], told["second"]) == ("Bea", "Una")
    assert not any(each.action.endswith("/papers") for each in bea.open(DESK).forms)
    public = Browser(app.test_client()).open("/rounds/neighbour-fund/hand-check")
    assert "destroyed" in public.words
