"""Words put right, money added, pauses, and a round called off.

Source: docs/rules/rounds.md sections 11 to 15.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict
from pbplatform.core.outbox import OutboxRow
from pbplatform.rounds import queries, services
from pbplatform.rounds.kinds import Change, State
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from tests.factories import BEGIN, dates, make_person, make_place, make_round
from tests.rounds.changed_rounds import DAY, ask_for, confirm, pause, resume, staff


@pytest.fixture
def fund(session: Session) -> Round:
    make_place(session)
    return make_round(session)


def test_money_only_grows_and_what_was_asked_falls_when_the_sum_changed(
    session: Session, fund: Round
) -> None:
    people, before = staff(session), fund.money_minor
    for less in (before, before - 1):
        with pytest.raises(Conflict, match=r"round\.more_money_only"):
            ask_for(session, people.bea, fund, less, BEGIN)
    ask_for(session, people.bea, fund, before + 100, BEGIN)
    assert fund.money_minor == before
    fund.money_minor = before + 1
    session.flush()
    with pytest.raises(Conflict, match=r"pair\.other_facts"):
        confirm(session, people.una, BEGIN)
    fund.money_minor = before
    session.flush()
    confirm(session, people.una, BEGIN)
    assert fund.money_minor == before + 100
    change = queries.changes(session, fund.id)[-1]
    told = (change.name, change.before, change.after, change.source, change.reason)
    assert told == (Change.MONEY, str(before), str(before + 100), "A gift", "More")


def test_money_that_was_asked_for_is_not_added_after_the_freeze(
    session: Session, fund: Round
) -> None:
    people = staff(session)
    ask_for(session, people.bea, fund, fund.money_minor + 100, BEGIN)
    fund.frozen_at = BEGIN
    session.flush()
    with pytest.raises(Conflict, match=r"round\.frozen"):
        confirm(session, people.una, BEGIN)


def test_words_of_a_frozen_round_wait_for_a_second_person(session: Session, fund: Round) -> None:
    people, name = staff(session), fund.name
    fund.frozen_at = BEGIN
    session.flush()
    facts = {"actor": people.bea, "round_id": fund.id, "reason": "A slip", "now": BEGIN}
    seen = seal(services.facts_of_words(fund))
    assert not services.correct_words(session, words={"summary": "Trees."}, seen=seen, **facts)
    assert fund.summary == ""
    confirm(session, people.una, BEGIN)
    assert (fund.name, fund.summary) == (name, "Trees.")


def test_stale_page_changes_no_words(session: Session, fund: Round) -> None:
    seen = seal(services.facts_of_words(fund))
    fund.summary = "Changed by a colleague"
    session.flush()
    with pytest.raises(ChangedMeanwhile):
        services.correct_words(
            session,
            actor=staff(session).bea,
            round_id=fund.id,
            words={"summary": "Mine"},
            reason="x",
            seen=seen,
            now=BEGIN,
        )


def test_paused_round_takes_no_ideas_calls_nobody_late_and_goes_on_with_dates_ahead(
    session: Session, fund: Round
) -> None:
    bea, at = staff(session).bea, fund.ideas_open_at + DAY
    close, review = fund.ideas_close_at, fund.review_close_at
    pause(session, bea, fund, at)
    assert fund.state(at) is State.PAUSED
    assert not fund.takes_ideas(at)
    later = review + DAY
    assert not fund.review_is_over(later)
    with pytest.raises(Conflict, match=r"round\.must_lie_ahead"):
        resume(session, bea, fund, later, ideas_close_at=close)
    with pytest.raises(Conflict, match=r"round\.date_is_past"):
        resume(session, bea, fund, later, ideas_open_at=fund.ideas_open_at + DAY)
    resume(session, bea, fund, later)
    assert fund.ideas_close_at > later
    assert fund.takes_ideas(later)
    assert {move.reason for move in queries.date_moves(session, fund.id)} == {"Dry again"}


def test_round_that_was_called_off_stays_so_and_what_waited_for_a_second_person_falls(
    session: Session, fund: Round
) -> None:
    people = staff(session)
    ask_for(session, people.bea, fund, fund.money_minor + 100, BEGIN)
    seen = seal(services.facts_to_call_off(fund))
    end = {"actor": people.bea, "round_id": fund.id, "reason": "No", "seen": seen}
    assert services.call_off(session, now=BEGIN + DAY, **end)
    session.expire_all()
    with pytest.raises(Conflict, match=r"pair\.lapsed"):
        confirm(session, people.una, BEGIN + DAY)
    assert fund.state(BEGIN + 400 * DAY) is State.CALLED_OFF
    with pytest.raises(Conflict, match=r"round\.called_off"):
        services.move_dates(
            session,
            actor=people.bea,
            round_id=fund.id,
            dates=dates(fund.opens_at + DAY),
            reason="x",
            now=BEGIN + DAY,
        )


def test_each_person_concerned_gets_one_mail(session: Session, fund: Round) -> None:
    people = staff(session)
    committee = services.add_committee(
        session, actor=people.bea, round_id=fund.id, name="Parks", now=BEGIN
    )
    scope = queries.committee_scope(fund, committee)
    make_person(session, "Amina", role="delegate", scope=scope, now=BEGIN)
    pause(session, people.bea, fund, fund.ideas_open_at)
    found = session.scalars(select(OutboxRow).where(OutboxRow.kind == "rounds:paused")).all()
    assert len(found) == 1


def test_key_that_was_destroyed_is_known_to_be_gone_and_one_that_never_was_is_not(
    tmp_path: Path,
) -> None:
    keys = KeyStore(tmp_path)
    keys.destroy("fund")
    assert not keys.was_destroyed("fund")
    keys.make("fund")
    assert not keys.was_destroyed("fund")
    keys.destroy("fund")
    assert keys.was_destroyed("fund")
