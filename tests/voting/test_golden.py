"""Bytes of approval rounds as they were first written. Source: docs/rules/voting.md section 2."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.results import queries as stored_results
from pbplatform.results import services as results
from pbplatform.results.domain.count_files import NAMES
from pbplatform.rounds.domain.ballots import Approval
from pbplatform.rounds.domain.definition import read_definition
from pbplatform.rounds.models import Round
from pbplatform.rounds.services.ballot import compose_definition
from pbplatform.voting import queries
from pbplatform.voting.domain.sealed_words import Draft, SealedWords, Slip
from pbplatform.voting.domain.sealing import (
    PlainBallot,
    SealingKey,
    binding,
    box_code,
    encode_ballot,
    envelope_hash,
    envelope_size,
    load_private,
    open_envelope,
    padded_size,
    seal,
)
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.voting.ceremony_acts import CLOSERS, open_box, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election
from tests.voting.golden_round import BODY, GOLDEN

BALLOTS = [(tuple(one["choices"]), one["tracker"]) for one in GOLDEN["ballots"]]
WORDS = SealedWords(("a secret",), "neighbour-fund", Approval)


def key_of_frozen_round() -> SealingKey:
    told = read_definition(BODY)
    size = padded_size(told.ballot, told.terms)
    return SealingKey(told.urn_key, binding(told.slug, sha256(BODY)), size, told.ballot)


def test_round_that_was_frozen_before_keeps_the_length_and_the_binding_of_its_votes() -> None:
    key = key_of_frozen_round()
    assert (key.size, key.info.hex()) == (GOLDEN["padded_bytes"], GOLDEN["info"])
    assert {envelope_size(key)} == {len(one["envelope"]) // 2 for one in GOLDEN["ballots"]}
    choices, tracker = BALLOTS[0]
    assert len(seal(key, PlainBallot(Approval(choices), tracker))) == envelope_size(key)


@pytest.mark.parametrize("one", GOLDEN["ballots"], ids=lambda one: one["tracker"])
def test_envelope_of_before_still_opens_and_its_ballot_is_written_with_the_same_bytes(
    one: dict[str, Any],
) -> None:
    key, envelope = key_of_frozen_round(), bytes.fromhex(one["envelope"])
    opened = open_envelope(load_private(GOLDEN["private_pem"].encode()), key, envelope)
    assert opened == PlainBallot(Approval(tuple(one["choices"])), one["tracker"])
    assert encode_ballot(opened, key.size).hex() == one["plain"]
    assert box_code(envelope_hash(envelope)) == one["box_code"]


def counted(session: Session, folder: Path) -> Election:
    """The same votes in the same round, through all of today's program."""
    election = make_election(session, folder, voters=len(BALLOTS))
    casts = [
        election.cast(voter, *choices, tracker=tracker)
        for voter, (choices, tracker) in enumerate(BALLOTS, start=1)
    ]
    clock = ManualClock(OPENS + timedelta(days=1))
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=clock)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    for name in ("Bea", "Carla"):
        person = make_person(session, name, role="auditor")
        type_lot(session, actor=person, round_id=election.round_id, digits="1234567890", now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    open_box(session, folder, election.round_id, now=CLOSES)
    tallied = results.count_in_memory(session, round_id=election.round_id)
    results.publish_result(
        session, actor=COMMAND, round_id=election.round_id, tallied=tallied, now=CLOSES
    )
    session.commit()
    return election


def test_list_result_and_files_are_published_with_the_same_bytes(
    session: Session, client: FlaskClient, tmp_path: Path, clock: SetClock
) -> None:
    election = counted(session, tmp_path / "keys")
    clock.at = CLOSES + timedelta(days=4)
    listed = session.scalars(select(PublishedBallot).order_by(PublishedBallot.tracker))
    assert [[one.tracker, one.choices, one.invalid] for one in listed] == GOLDEN["stored"]
    assert queries.published_list_hash(session, election.round_id) == GOLDEN["list_sha256"]
    result = stored_results.result_of(session, election.round_id)
    assert result is not None
    assert bytes(result.document).decode() == GOLDEN["result"]
    address = f"/rounds/{election.slug}/results"
    assert client.get(f"{address}/ballots.csv").text == GOLDEN["csv"]
    assert {name: client.get(f"{address}/data/{name}").text for name in NAMES} == GOLDEN["files"]


def test_definition_is_frozen_with_the_same_bytes(session: Session, tmp_path: Path) -> None:
    election = make_election(session, tmp_path / "keys")
    round_ = session.get_one(Round, election.round_id)
    urn_key = read_definition(BODY).urn_key
    assert canonical_json(compose_definition(session, round_, urn_key=urn_key)) == BODY


def test_what_browsers_kept_before_is_read_and_has_the_same_length() -> None:
    draft, slip = WORDS.read_draft(GOLDEN["draft"]), WORDS.read_slip(GOLDEN["slip"])
    assert draft.ballot == Approval((15, 9))
    assert (draft.voter_no, draft.here, draft.letter) == (3, False, 2)
    assert slip == Slip(
        3, Approval((9, 15)), "7Q4K9XMD2HTBWC3R", "n" * 32, "e" * 64, 1_800_000_000, 2, "t" * 64
    )
    blank, terms = Draft(Approval()), read_definition(BODY).terms
    assert len(WORDS.write_slip(slip, terms)) == len(GOLDEN["slip"])
    for other in (draft, blank):
        assert len(WORDS.write_draft(other, terms)) == len(GOLDEN["draft"])
    assert WORDS.read_draft(GOLDEN["blank_draft"]) == blank
