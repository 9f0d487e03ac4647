"""How many looked: each code once, without a list of them. Source: docs/rules/voting.md 15."""

from __future__ import annotations

import html
import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.domain.looks import BITS, Look, bit_of, codes_in, unseen, with_bit
from pbplatform.voting.domain.sealing import box_code
from pbplatform.voting.models import PublishedBallot, UrnEnvelope
from pbplatform.voting.models.checking import LookCount, RollRoot, RollTile
from pbplatform.voting.pages.looks import chance_words
from pbplatform.voting.queries.looks import looks_of
from pbplatform.voting.services.counting_looks import count_look, end_counts
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.voting.by_page import close_and_separate, election, vote
from tests.voting.elections import CLOSES, Election, make_election

RESULTS = "/rounds/neighbour-fund/results"

__all__ = ["election"]


def looked(election: Election) -> dict[str, int]:
    db.session.rollback()
    found = db.session.execute(select(LookCount.kind, LookCount.counted))
    return {row[0]: row[1] for row in found}


def count_votes(settings: Settings, election: Election) -> list[str]:
    """Close, separate, open and count; the trackers of the list."""
    close_and_separate(election)
    keys = KeyStore(settings.key_dir)
    open_and_count(Ceremony(election.round_id, COMMAND, keys, lambda _session: CLOSES))
    return list(db.session.scalars(select(PublishedBallot.tracker)))


@pytest.mark.parametrize(
    ("codes", "most_off"), [(0, 0), (1, 0), (40, 0), (3000, 15), (200_000, 2000)]
)
def test_bits_tell_how_many_codes_there_were(codes: int, most_off: int) -> None:
    field = bytearray(BITS // 8)
    for number in range(codes):
        bit = bit_of(b"s" * 32, str(number))
        field[bit >> 3] |= 1 << (bit & 7)
    assert abs(codes_in(bytes(field)) - codes) <= most_off


def test_a_bit_is_set_once_and_another_secret_sets_another() -> None:
    bits = with_bit(None, 9)
    assert with_bit(bits, 9) == bits
    assert bits[1] == 2
    assert bit_of(b"a" * 32, "code") != bit_of(b"b" * 32, "code")


def test_chance_that_changed_votes_go_unseen_is_the_formula() -> None:
    """Figures of the design: 5 % looked up, 30, 60 and 100 changed; 1 %, 100 and 300."""
    five = {row.changed: chance_words(row.chance) for row in unseen(500, 10_000)}
    assert (five[30], five[60], five[100]) == ("21.5%", "4.6%", "0.6%")
    one = {row.changed: chance_words(row.chance) for row in unseen(100, 10_000)}
    assert (one[100], one[300]) == ("36.6%", "4.9%")
    assert unseen(0, 0) == []
    assert [row.changed for row in unseen(3, 12)] == [1, 10]
    assert {row.chance for row in unseen(12, 12)} == {0}
    assert {row.chance for row in unseen(0, 12)} == {10_000}
    assert chance_words(3) == "less than 0.1%"


def test_each_code_counts_once_and_only_what_was_found(
    app: Flask, client: FlaskClient, clock: SetClock, settings: Settings, election: Election
) -> None:
    vote(client, election.codes[0], 4)
    with app.app_context():
        (digest,) = db.session.scalars(select(UrnEnvelope.env_hash)).all()
    box = box_code(bytes(digest))
    for _again in range(3):
        client.post("/verify", data={"kind": "box", "code": box})
        client.post("/rounds/neighbour-fund/my-name", data={"code": election.codes[1]})
        client.post("/rounds/neighbour-fund/my-name", data={"code": "WRONG"})
        client.post("/verify", data={"kind": "box", "code": "ABCDABCDABCDABCD"})
    with app.app_context():
        assert looked(election) == {Look.BOX: 1, Look.NAME: 1}
        (tracker,) = count_votes(settings, election)
    clock.at = CLOSES + timedelta(hours=1)
    client.post("/verify", data={"kind": "tracker", "code": tracker})
    client.post(f"{RESULTS}/ballots", data={"tracker": tracker})
    client.post(f"{RESULTS}/ballots", data={"tracker": box})
    with app.app_context():
        assert looked(election) == {Look.BOX: 1, Look.NAME: 1, Look.TRACKER: 1}
    for page in (RESULTS, f"{RESULTS}/check"):
        told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", client.get(page).text)).split())
        assert "1 different tracker was looked up, of 1 vote." in told
        assert "1 voter asked whether anybody voted in their name." in told
        assert "it is the best case" in told


def test_counting_ends_with_the_certificate_and_nothing_can_be_asked_of_it(
    session: Session, tmp_path: Path
) -> None:
    made = make_election(session, tmp_path)
    count_look(session, round_id=made.round_id, look=Look.TRACKER, code="A")
    end_counts(session, made.round_id)
    count_look(session, round_id=made.round_id, look=Look.TRACKER, code="B")
    held = session.scalars(select(LookCount)).one()
    assert (held.secret, held.bits, held.counted) == (None, None, 1)
    session.execute(update(Round).values(certified_at=CLOSES))
    count_look(session, round_id=made.round_id, look=Look.NAME, code="1")
    assert len(session.scalars(select(LookCount)).all()) == 1
    round_ = session.get_one(Round, made.round_id, populate_existing=True)
    assert looks_of(session, round_, votes=0).over


def test_round_frozen_before_it_was_counted_says_so(session: Session, tmp_path: Path) -> None:
    made = make_election(session, tmp_path)
    round_ = session.get_one(Round, made.round_id)
    assert looks_of(session, round_, votes=0).begun
    session.execute(delete(RollTile))
    session.execute(delete(RollRoot))
    assert not looks_of(session, round_, votes=0).begun


def test_many_who_look_at_once_are_all_counted(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), transaction() as session:
        made = make_election(session, tmp_path)

    def look(number: int) -> None:
        with app.app_context():
            for code in (f"{number}", "the same"):
                with transaction() as session:
                    count_look(session, round_id=made.round_id, look=Look.BOX, code=code)
            db.session.remove()

    threads = [threading.Thread(target=look, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert looked(made) == {Look.BOX: 13}
