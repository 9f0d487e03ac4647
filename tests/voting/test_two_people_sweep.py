"""Whatever needs two people asks the same of them; nobody alone changes another's vote.

Source: docs/rules/accounts.md section 5, docs/rules/voting.md section 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import KINDS, Asked
from pbplatform.accounts.models import PairAct, RoleGrant
from pbplatform.accounts.queries import waiting_acts
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import instant_text, sha256
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import DomainError, NotAllowed
from pbplatform.core.transaction import transaction
from pbplatform.moderation import services as moderation
from pbplatform.moderation.kinds import Outcome
from pbplatform.moderation.models import TextDecision
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.places.services.auditors import to_end, to_give
from pbplatform.places.services.equals import to_end_facilitator, to_offer
from pbplatform.reopening.queries import key_end_of
from pbplatform.reopening.services.key_end import END_KEY, to_end_key
from pbplatform.reopening.services.stating import state_opening, to_set_aside
from pbplatform.results import services as results
from pbplatform.results.services.certificate import certify, to_certify
from pbplatform.results.services.recounts import to_count_again
from pbplatform.rounds.domain.amendments import Outage
from pbplatform.rounds.models import Round
from pbplatform.voting import queries
from pbplatform.voting.kinds import Why
from pbplatform.voting.models import (
    RollAccount,
    RollEntry,
    RollProof,
    RollSpare,
    UrnEnvelope,
)
from pbplatform.voting.queries import pairing
from pbplatform.voting.services import amending_by_two, roll_acts, strike_acts
from pbplatform.voting.services.cast import Cast, cast_ballots
from pbplatform.voting.services.close import CLOSE, CLOSE_ACT, close_urn, to_close, type_lot
from pbplatform.voting.services.open_urn import DAMAGE_ACT, sealed_envelopes
from pbplatform.voting.services.roll import Strike, Who, bind_spare, strike_voters
from tests.conftest import SetClock
from tests.factories import BEGIN, make_forum, make_person, make_point, make_round
from tests.pages import sign_in
from tests.voting.ceremony_acts import CLOSERS, FIRST, SECOND, close_to_opened, separate_box
from tests.voting.elections import CLOSES, OPENS, TWO, Election, make_election

NOW = OPENS + timedelta(days=3)
SCOPE = "round:neighbour-fund"
VOTERS = 6


def an_election(session: Session, folder: Path) -> Election:
    """Six voters, of whom five have voted; the letter of the fifth was replaced."""
    election = make_election(session, folder, voters=VOTERS)
    put_in(session, election, [election.cast(voter, 4) for voter in range(1, VOTERS)])
    return election


def put_in(session: Session, election: Election, casts: list[Cast]) -> None:
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=ManualClock(OPENS))
    given = {"pair": TWO, "today": OPENS.date(), "now": OPENS}
    bind_spare(session, round_id=election.round_id, voter_no=5, spare_no=6, **given)


def a_round(session: Session) -> Round:
    return session.scalars(select(Round)).one()


def an_auditors_grant(session: Session) -> int:
    query = select(RoleGrant.id).where(RoleGrant.role == "auditor").order_by(RoleGrant.id)
    return session.scalars(query).first() or 0


def a_second_facilitators_grant(session: Session) -> int:
    gil = make_person(session, "Gil", role="facilitator")
    query = select(RoleGrant.id).where(RoleGrant.account_id == gil.account_id)
    return session.scalars(query).one()


def to_erase(session: Session) -> Asked:
    """The words of a point that Gil hid."""
    point = make_point(session, make_forum(session), make_person(session, "Rosa"), now=NOW)
    wish = moderation.Wish(outcome=Outcome.HIDDEN, rule="private", reason="A home.")
    number = moderation.decide(
        session,
        actor=make_person(session, "Gil", role="facilitator"),
        path=f"forums/town-forum/points/{point.number}",
        wish=wish,
        now=NOW,
    )
    session.flush()
    decision = session.get_one(TextDecision, number)
    return Asked(decision.subject, decision.scope, {"number": number, "reason": "A court."})


def to_put_back(session: Session) -> Asked:
    """Voter 6, who was struck by two people."""
    strike_voters(
        session,
        who=Who.two(TWO),
        round_id=a_round(session).id,
        strike=Strike((6,), Why.MOVED),
        seen=None,
        today=NOW.date(),
        now=NOW,
    )
    return strike_acts.to_put_back(a_round(session), (6,), "Another person of that name.")


def to_extend(session: Session) -> Asked:
    """An hour more, for an hour of the day before."""
    gone = Outage(NOW - timedelta(days=1), NOW - timedelta(hours=23))
    given = {"outage": gone, "closes_at": CLOSES + timedelta(hours=1), "now": NOW}
    return amending_by_two.to_extend(a_round(session), reason="The server was down.", **given)


def to_add_money(session: Session) -> Asked:
    """For a round whose ballot is not frozen."""
    other = make_round(session, name="Later Fund", opens_at=OPENS + timedelta(days=99))
    facts = {"before": other.money_minor, "after": 2 * other.money_minor}
    return Asked(other.path, other.scope, {**facts, "words": "A gift.", "reason": "It came."})


def to_correct(session: Session) -> Asked:
    round_ = a_round(session)
    facts = {"summary": "Benches.", "reason": "A typo.", "before": {"summary": round_.summary}}
    return Asked(round_.path, round_.scope, facts)


def to_call_off(session: Session) -> Asked:
    round_ = a_round(session)
    assert round_.frozen_at is not None
    facts = {"frozen": instant_text(round_.frozen_at), "reason": "There is no money."}
    return Asked(round_.path, round_.scope, facts)


# Every act that two people do, as somebody would ask for it.
ASKED: dict[str, Callable[[Session], Asked]] = {
    "role.give_auditor": lambda _s: to_give(
        name="Ina", email="ina@example.org", title="", expires_at=NOW + timedelta(days=90)
    ),
    "role.offer_facilitator": lambda _s: to_offer(
        name="Ina",
        email="ina@example.org",
        title="",
        expires_at=NOW + timedelta(days=90),
        hands_over=None,
    ),
    "role.end_facilitator": lambda s: to_end_facilitator(
        grant_id=a_second_facilitators_grant(s), reason="Moved away"
    ),
    "moderation.erase": to_erase,
    "role.end_auditor": lambda s: to_end(grant_id=an_auditors_grant(s), reason="Moved away"),
    "roll.bind_spare": lambda s: roll_acts.to_bind(s, a_round(s), voter_no=6, spare_no=1),
    "roll.add_by_spares": lambda s: roll_acts.to_add(s, a_round(s), first=1, last=2),
    "roll.strike": lambda s: strike_acts.to_strike(s, a_round(s), Strike((6,), Why.MOVED)),
    "roll.put_back": to_put_back,
    "ballot.withdraw": lambda s: amending_by_two.to_withdraw(
        a_round(s), number=4, reason="The land is not ours."
    ),
    "vote.extend": to_extend,
    "round.add_money": to_add_money,
    "round.correct": to_correct,
    "round.call_off": to_call_off,
    "urn.take_out": lambda s: roll_acts.to_take_out(s, a_round(s), voter_no=5),
}


def to_set_another_list_aside(session: Session, round_: Round) -> Asked:
    """What an auditor, who is none of the two, said: another list came out of the box."""
    una = make_person(session, "Una", role="auditor")
    given = {"given": bytes(32), "seen": None, "now": CLOSES + timedelta(days=1)}
    stated = state_opening(session, actor=una, round_id=round_.id, **given)
    return to_set_aside(round_, stated, "It was another round's export.")


OF_A_RESULT: dict[str, Callable[[Session, Round], Asked]] = {
    "results.certify": to_certify,
    "results.count_again": lambda _s, round_: to_count_again(round_, "A vote was judged wrong."),
    "reopening.set_aside": to_set_another_list_aside,
}


# Acts about ballot papers need papers that are out: tests/paper tries each of them.
OF_PAPER = {
    *("paper.replace", "paper.aside", "paper.more"),
    *("paper.check", "paper.explain", "paper.destroy"),
}


def test_every_act_of_two_people_is_tried_here(app: Flask) -> None:
    apart = {DAMAGE_ACT, CLOSE_ACT, END_KEY.name}
    assert {*ASKED, *OF_A_RESULT, *OF_PAPER, *apart} == set(KINDS)


def facilitator(session: Session) -> ActorRef:
    return make_person(session, "Fay", role="facilitator")


def second_of(session: Session, case: str, fay: ActorRef) -> ActorRef:
    """Whoever is to confirm: the same person, a second address, somebody new, the auditor."""
    if case == "the same account":
        return make_person(session, "Fay", role="auditor")
    if case == "an account that the first one made a clerk an hour ago":
        person = accounts.ensure_account(session, email="fay2@example.org", name="Fay 2")
        accounts.grant_role(
            session,
            actor=fay,
            account_id=person.id,
            role="clerk",
            scope=SCOPE,
            expires_at=NOW + timedelta(days=9),
            now=NOW - timedelta(hours=1),
        )
        return ActorRef("account", str(person.id), "clerk", SCOPE, "Fay 2")
    if case == "an auditor of an hour":
        return make_person(session, "New", role="auditor", now=NOW - timedelta(hours=1))
    if case == "two facilitators":
        return make_person(session, "Bob", role="facilitator")
    return make_person(session, "Ada", role="auditor")


CASES = (
    "the same account",
    "an account that the first one made a clerk an hour ago",
    "an auditor of an hour",
    "two facilitators",
    "a right pair",
)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", list(ASKED))
def test_two_people_are_asked_the_same_by_every_act(
    session: Session, tmp_path: Path, name: str, case: str
) -> None:
    an_election(session, tmp_path)
    make_person(session, "Abe", role="auditor")
    fay = facilitator(session)
    second = second_of(session, case, fay)
    act = accounts.ask(session, KINDS[name], actor=fay, asked=ASKED[name](session), now=NOW)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": NOW}
    if case == "a right pair":
        assert accounts.confirm(session, actor=second, **pressed).state == "done"
    else:
        with pytest.raises(DomainError, match=r"pair\."):
            accounts.confirm(session, actor=second, **pressed)
        assert session.get_one(PairAct, act.id).state == "waiting"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", list(OF_A_RESULT))
def test_two_people_are_asked_the_same_about_a_result(
    session: Session, tmp_path: Path, name: str, case: str
) -> None:
    now, round_ = LONG_AFTER, a_counted_round(session, tmp_path)
    fay = facilitator(session)
    second = second_long_after(session, case, fay)
    asked = OF_A_RESULT[name](session, round_)
    act = accounts.ask(session, KINDS[name], actor=fay, asked=asked, now=now)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": now}
    if case == "a right pair":
        assert accounts.confirm(session, actor=second, **pressed).state == "done"
        assert (round_.certified_at == now) == (name == "results.certify")
    else:
        with pytest.raises(DomainError, match=r"pair\."):
            accounts.confirm(session, actor=second, **pressed)
        assert round_.certified_at is None
        assert not round_.recount_owed


LONG_AFTER = CLOSES + timedelta(days=60)


def a_counted_round(session: Session, folder: Path) -> Round:
    election = an_election(session, folder)
    close_to_opened(session, folder, election.round_id, now=CLOSES)
    given = {"actor": FIRST, "round_id": election.round_id, "now": CLOSES}
    tallied = results.count_in_memory(session, round_id=election.round_id)
    results.publish_result(session, tallied=tallied, **given)
    return a_round(session)


def second_long_after(session: Session, case: str, fay: ActorRef) -> ActorRef:
    """Whoever is to confirm when the days to object are over."""
    if case != "an auditor of an hour":
        return second_of(session, case, fay)
    return make_person(session, "New", role="auditor", now=LONG_AFTER - timedelta(hours=1))


@pytest.mark.parametrize("case", CASES)
def test_two_people_are_asked_the_same_by_the_end_of_a_key(
    session: Session, tmp_path: Path, case: str
) -> None:
    round_ = a_counted_round(session, tmp_path)
    assert round_.objections_end_at is not None
    certify(session, pair=CLOSERS, round_id=round_.id, now=round_.objections_end_at)
    fay = facilitator(session)
    second = second_long_after(session, case, fay)
    asked = to_end_key(session, round_)
    act = accounts.ask(session, END_KEY, actor=fay, asked=asked, now=LONG_AFTER)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": LONG_AFTER}
    if case == "a right pair":
        assert accounts.confirm(session, actor=second, **pressed).state == "done"
        assert key_end_of(session, round_.id) is not None
    else:
        with pytest.raises(DomainError, match=r"pair\."):
            accounts.confirm(session, actor=second, **pressed)
        assert key_end_of(session, round_.id) is None


@pytest.mark.parametrize(
    "case", ["the same account", "two clerks", "a new auditor", "a right pair"]
)
def test_two_people_are_asked_the_same_by_the_close(
    session: Session, tmp_path: Path, case: str
) -> None:
    """Here the first is the clerk: a facilitator is none of the two."""
    an_election(session, tmp_path)
    round_ = a_round(session)
    clerk = make_person(session, "Fay", role="clerk", scope=SCOPE)
    name = "Fay" if case == "the same account" else "Ada"
    role = "clerk" if case == "two clerks" else "auditor"
    given = CLOSES - timedelta(hours=1) if case == "a new auditor" else BEGIN
    second = make_person(session, name, role=role, scope=SCOPE, now=given)
    asked = to_close(session, round_)
    with pytest.raises(NotAllowed):
        accounts.ask(session, CLOSE, actor=facilitator(session), asked=asked, now=CLOSES)
    act = accounts.ask(session, CLOSE, actor=clerk, asked=asked, now=CLOSES)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": CLOSES}
    if case == "a right pair":
        assert accounts.confirm(session, actor=second, **pressed).state == "done"
        assert round_.closed_at == CLOSES
    else:
        with pytest.raises(DomainError, match=r"pair\."):
            accounts.confirm(session, actor=second, **pressed)
        assert round_.closed_at is None


@pytest.mark.parametrize("case", CASES)
def test_two_people_are_asked_the_same_by_an_opening_with_many_damaged_votes(
    session: Session, tmp_path: Path, case: str
) -> None:
    election = an_election(session, tmp_path)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    round_, fay = a_round(session), facilitator(session)
    second = second_of(session, case, fay)
    for actor in (FIRST, SECOND):
        type_lot(session, actor=actor, round_id=round_.id, digits="1234567890", now=CLOSES)
    separate_box(session, round_.id, now=CLOSES)
    digests = b"".join(digest for digest, _sealed in sealed_envelopes(session, round_.id))
    damage = {"damaged": 4, "held": 5, "fingerprint": sha256(digests).hex()}
    asked = Asked(round_.path, round_.scope, damage)
    act = accounts.ask(session, KINDS[DAMAGE_ACT], actor=fay, asked=asked, now=NOW)
    pressed = {"act_id": act.id, "seen": act.facts_sha256.hex(), "now": NOW}
    if case == "a right pair":
        assert accounts.confirm(session, actor=second, **pressed).state == "done"
    else:
        with pytest.raises(DomainError, match=r"pair\."):
            accounts.confirm(session, actor=second, **pressed)


@pytest.mark.parametrize("case", CASES)
def test_two_people_are_asked_the_same_by_the_lot(
    session: Session, tmp_path: Path, case: str
) -> None:
    election = an_election(session, tmp_path)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    now = NOW if case != "a right pair" else CLOSES
    fay = facilitator(session)
    second = second_of(session, case, fay)
    given = {"round_id": election.round_id, "digits": "1234567890", "now": now}
    type_lot(session, actor=fay, **given)
    if case == "a right pair":
        assert type_lot(session, actor=second, **given) == "stands"
    else:
        with pytest.raises(DomainError):
            type_lot(session, actor=second, **given)
        lot = queries.lot_number(session, election.round_id)
        assert lot is not None
        assert not lot.confirmed


def test_roles_public_at_the_freeze_are_old_enough_in_its_round(
    session: Session, tmp_path: Path
) -> None:
    an_election(session, tmp_path)
    round_ = a_round(session)
    assert round_.frozen_at is not None
    soon = round_.frozen_at + timedelta(minutes=1)
    assert pairing.public_before(session, round_, soon) == round_.frozen_at
    assert two_working_days_before(session, soon) < round_.frozen_at
    later = round_.frozen_at + timedelta(days=30)
    assert pairing.public_before(session, round_, later) == two_working_days_before(session, later)


# One person and every button

TYPED = {
    "add-size": "3", "add-spares": "2", "add-sure": "y", "again-first": "1", "again-last": "6",
    "lost-voter_no": "2", "lost-spare_no": "1", "more-first_spare": "1", "more-last_spare": "2",
    "out-voter_no": "5", "file": "1", "sure": "yes", "digits": "1234567890", "choice": "confirm",
    "reason": "Because.", "role": "auditor", "scope": "place", "name": "Eve", "title": "x",
    "email": "eve@example.org", "expires_on-day": "1", "expires_on-month": "6",
    "expires_on-year": "2028", "grant": "1", "code": "SPARE000000001", "action": "signed-in",
    "project": "9", "numbers": "1", "why": "not_entitled", "number": "1", "state": "paper",
    "voter": "1",
}  # fmt: skip
ARGUMENTS: dict[str, Any] = {
    "slug": "neighbour-fund",
    "round_slug": "neighbour-fund",
    "number": 4,
    "project": 4,
    "n": 1,
    "day": "2027-03-04",
}
PHASES = {
    "frozen": OPENS - timedelta(hours=1),
    "open": NOW,
    "over": CLOSES + timedelta(hours=1),
    "closed": CLOSES + timedelta(hours=1),
}


def what_votes_rest_on(session: Session) -> dict[str, object]:
    """Every envelope, mark, letter, spare letter and link of every voter."""
    return {
        "urn": session.execute(select(UrnEnvelope.slot, UrnEnvelope.env_hash)).all(),
        "roll": session.execute(
            select(
                RollEntry.voter_no,
                RollEntry.state,
                RollEntry.marked,
                RollEntry.letter,
                RollEntry.reissued,
            )
        ).all(),
        "proofs": session.execute(
            select(RollProof.proof_hash, RollProof.voter_no, RollProof.cancelled)
        ).all(),
        "spares": session.execute(
            select(RollSpare.spare_no, RollSpare.used, RollSpare.voter_no)
        ).all(),
        "links": session.execute(select(RollAccount.account_id, RollAccount.voter_no)).all(),
    }


def buttons(app: Flask) -> list[str]:
    """The address of everything that can be posted to, with values where it wants some."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(("/dev", "/demo")):
            continue
        address = rule.rule
        for argument in rule.arguments:
            given = str(ARGUMENTS.get(argument, ARGUMENTS["slug"]))
            address = re.sub(rf"<[^<>]*\b{argument}>", given, address)
        found.append(address)
    return sorted(found)


def press_everything(app: Flask, browser: FlaskClient, now: datetime) -> set[str]:
    """Every button, and then every confirmation of what was asked for by that.

    Returns:
        the kinds of acts that were asked for, and that a second person could confirm.
    """
    with app.app_context():
        seen = queries.roll_seen(db.session(), 1)
    for address in buttons(app):
        if "/sign-out" in address:
            continue
        answer = browser.post(address, data={**TYPED, "add-seen": seen})
        assert answer.status_code < 500, address
    with app.app_context():
        acts = waiting_acts(db.session(), now=now)
        waiting = [{"act": act.id, "seen": act.facts_sha256.hex()} for act in acts]
        asked = {act.act for act in acts}
    for pressed in waiting:
        browser.post("/desk/two-people", data={**pressed, "choice": "confirm"})
    return asked


@pytest.mark.database
@pytest.mark.slow
@pytest.mark.parametrize("phase", list(PHASES))
def test_nobody_alone_changes_what_anothers_vote_rests_on_whatever_they_press(
    app: Flask, clock: SetClock, tmp_path: Path, phase: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    every = (("facilitator", "place"), ("clerk", SCOPE), ("auditor", "place"))
    kinds = [every]  # somebody with all roles at once; while voting is open also with one each
    if phase == "open":
        kinds += [(role,) for role in (*every, ("official", "team:parks"), ("", ""))]
    with app.app_context(), transaction() as session:
        keys = Path(app.extensions["settings"].key_dir)
        election = make_election(session, keys, voters=VOTERS)
    with app.app_context():
        casts = [election.cast(voter, 4) for voter in range(1, VOTERS)]
    with app.app_context(), transaction() as session:
        put_in(session, election, casts)
        people = []
        for place, roles in enumerate(kinds):
            held = [
                make_person(session, f"P{place}", role=role, scope=scope, now=BEGIN)
                for role, scope in roles
            ]
            people.append(held[0])
        if phase == "closed":
            close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    clock.at = PHASES[phase]
    with app.app_context():
        before = what_votes_rest_on(db.session())
    assert len(before["urn"]) == VOTERS - 1  # type: ignore[arg-type]
    for person in people:
        browser = app.test_client()
        sign_in(app, browser, person, clock)
        asked = press_everything(app, browser, clock.at)
        if phase == "open" and person is people[0]:
            assert asked >= {"roll.bind_spare", "roll.add_by_spares", "urn.take_out"}
        with app.app_context():
            assert what_votes_rest_on(db.session()) == before, person.role
            # Two people who ask in turn are two people; here each is alone.
            with transaction() as session:
                for act in session.scalars(select(PairAct)):
                    session.delete(act)
