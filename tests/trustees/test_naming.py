"""Who holds the key of a box: named, replaced, let go, frozen. docs/rules/trustees.md section 1."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.rounds import services as rounds
from pbplatform.rounds.models import Round, RoundDefinition
from pbplatform.trustees.domain.public_file import fingerprint, write_public_file
from pbplatform.trustees.domain.shares import Dealt, deal
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.queries import frozen_trustees, trustees_of
from pbplatform.trustees.services import name_trustees, say_destroyed
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.open_vote import freeze_and_open
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import BEGIN, COMMAND, make_place, make_round
from tests.logged import left, waiting_entries
from tests.pages import hidden_field
from tests.people import signed_in
from tests.voting.elections import CLOSES, OPENS, make_election
from tests.voting.roll_by_page import somebody

DESK = "/desk/facilitator/rounds/neighbour-fund/trustees"
PUBLIC = "/rounds/neighbour-fund/trustees"


@pytest.fixture(scope="module")
def dealt() -> Dealt:
    return deal(2, ("Ada", "Ben", "Cy"))[0]


def sent(page: str, raw: bytes | None) -> dict[str, object]:
    told: dict[str, object] = {name: hidden_field(page, name) for name in ("seen", "csrf_token")}
    if raw is not None:
        told["file"] = (io.BytesIO(raw), "trustees.json")
    return told


def place(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        make_place(session)
        make_round(session)


def named(app: Flask) -> Dealt | None:
    with app.app_context():
        found = trustees_of(db.session(), db.session.query(Round).one().id)
        db.session.rollback()
    return found


def test_facilitator_names_replaces_and_lets_go_of_trustees(
    app: Flask, clock: SetClock, dealt: Dealt
) -> None:
    place(app)
    bea, _person = signed_in(app, "Bea", role="facilitator")
    assert "with the people who run it" in app.test_client().get(PUBLIC).text
    page = bea.get(DESK).text
    answer = bea.post(DESK, data=sent(page, write_public_file(dealt)))
    assert answer.status_code == 302, answer.text
    assert named(app) == dealt
    public = app.test_client().get(PUBLIC).text
    assert "3 people hold the key of the box together. 2 of them" in public
    assert fingerprint(dealt) in public
    assert "the votes stay closed for ever" in public
    other = deal(2, ("Dora", "Ed"))[0]
    # Whoever has the older page open replaces nothing.
    assert bea.post(DESK, data=sent(page, write_public_file(other))).status_code == 409
    again = bea.get(DESK).text
    assert bea.post(DESK, data=sent(again, write_public_file(dealt))).status_code in (409, 422)
    assert bea.post(DESK, data=sent(again, write_public_file(other))).status_code == 302
    assert named(app) == other
    assert bea.post(f"{DESK}/none", data=sent(bea.get(DESK).text, None)).status_code == 302
    assert named(app) is None
    with app.app_context():
        kinds = sorted(
            one["kind"] for one in waiting_entries(db.session()) if "trustee" in one["kind"]
        )
        db.session.rollback()
    assert kinds == sorted([TrusteeLog.NAMED, TrusteeLog.NAMED, TrusteeLog.LET_GO])


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff\xfe", b"[" * 20_000, None])
def test_what_is_no_public_file_is_said_beside_the_field(
    app: Flask, clock: SetClock, raw: bytes | None
) -> None:
    place(app)
    bea, _person = signed_in(app, "Bea", role="facilitator")
    answer = bea.post(DESK, data=sent(bea.get(DESK).text, raw))
    assert answer.status_code in (409, 422)
    assert "trustees.json" in answer.text
    assert named(app) is None


def test_only_a_facilitator_of_the_round_names_trustees(
    app: Flask, clock: SetClock, dealt: Dealt
) -> None:
    place(app)
    for role in ("clerk", "auditor"):
        person, _ = signed_in(app, role.title(), role=role)
        assert person.get(DESK).status_code == 403
    assert app.test_client().get(DESK).status_code in (302, 401, 403)


def test_definition_binds_the_points_of_the_shares(
    session: Session, settings: Settings, dealt: Dealt
) -> None:
    election = make_election(session, settings.key_dir, dealt=dealt)
    frozen = session.get_one(RoundDefinition, election.round_id)
    told = json.loads(frozen.body)
    assert told["secrecy"] == "trustees"
    assert told["urn_key"] == dealt.key.hex()
    assert told["opening"] == {
        "need": 2,
        "names": ["Ada", "Ben", "Cy"],
        "shares": [point.hex() for point in dealt.points],
        "file_sha256": fingerprint(dealt),
    }
    assert frozen_trustees(session, election.round_id) == dealt
    assert frozen.sha256 == sha256(canonical_json(told))


def test_definition_of_a_round_with_its_key_on_the_server_is_as_it_always_was(
    session: Session, tmp_path: Path
) -> None:
    election = make_election(session, tmp_path)
    told = json.loads(session.get_one(RoundDefinition, election.round_id).body)
    assert told["secrecy"] == "server-key"
    assert "opening" not in told
    assert frozen_trustees(session, election.round_id) is None


def test_trustees_stand_once_the_ballot_is_frozen(
    session: Session, settings: Settings, dealt: Dealt
) -> None:
    election = make_election(session, settings.key_dir, dealt=dealt)
    raw = write_public_file(deal(2, ("Dora", "Ed"))[0])
    with pytest.raises(Conflict) as refused:
        name_trustees(
            session, actor=COMMAND, round_id=election.round_id, raw=raw, seen=None, now=OPENS
        )
    assert refused.value.code == "trustees.frozen"


def test_freeze_refuses_a_key_of_other_trustees(
    session: Session, settings: Settings, dealt: Dealt
) -> None:
    """Who loaded the page before others were named freezes nothing."""
    make_place(session)
    round_ = make_round(session, opens_at=OPENS)
    facts = rounds.ProjectFacts(number=4, title="Project 4", cost_minor=100)
    rounds.put_on_ballot(session, round_id=round_.id, facts=facts)
    raw = write_public_file(dealt)
    name_trustees(session, actor=COMMAND, round_id=round_.id, raw=raw, seen=None, now=BEGIN)
    with pytest.raises(Conflict) as refused:
        freeze_and_open(
            session,
            actor=COMMAND,
            round_id=round_.id,
            urn_key=KeyStore(settings.key_dir).make(round_.slug),
            now=OPENS - timedelta(days=1),
        )
    assert refused.value.code == "trustees.changed_meanwhile"


def test_ballot_and_public_page_say_who_can_open_the_box(
    app: Flask, settings: Settings, clock: SetClock, dealt: Dealt
) -> None:
    with app.app_context():
        election = make_election(db.session(), settings.key_dir, dealt=dealt)
        db.session.commit()
    clock.at = OPENS + timedelta(hours=1)
    client: FlaskClient = app.test_client()
    assert "3 people hold the key" in client.get(f"/rounds/{election.slug}/vote").text
    page = client.get(PUBLIC).text
    assert "Ada" in page
    assert "This can still change" not in page


def test_shares_are_said_to_be_destroyed_only_when_nobody_needs_them(
    session: Session, settings: Settings, dealt: Dealt
) -> None:
    election = make_election(session, settings.key_dir, dealt=dealt)
    round_ = session.get_one(Round, election.round_id)

    def say(number: int) -> None:
        say_destroyed(
            session,
            actor=COMMAND,
            round_id=round_.id,
            number=number,
            day=CLOSES.date(),
            now=CLOSES,
        )

    with pytest.raises(Conflict) as refused:
        say(1)
    assert refused.value.code == "trustees.still_needed"
    round_.called_off_at = CLOSES
    say(1)
    with pytest.raises(Conflict) as refused:
        say(1)
    assert refused.value.code == "trustees.destroyed_already"
    with pytest.raises(Conflict) as refused:
        say(4)
    assert refused.value.code == "trustees.no_such_share"


def test_facilitator_writes_down_that_a_share_was_destroyed_once_for_each(
    app: Flask, settings: Settings, clock: SetClock, dealt: Dealt
) -> None:
    with app.app_context():
        election = make_election(db.session(), settings.key_dir, dealt=dealt)
        db.session.get_one(Round, election.round_id).called_off_at = CLOSES
        db.session.commit()
    clock.at = CLOSES + timedelta(hours=1)
    bea = Browser(somebody(app, clock, "Bea", role="facilitator"))
    assert "Ada" in bea.open(DESK).words
    bea.send(number="1", button="Write it down")
    assert "It is written down, in public." in bea.page.words
    told = left(app, TrusteeLog.DESTROYED)
    assert [each["number"] for each in told] == [1]
    offered = bea.page.form_with("number", button="Write it down").offered["number"]
    assert "1" not in offered  # who said so is not asked for again
    token = hidden_field(bea.page.text, "csrf_token")
    again = bea.client.post(f"{DESK}/destroyed", data={"csrf_token": token, "number": "1"})
    assert again.status_code == 422
    assert len(left(app, TrusteeLog.DESTROYED)) == 1
    assert "destroyed" in Browser(app.test_client()).open(PUBLIC).words
