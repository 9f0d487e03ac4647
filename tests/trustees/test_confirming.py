"""Trustees type the hash of a list opened away; the last one opens. docs/rules/trustees.md 5."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import Settings
from pbplatform.accounts import services as accounts
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.confirmation import seal
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotAllowed, NotFound
from pbplatform.core.transaction import transaction
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import deal
from pbplatform.trustees.domain.signing import sign, signed_text
from pbplatform.trustees.kinds import TrusteeLog
from pbplatform.trustees.models import ListConfirmation, TrusteeAccount
from pbplatform.trustees.queries import confirmations
from pbplatform.trustees.services import linking
from pbplatform.voting.domain.opened_file import (
    OpenedFile,
    hash_of,
    in_groups,
    list_pieces,
    opened_pieces,
)
from pbplatform.voting.kinds import VoteLog
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.services.confirming_list import (
    Typed,
    confirm_list,
    facts_of_confirming,
    open_confirmed,
    take_list_back,
)
from pbplatform.voting.services.damaged import GO_ON, to_go_on_away
from tests.factories import COMMAND, make_person
from tests.trustees.away import NAMES, PROMISED
from tests.trustees.ready import Ready
from tests.voting.elections import OPENS


@pytest.fixture
def ready(app: Flask, settings: Settings, tmp_path: Path) -> Ready:
    return Ready(app, settings, tmp_path)


def test_second_of_two_opens_the_box_and_both_stand_behind_it(ready: Ready) -> None:
    assert ready.type(0, ready.hash.upper().replace(" ", "-")) is False
    assert not ready.is_open()
    assert ready.type(2, raw=ready.raw) is True
    assert ready.is_open()
    with ready.app.app_context():
        rows = db.session.scalars(select(PublishedBallot)).all()
        assert len(rows) == 5
        assert {row.tracker for row in rows} == {row[0] for row in ready.file.rows}
    (entry,) = ready.told(VoteLog.URN_OPENED)
    assert entry["data"]["trustees"] == ["Ada", "Cy"]
    assert entry["data"]["shares"] == [1, 2]
    assert [len(each) for each in entry["data"]["signatures"]] == [128, 128]
    assert entry["actor"]["name"] == "Cy"
    assert entry["actor"]["role"] == "trustee"
    named = [one["data"]["trustee"] for one in ready.told(TrusteeLog.LIST_CONFIRMED)]
    assert sorted(named) == ["Ada", "Cy"]
    assert ready.refused(lambda: ready.type(1)) == "urn.opened_already"


def test_last_one_needed_must_bring_the_list_and_nothing_is_kept_of_the_try(ready: Ready) -> None:
    ready.type(0)
    assert ready.refused(lambda: ready.type(1)) == "trustees.list_needed"
    with ready.app.app_context():
        assert set(confirmations(db.session(), ready.round_id)) == {1}
    assert ready.type(1, raw=ready.raw)


def test_same_trustee_twice_is_one(ready: Ready) -> None:
    ready.type(0)
    assert ready.type(0, raw=ready.raw) is False
    assert not ready.is_open()
    assert len(ready.told(TrusteeLog.LIST_CONFIRMED)) == 1


@pytest.mark.parametrize(
    "text", ["", "abc", "g" * 64, "0" * 63, "0" * 65, "٠" * 64, "0x" + "0" * 62]
)
def test_what_is_no_hash_is_said(ready: Ready, text: str) -> None:
    assert ready.refused(lambda: ready.type(0, text or " ")) == "trustees.not_a_hash"


def test_two_lists_stand_beside_each_other_and_only_the_same_hash_counts(ready: Ready) -> None:
    other = in_groups(bytes(32))
    ready.type(0, other)
    assert ready.refused(lambda: ready.type(1)) == "trustees.other_hash"
    assert ready.type(1, differs=True) is False
    assert ready.type(2, differs=True, raw=ready.raw) is True
    (entry,) = ready.told(VoteLog.URN_OPENED)
    assert entry["data"]["trustees"] == ["Ben", "Cy"]


def test_who_was_wrong_types_another_or_takes_it_back(ready: Ready) -> None:
    ready.type(0, in_groups(bytes(32)))
    ready.type(0)  # typed again: the older one is taken back in public
    assert len(ready.told(TrusteeLog.LIST_TAKEN_BACK)) == 1
    with ready.app.app_context(), transaction() as session:
        take_list_back(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    with ready.app.app_context(), transaction() as session, pytest.raises(Conflict) as refused:
        take_list_back(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    assert refused.value.code == "trustees.nothing_typed"
    ready.type(1)
    assert not ready.is_open()
    ready.type(0, raw=ready.raw)
    assert ready.is_open()
    with ready.app.app_context(), transaction() as session, pytest.raises(Conflict) as refused:
        take_list_back(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    assert refused.value.code == "urn.opened_already"


def test_file_of_another_hash_than_the_one_typed_opens_nothing(ready: Ready) -> None:
    other = in_groups(bytes(32))
    ready.type(0, other)
    assert ready.refused(lambda: ready.type(1, other, raw=ready.raw)) == "trustees.list_differs"
    assert not ready.is_open()


def test_only_trustees_who_sign_in_type_a_hash(ready: Ready) -> None:
    with ready.app.app_context(), transaction() as session:
        ready.people.append(make_person(session, "Eve", role="facilitator").account_id or 0)
    assert ready.refused(lambda: ready.type(3)) == "trustees.only_they"
    with ready.app.app_context(), transaction() as session:
        linking.lay_down(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    assert ready.refused(lambda: ready.type(0)) == "trustees.only_they"


def test_who_lays_it_down_takes_their_hash_along(ready: Ready) -> None:
    ready.type(0)
    with ready.app.app_context(), transaction() as session:
        linking.lay_down(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    assert len(ready.told(TrusteeLog.LIST_TAKEN_BACK)) == 1
    assert ready.type(1, raw=ready.raw) is False


def test_before_the_promised_hour_it_takes_a_tick(ready: Ready) -> None:
    def early(tick: bool) -> object:
        with ready.app.app_context(), transaction() as session:
            return confirm_list(
                session,
                account_id=ready.people[0],
                round_id=ready.round_id,
                typed=Typed(ready.hash, early=tick),
                brought=None,
                now=PROMISED.replace(hour=0),
            )

    assert ready.refused(lambda: early(False)) == "trustees.early"
    assert early(True) is False


def test_page_that_showed_another_state_confirms_nothing(ready: Ready) -> None:
    old = seal(facts_of_confirming(ready.box.dealt, {}))
    ready.type(0, seen=old)
    assert ready.refused(lambda: ready.type(1, seen=old, raw=ready.raw)) == "confirmation.changed"
    assert not ready.is_open()


def test_large_box_waits_for_the_command_that_brings_the_list(ready: Ready) -> None:
    def by_command() -> None:
        brought = ready.check(ready.raw)
        with ready.app.app_context(), transaction() as session:
            open_confirmed(
                session, actor=COMMAND, round_id=ready.round_id, brought=brought, now=PROMISED
            )

    ready.type(0, by_command=True)
    assert ready.refused(by_command) == "trustees.too_few_confirmed"
    assert ready.type(1, by_command=True) is False
    by_command()
    assert ready.is_open()
    assert ready.refused(by_command) == "urn.opened_already"


def changed(file: OpenedFile, ready: Ready, **values: Any) -> bytes:
    """The file with other values, signed anew by the same shares: only the box can tell."""
    made = OpenedFile(**{**file.__dict__, **values})
    text = signed_text(made.slug, made.definition_sha256, made.envelopes_sha256, hash_of(made.rows))
    signatures = values.get("signatures", sign(ready.box.shares[:2], text))
    return b"".join(opened_pieces(OpenedFile(**{**made.__dict__, "signatures": signatures})))


def rows(change: Callable[[list[Any]], list[Any]]) -> Callable[[Ready], bytes]:
    def make(ready: Ready) -> bytes:
        return changed(ready.file, ready, rows=change([list(row) for row in ready.file.rows]))

    return make


def _resorted(found: list[Any]) -> list[Any]:
    return sorted(found, key=lambda row: (row[0], row[1], row[2]))


def _first(part: int, value: Any) -> Callable[[list[Any]], list[Any]]:
    """Another value in the first row of a vote that counts."""

    def change(found: list[Any]) -> list[Any]:
        row = next(row for row in found if not row[2])
        row[part] = value
        return _resorted(found) if isinstance(value, str) and len(value) == 16 else found

    return change


def _whose(ready: Ready) -> bytes:
    """Signed by shares of another key."""
    file = ready.file
    text = signed_text(file.slug, file.definition_sha256, file.envelopes_sha256, hash_of(file.rows))
    return changed(file, ready, signatures=sign(deal(2, NAMES)[1][:2], text))


def _one_signature(ready: Ready) -> bytes:
    first = {1: ready.file.signatures[1]}
    return changed(ready.file, ready, signatures=first)


FAULTS: dict[str, tuple[Callable[[Ready], bytes], str]] = {
    "nothing": (lambda _ready: b"", "unreadable"),
    "the list alone": (lambda ready: b"".join(list_pieces(ready.file.rows)), "unreadable"),
    "another line end": (lambda ready: ready.raw + b"\n", "unreadable"),
    "deep": (lambda _ready: b"[" * 100_000, "unreadable"),
    "a long number": (lambda _ready: b"9" * 100_000, "unreadable"),
    "half a letter": (
        lambda ready: ready.raw.replace(b'"round":"n', b'"round":"\\ud800'),
        "unreadable",
    ),
    "another round": (lambda ready: changed(ready.file, ready, slug="other"), "other_round"),
    "another ballot": (
        lambda ready: changed(ready.file, ready, definition_sha256=bytes(32)),
        "other_ballot",
    ),
    "another box": (
        lambda ready: changed(ready.file, ready, envelopes_sha256=bytes(32)),
        "other_box",
    ),
    "a vote dropped": (rows(lambda found: found[1:]), "count"),
    "a vote added": (rows(lambda found: _resorted([*found, found[0]])), "count"),
    "order": (rows(lambda found: found[::-1]), "order"),
    "no row": (rows(lambda found: [*found[:-1], "x"]), "row"),
    "a row with more": (rows(lambda found: [*found[:-1], [*found[-1], 1]]), "row"),
    "choices that are none": (rows(_first(1, "4")), "row"),
    "choices not in order": (rows(_first(1, [9, 7])), "row"),
    "a number too large": (rows(_first(1, [10**12])), "row"),
    "too many for an envelope": (rows(_first(1, list(range(1, 400)))), "row"),
    "a tracker that is none": (rows(_first(0, "x")), "row"),
    "a project that is not on the ballot": (rows(_first(1, [98])), "judged"),
    "said not to count": (rows(_first(2, "unknown-project")), "judged"),
    "a damaged vote more": (
        rows(lambda found: [[row[0], [], "damaged"] if not row[2] else row for row in found]),
        "damaged",
    ),
    "a damaged vote that is not in the box": (
        lambda ready: changed(ready.file, ready, damaged=(bytes(32),)),
        "damaged",
    ),
    "damaged votes left out": (lambda ready: changed(ready.file, ready, damaged=()), "damaged"),
    "signed by nobody": (lambda ready: changed(ready.file, ready, signatures={}), "signatures"),
    "signed by one": (_one_signature, "signatures"),
    "signed by others": (_whose, "signatures"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_not_this_box_is_refused_with_its_reason(name: str, ready: Ready) -> None:
    make, says = FAULTS[name]
    raw = make(ready)
    with pytest.raises(Conflict) as refused:
        ready.check(raw)
    assert refused.value.code == f"trustees.file_{says}"
    assert refused.value.field == "file"


def test_a_changed_choice_needs_the_signatures_of_the_shares(ready: Ready) -> None:
    """A list of other votes, in form and right for the box, that no k shares signed."""
    made = [list(row) for row in ready.file.rows]
    row = next(row for row in made if row[1] == [4])
    row[1] = [15]
    raw = changed(ready.file, ready, rows=made, signatures=ready.file.signatures)
    with pytest.raises(Conflict) as refused:
        ready.check(raw)
    assert refused.value.code == "trustees.file_signatures"
    assert refused.value.params == {"found": 0, "need": 2}


def test_too_many_damaged_votes_stop_it(app: Flask, settings: Settings, tmp_path: Path) -> None:
    ready = Ready(app, settings, tmp_path, damaged=4)
    ready.type(0)
    assert ready.refused(lambda: ready.type(1, raw=ready.raw)) == "urn.too_many_damaged"
    assert not ready.is_open()
    for damaged, code in ((9, "urn.more_damaged_than_votes"), (3, "urn.few_damaged")):
        assert ready.refused(lambda many=damaged: _go_on(ready, many)) == code
    _go_on(ready, 5)  # another number than the list has lets nothing go on
    assert ready.refused(lambda: ready.type(1, raw=ready.raw)) == "urn.too_many_damaged"
    _go_on(ready, 4)
    assert ready.type(1, raw=ready.raw) is True


def _go_on(ready: Ready, damaged: int) -> None:
    """Two people let it go on with this number."""
    with ready.app.app_context(), transaction() as session:
        asked = to_go_on_away(session, session.get_one(Round, ready.round_id), damaged)
        seen = sha256(canonical_json(asked.facts)).hex()
        acting = make_person(session, "Fay", role="facilitator", now=OPENS)
        second = make_person(session, "Ines", role="auditor", now=OPENS)
        act = accounts.ask(session, GO_ON, actor=acting, asked=asked, now=PROMISED)
        accounts.confirm(session, actor=second, act_id=act.id, seen=seen, now=PROMISED)


def test_two_last_ones_at_once_open_it_once(ready: Ready) -> None:
    """The k-th and the (k + 1)-th press at the same time; one opens, the other is told."""
    ready.type(0)
    brought = ready.check(ready.raw)
    together, came = threading.Barrier(2), []

    def press(who: int) -> None:
        with ready.app.app_context():
            together.wait()
            try:
                with transaction() as session:
                    came.append(
                        confirm_list(
                            session,
                            account_id=ready.people[who],
                            round_id=ready.round_id,
                            typed=Typed(ready.hash),
                            brought=brought,
                            now=PROMISED,
                        )
                    )
            except Conflict as refusal:
                came.append(refusal.code)

    presses = [threading.Thread(target=press, args=(who,)) for who in (1, 2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert sorted(came, key=str) == [True, "urn.opened_already"]
    with ready.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PublishedBallot)) == 5
        assert db.session.scalar(select(func.count()).select_from(ListConfirmation)) == 2


def test_no_plain_vote_is_at_rest_before_the_last_confirmation(
    ready: Ready, settings: Settings
) -> None:
    ready.type(0, raw=ready.raw)  # brought too early: checked, and forgotten
    trackers = [row[0].encode() for row in ready.file.rows if not row[2]]
    with ready.app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                for value in row:
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    assert not any(tracker in raw for tracker in trackers), table.name
        db.session.rollback()
    for file in settings.key_dir.rglob("*"):
        if file.is_file():
            assert not any(tracker in file.read_bytes() for tracker in trackers)


def test_linking_says_no_where_it_must(ready: Ready) -> None:
    def ask(number: int, email: str) -> Callable[[], None]:
        def do() -> None:
            with ready.app.app_context(), transaction() as session:
                linking.ask_trustee(
                    session,
                    actor=COMMAND,
                    round_id=ready.round_id,
                    number=number,
                    email=email,
                    now=PROMISED,
                )

        return do

    assert ready.refused(ask(1, "new@example.org")) == "trustees.has_account"
    assert ready.refused(ask(4, "new@example.org")) == "trustees.no_such_share"
    with ready.app.app_context(), transaction() as session:
        linking.lay_down(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    assert ready.refused(ask(1, "ben@example.org")) == "trustees.asked_for_another"
    ask(1, "Ada@Example.org ")()
    assert ready.refused(ask(1, "ada@example.org")) == "trustees.asked_already"
    ask(1, "dora@example.org")()  # who has not accepted makes room
    with ready.app.app_context():
        row = db.session.get_one(TrusteeAccount, (ready.round_id, 1))
        assert row.account_id != ready.people[0]
        assert row.accepted_at is None
    with ready.app.app_context(), transaction() as session, pytest.raises(NotFound):
        linking.accept(session, account_id=ready.people[0], round_id=ready.round_id, now=PROMISED)
    with ready.app.app_context(), transaction() as session:
        zoe = make_person(session, "Zoe")
    with ready.app.app_context(), transaction() as session, pytest.raises(NotAllowed):
        linking.ask_no_more(session, actor=zoe, round_id=ready.round_id, number=1)
    with ready.app.app_context(), transaction() as session:
        linking.ask_no_more(session, actor=COMMAND, round_id=ready.round_id, number=1)


def test_file_is_canonical(ready: Ready) -> None:
    assert canonical_json(json.loads(ready.raw)) == ready.raw
