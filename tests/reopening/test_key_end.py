"""The key of a box ends by two people, where it lies, and then in public. ceremony.md 10."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.reopening.jobs.worker import end_keys
from pbplatform.reopening.kinds import KeyState, ReopenLog
from pbplatform.reopening.queries import box_after, key_end_of
from pbplatform.reopening.services.key_end import END_KEY, refuse_key_end, to_end_key
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import combine, deal
from pbplatform.trustees.services import say_destroyed
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import SeparatedEnvelope
from pbplatform.voting.policies import refuse_box_kept
from pbplatform.voting.queries.checks import round_findings
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.open_urn import record_opening
from pbplatform.voting.services.opening import open_round
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.reopening.boxes import Box, by_two, certified, counted_box
from tests.results.bundles import check, write_bundle
from tests.results.counted import count_it
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, make_election

pytestmark = pytest.mark.database


@pytest.fixture
def box(app: Flask, session: Session, settings: Settings) -> Box:
    return counted_box(session, settings.key_dir)


def envelopes(session: Session) -> list[bytes]:
    return [bytes(one) for one in session.scalars(select(SeparatedEnvelope.envelope))]


def kinds_in(session: Session, name: str) -> list[str]:
    audit.fold(session, audit.ensure_log(session, name))
    return [one.kind for one in log.all_entries(session, log=name)]


def end_it(session: Session, box: Box, clock: SetClock) -> None:
    """Certified, and the day after two people decide."""
    clock.at = certified(session, box)
    asked = to_end_key(session, box.round(session))
    by_two(session, END_KEY, box.finn, box.una, asked, clock.at)
    session.commit()


def test_key_is_destroyed_where_it_lies_and_only_then_both_logs_say_so(
    box: Box, session: Session, settings: Settings, clock: SetClock, tmp_path: Path
) -> None:
    end_it(session, box, clock)
    assert box_after(session, box.round(session)).key is KeyState.DECIDED
    assert VoteLog.KEY_DESTROYED not in kinds_in(session, box.round(session).path)
    assert all(envelopes(session))
    session.commit()
    elsewhere = Settings(**{**settings.__dict__, "key_dir": tmp_path / "other machine"})
    end_keys(elsewhere)
    assert box.round(session).key_destroyed_at is None
    key = KeyStore(settings.key_dir)
    assert key.holds(box.election.slug)
    session.commit()
    clock.at += timedelta(minutes=1)
    end_keys(settings)
    assert not key.holds(box.election.slug)
    round_ = box.round(session)
    assert box_after(session, round_).key is KeyState.GONE
    assert envelopes(session) == [b"", b"", b""]
    end = key_end_of(session, round_.id)
    assert end is not None
    assert (end.first, end.second, end.rewritten_at is not None) == ("Finn", "Una", True)
    assert kinds_in(session, round_.path)[-1] == VoteLog.KEY_DESTROYED
    site = kinds_in(session, "site")
    assert site.index(ReopenLog.KEY_ENDED) < site.index(VoteLog.KEY_DESTROYED)
    entry = next(
        one for one in log.all_entries(session, log="site") if one.kind == VoteLog.KEY_DESTROYED
    )
    assert entry.told["data"] == {
        "key_sha256": bytes(end.key_sha256).hex(), "first": "Finn", "second": "Una",
    }  # fmt: skip
    session.commit()
    end_keys(settings)  # once
    assert kinds_in(session, round_.path).count(VoteLog.KEY_DESTROYED) == 1


def test_every_check_goes_on_after_the_end_of_the_key_and_nothing_is_exported_any_more(
    box: Box, session: Session, settings: Settings, clock: SetClock, tmp_path: Path
) -> None:
    end_it(session, box, clock)
    end_keys(settings)
    round_ = box.round(session)
    assert round_findings(session, round_) == []
    refusal = refuse_box_kept(round_)
    assert refusal is not None
    with pytest.raises(Conflict):
        KeyStore(settings.key_dir).file_of(round_.slug)
    session.execute(
        SeparatedEnvelope.__table__.update().values(envelope=b"put back")  # type: ignore[attr-defined]
    )
    found = [finding.code for finding in round_findings(session, round_)]
    assert found == ["check.envelopes_differ"]
    session.rollback()
    told = check(write_bundle(session, round_.slug, tmp_path))
    assert told.code == 0, told.text


@pytest.mark.only_on("sqlite")  # of PostgreSQL: test_storage_forgets.py
def test_closed_vote_is_in_no_file_of_the_database_after_the_end_of_the_key(
    box: Box, session: Session, settings: Settings, clock: SetClock, database_url: str
) -> None:
    held = envelopes(session)
    end_it(session, box, clock)
    end_keys(settings)
    path = Path(database_url.removeprefix("sqlite:///"))
    files = [each for each in path.parent.glob(f"{path.name}*") if each.is_file()]
    whole = b"".join(each.read_bytes() for each in files)
    assert files
    assert bytes(box.listed.hex(), "ascii") in whole
    assert not any(one in whole for one in held)


def test_key_is_not_ended_before_its_day_nor_for_another_key_than_was_confirmed(
    box: Box, session: Session, clock: SetClock
) -> None:
    round_ = box.round(session)
    refusal = refuse_key_end(session, round_, CLOSES)
    assert refusal is not None
    assert refusal.code == "key.still_needed"
    clock.at = certified(session, box)
    refusal = refuse_key_end(session, round_, clock.at - timedelta(days=1))
    assert refusal is not None
    assert refusal.code == "key.too_early"
    asked = to_end_key(session, round_)
    other = type(asked)(asked.subject, asked.scope, {**asked.facts, "key_sha256": "00" * 32})
    with pytest.raises(Conflict, match=r"pair\.other_facts"):
        by_two(session, END_KEY, box.finn, box.una, other, clock.at)
    with pytest.raises(DomainError):  # nobody does it alone
        by_two(session, END_KEY, box.una, box.una, asked, clock.at)
    assert key_end_of(session, round_.id) is None


def test_key_of_trustees_ends_when_too_few_shares_are_left(
    app: Flask, session: Session, settings: Settings, clock: SetClock
) -> None:
    dealt, shares = deal(2, ("Ada", "Ben", "Cy"))
    election = make_election(session, settings.key_dir, dealt=dealt)
    at = ManualClock(OPENS + timedelta(days=1))
    cast_ballots(session, round_id=election.round_id, sealed=[election.cast(1, 4)], clock=at)
    close_and_roll(session, election.round_id, now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    round_ = session.get_one(Round, election.round_id)
    keys = HeldKeys(settings.key_dir, combine(dealt, shares[:2]), (1, 2), election.slug)
    opened = open_round(session, keys, round_)
    record_opening(session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES)
    count_it(session, election)
    round_.certified_at = clock.at = CLOSES + timedelta(days=30)
    refusal = refuse_key_end(session, round_, clock.at + timedelta(days=2))
    assert refusal is not None
    assert refusal.code == "key.with_trustees"
    for number, gone in ((1, False), (3, True)):
        say_destroyed(
            session, actor=COMMAND, round_id=election.round_id, number=number,
            day=CLOSES.date(), now=clock.at,
        )  # fmt: skip
        session.commit()
        end_keys(settings)
        round_ = session.get_one(Round, election.round_id, populate_existing=True)
        assert (round_.key_destroyed_at is not None) is gone
    assert envelopes(session) == [b""]
    assert round_findings(session, round_) == []
    assert VoteLog.KEY_DESTROYED in kinds_in(session, round_.path)
