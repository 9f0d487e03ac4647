"""Objections to the roll. Source: docs/rules/voting.md section 1.25 to 1.28."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.own_data import Whose
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.voting.models import RollObjection
from pbplatform.voting.services.close import close_urn
from pbplatform.voting.services.forgetting import forget_person
from pbplatform.voting.services.objecting import (
    Answer,
    answer_facts,
    answer_objection,
    object_to_roll,
)
from tests.by_pages import Browser
from tests.conftest import SetClock
from tests.factories import BEGIN, make_person
from tests.pages import sign_in
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import ADA, CARLA, CLOSES, OPENS, Election, make_election

DURING = OPENS + timedelta(days=1)
HERE = "/rounds/neighbour-fund/roll"
DESK = "/desk/clerk/rounds/neighbour-fund/roll/objections"


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    return make_election(session, tmp_path)


def objects(session: Session, election: Election, name: str = "Rosa") -> int:
    account = make_person(session, name).account_id
    assert account is not None
    return object_to_roll(
        session,
        account_id=account,
        round_id=election.round_id,
        about="missing",
        words="Rosa Diaz, 4 Mill Lane",
        today=DURING.date(),
        now=DURING,
    )


def answers(session: Session, election: Election, number: int = 1, **more: object) -> None:
    objection = session.get_one(RollObjection, (election.round_id, number))
    given = {
        "actor": CARLA,
        "answer": Answer("stays", "Not of this place."),
        "seen": seal(answer_facts(objection)),
        **more,
    }
    answer_objection(
        session,
        round_id=election.round_id,
        number=number,
        today=DURING.date(),
        now=DURING,
        **given,  # type: ignore[arg-type]
    )


def test_one_person_has_one_open_objection(session: Session, election: Election) -> None:
    assert objects(session, election) == 1
    with pytest.raises(Conflict, match="objection_waits"):
        objects(session, election)
    assert objects(session, election, "Nadia") == 2
    answers(session, election)
    assert objects(session, election) == 3


def test_answer_takes_what_was_seen_and_erases_the_words(
    session: Session, election: Election
) -> None:
    objects(session, election)
    objection = session.get_one(RollObjection, (election.round_id, 1))
    old = seal(answer_facts(objection))
    answers(session, election)
    assert (objection.words, objection.answers, objection.outcome) == ("", 1, "stays")
    with pytest.raises(ChangedMeanwhile):
        answers(session, election, seen=old)
    answers(session, election, answer=Answer("done", "Voter 6 was added."))
    assert (objection.answers, objection.outcome) == (2, "done")
    with pytest.raises(Conflict, match="reason_missing"):
        answers(session, election, answer=Answer("done", ""))
    with pytest.raises(NotAllowed, match="only_its_keepers"):
        answers(session, election, actor=ADA)


def test_box_is_not_closed_while_an_objection_is_open(session: Session, election: Election) -> None:
    objects(session, election)
    objects(session, election, "Nadia")
    answers(session, election)
    with pytest.raises(Conflict) as met:
        close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    assert (met.value.code, met.value.params["numbers"]) == ("roll.objections_open", "2")
    answers(session, election, 2)
    close_urn(session, pair=CLOSERS, round_id=election.round_id, now=CLOSES)
    with pytest.raises(Conflict, match=r"roll\.closed"):
        answers(session, election)


def test_nobody_objects_to_the_roll_of_a_draft(session: Session, election: Election) -> None:
    session.get_one(Round, election.round_id).published_at = None
    session.flush()
    with pytest.raises(NotFound, match="round"):
        objects(session, election)


def test_whoever_is_forgotten_leaves_a_number_without_words(
    session: Session, election: Election
) -> None:
    objects(session, election)
    objection = session.get_one(RollObjection, (election.round_id, 1))
    whose = Whose(objection.account_id or 0, email="rosa@example.org", name="Rosa")
    forget_person(session, whose, False, DURING)
    session.refresh(objection)
    assert (objection.account_id, objection.words) == (None, "")
    answers(session, election)  # nobody is told any more, and the public answer stands


def test_pages_of_objections_say_no_word_of_whoever_objects(app: Flask, clock: SetClock) -> None:
    clock.at = DURING
    with app.app_context(), transaction() as session:
        make_election(session, Path(app.extensions["settings"].key_dir))
        rosa = make_person(session, "Rosa", now=BEGIN)
        tom = make_person(session, "Tom", role="official", scope="team:parks", now=BEGIN)
        carla = make_person(session, "Carla", role="clerk", scope="round:neighbour-fund", now=BEGIN)
    visitor, browser = app.test_client(), app.test_client()
    assert visitor.get(f"{HERE}/object").status_code == 302
    sign_in(app, browser, rosa, clock)
    form = Browser(browser)
    form.open(f"{HERE}/object")
    form.send(about="missing", words=" ")
    assert form.page.status == 422
    form.send(about="missing", words="Rosa Diaz, 4 Mill Lane")
    assert "Your objection has the number 1." in form.page.words
    for reader in (visitor, browser):
        assert "Objection 1" in reader.get(HERE).text
        assert "Objection 2" not in reader.get(HERE).text
        assert "Diaz" not in reader.get(HERE).text
        assert reader.get(f"{DESK}/1").status_code in (302, 403)
    official, clerk = app.test_client(), app.test_client()
    sign_in(app, official, tom, clock)
    assert official.get(f"{DESK}/1").status_code == 403
    sign_in(app, clerk, carla, clock)
    assert "Diaz" in clerk.get(f"{DESK}/1").text
    assert clerk.get(f"{DESK}/2").status_code == 404
    assert "Diaz" not in clerk.get(DESK).text
