"""Who opened a box again says so in public, and can take it back. ceremony.md section 9."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.reopening import queries
from pbplatform.reopening.kinds import ReopenLog
from pbplatform.reopening.services.key_end import refuse_key_end
from pbplatform.reopening.services.stating import (
    SET_ASIDE,
    read_hash,
    state_opening,
    take_statement_back,
    to_set_aside,
)
from pbplatform.results.services.certificate import refuse_certificate
from tests.reopening.boxes import Box, by_two, certified, counted_box
from tests.voting.elections import CLOSES

OTHER = bytes(range(32))


@pytest.fixture
def box(session: Session, tmp_path: Path) -> Box:
    return counted_box(session, tmp_path / "keys")


def state(session: Session, box: Box, given: bytes, actor: str = "una", **more: object) -> int:
    told = {"seen": None, "now": CLOSES, **more}
    made = state_opening(
        session,
        actor=getattr(box, actor),
        round_id=box.election.round_id,
        given=given,
        **told,  # type: ignore[arg-type]
    )
    return made.number


def told_in_log(session: Session) -> list[tuple[str, dict[str, object]]]:
    audit.fold(session, audit.ensure_log(session, "site"))
    entries = log.all_entries(session, log="site")
    found = [(one.kind, one.told["data"]) for one in entries if one.kind.startswith("reopen:")]
    return sorted(found, key=lambda entry: (entry[1]["opening"], entry[0]))


def code_of(refusal: DomainError | None) -> str:
    return refusal.code if refusal else ""


def test_openings_are_numbered_from_the_second_on_and_say_whether_the_list_is_the_same(
    session: Session, box: Box
) -> None:
    assert [state(session, box, box.listed), state(session, box, OTHER, "ola")] == [2, 3]
    same, other = queries.openings_of(session, box.election.round_id)
    assert (same.agrees, same.holds_up, same.by_name, same.by_role) == (
        True,
        False,
        "Una",
        "auditor",
    )
    assert (other.agrees, other.holds_up) == (False, True)
    assert told_in_log(session) == [
        (
            ReopenLog.STATED,
            {
                "opening": number, "by": name, "as_role": "auditor", "agrees": agrees,
                "list_sha256": given.hex(), "logged_sha256": box.listed.hex(),
            },
        )
        for number, name, agrees, given in ((2, "Una", 1, box.listed), (3, "Ola", 0, OTHER))
    ]  # fmt: skip


def test_statement_is_made_once_by_each_and_taken_back_in_public_never_silently(
    session: Session, box: Box
) -> None:
    state(session, box, OTHER)
    with pytest.raises(Conflict, match=r"reopen\.stated_already"):
        state(session, box, box.listed)
    given = {"round_id": box.election.round_id, "number": 2, "reason": "I typed it wrong."}
    with pytest.raises(DomainError, match=r"reopen\.only_own"):
        take_statement_back(session, actor=box.ola, now=CLOSES, **given)  # type: ignore[arg-type]
    take_statement_back(session, actor=box.una, now=CLOSES, **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match=r"reopen\.taken_back_already"):
        take_statement_back(session, actor=box.una, now=CLOSES, **given)  # type: ignore[arg-type]
    assert state(session, box, box.listed) == 3
    rows = queries.openings_of(session, box.election.round_id)
    assert [(one.number, one.stands, one.reason) for one in rows] == [
        (2, False, "I typed it wrong."),
        (3, True, ""),
    ]
    assert [kind for kind, _data in told_in_log(session)] == [
        ReopenLog.STATED, ReopenLog.TAKEN_BACK, ReopenLog.STATED,
    ]  # fmt: skip


def test_another_list_holds_up_the_certificate_until_it_is_taken_back(
    session: Session, box: Box
) -> None:
    at = box.round(session).objections_end_at
    assert at is not None
    assert refuse_certificate(session, box.round(session), at) is None
    state(session, box, box.listed, "ola")
    assert refuse_certificate(session, box.round(session), at) is None
    state(session, box, OTHER)
    refusal = refuse_certificate(session, box.round(session), at)
    assert code_of(refusal) == "certificate.opened_again_differs"
    take_statement_back(
        session, actor=box.una, round_id=box.election.round_id, number=3, reason="Mine.", now=at
    )
    assert refuse_certificate(session, box.round(session), at) is None


def test_whoever_said_it_is_none_of_the_two_who_say_why_it_does_not_stand(
    session: Session, box: Box
) -> None:
    number = state(session, box, OTHER)
    stated = queries.opening_by_number(session, box.election.round_id, number)
    asked = to_set_aside(box.round(session), stated, "It was another round's export.")
    with pytest.raises(DomainError, match=r"reopen\.own_statement"):
        by_two(session, SET_ASIDE, box.una, box.finn, asked, CLOSES)
    with pytest.raises(DomainError, match=r"reopen\.own_statement"):
        by_two(session, SET_ASIDE, box.finn, box.una, asked, CLOSES)
    assert stated.holds_up


def test_set_aside_statement_holds_up_nothing(session: Session, box: Box) -> None:
    number = state(session, box, OTHER)
    stated = queries.opening_by_number(session, box.election.round_id, number)
    asked = to_set_aside(box.round(session), stated, "It was another round's export.")
    by_two(session, SET_ASIDE, box.finn, box.ola, asked, CLOSES)
    assert not stated.holds_up
    assert (stated.set_aside_by, stated.reason) == ("Finn, Ola", "It was another round's export.")
    assert queries.held_up_by(session, box.election.round_id) == 0
    data = dict(told_in_log(session))[ReopenLog.SET_ASIDE]
    assert (data["opening"], data["first"], data["second"]) == (number, "Finn", "Ola")
    with pytest.raises(Conflict, match=r"reopen\.holds_up_nothing"):
        by_two(session, SET_ASIDE, box.finn, box.ola, asked, CLOSES)


def test_another_list_found_after_the_certificate_keeps_the_key(session: Session, box: Box) -> None:
    later = certified(session, box)
    assert refuse_key_end(session, box.round(session), later) is None
    state(session, box, OTHER, now=later)
    assert code_of(refuse_key_end(session, box.round(session), later)) == "key.held_up"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "empty"), ("ab" * 31, "length"), ("xy" * 32, "letters"), ("ab" * 33, "length")],
)
def test_hash_that_is_none_is_told_beside_its_field(typed: str, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        read_hash(typed)
    assert (refused.value.code, refused.value.field) == (f"reopen.hash_{code}", "hash")


def test_hash_is_read_in_groups_and_capitals_too() -> None:
    groups = " ".join("ABCD" for _ in range(16))
    assert read_hash(f" {groups}\n") == read_hash("abcd-" * 16) == bytes.fromhex("abcd" * 16)
