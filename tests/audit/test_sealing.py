"""Logs are pinned and signed, and nothing that does not go on. docs/rules/audit.md section 9."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pbplatform.audit import services
from pbplatform.audit.domain.log_key import load_log_key, make_log_key
from pbplatform.audit.domain.notes import LogKey, verified
from pbplatform.audit.models import Log, LogCheckpoint, LogEntry, LogHead
from pbplatform.audit.queries.marks import ApartLogs, LogMarks, Mark, look, measure
from pbplatform.audit.queries.trees import head_of, newest_checkpoint
from pbplatform.audit.services.accepting import accept_log
from pbplatform.audit.services.sealing import seal
from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict
from tests.audit.growing import SLUG, add, past_the_triggers
from tests.conftest import NOON

HOST = "budget.example"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OMAR = ActorRef(kind="command", key="Omar", role="operator", name="Omar")


@pytest.fixture
def marks(tmp_path: Path) -> LogMarks:
    return LogMarks(tmp_path)


def sealed(session: Session, marks: LogMarks, key: Ed25519PrivateKey | None = KEY) -> str | None:
    """Seal the log of these tests; the code of what was found."""
    found = seal(session, SLUG, marks=marks, host=HOST, key=key)
    return found.code if found else None


def sizes(session: Session) -> list[int]:
    return list(session.scalars(select(LogCheckpoint.size).order_by(LogCheckpoint.size)))


def test_a_log_that_grew_is_signed_once(session: Session, marks: LogMarks) -> None:
    log_id = add(session, 5)
    assert sealed(session, marks) is None
    assert sealed(session, marks) is None
    assert sizes(session) == [5]
    add(session, 2)
    assert sealed(session, marks) is None
    newest = newest_checkpoint(session, log=SLUG)
    assert newest is not None
    told = verified(newest.note, LogKey(f"{HOST}/log/{SLUG}", newest.public_key))
    assert (told.size, told.root) == (7, head_of(session, log_id).root)
    assert newest.checkpoint == told
    assert marks.read() == {SLUG: measure(session, SLUG)}


def test_without_a_key_a_log_is_pinned_and_not_signed(session: Session, marks: LogMarks) -> None:
    add(session, 5)
    assert sealed(session, marks, key=None) is None
    assert sizes(session) == []
    assert marks.read()[SLUG].entries == 5


def test_entries_put_in_past_the_program_are_signed_with_the_tree(
    session: Session, marks: LogMarks
) -> None:
    log_id = add(session, 2)
    body = {"log_id": log_id, "idx": 2, "key16": b"k" * 16, "body": b"{}"}
    session.execute(insert(LogEntry).values(**body))
    assert sealed(session, marks) is None
    assert sizes(session) == [3]


def test_nothing_is_signed_of_a_log_that_is_shorter(session: Session, marks: LogMarks) -> None:
    add(session, 5)
    marks.put(SLUG, Mark(6, "ab" * 32))
    assert sealed(session, marks) == "check.log_older"
    assert sizes(session) == []
    assert marks.read()[SLUG].entries == 6


def test_nothing_is_signed_of_a_log_with_other_entries(session: Session, marks: LogMarks) -> None:
    add(session, 5)
    marks.put(SLUG, Mark(5, "ab" * 32))
    add(session, 5)
    assert sealed(session, marks) == "check.log_changed"
    assert sizes(session) == []


def test_nothing_is_signed_that_does_not_go_on_from_what_was_signed(
    session: Session, marks: LogMarks, tmp_path: Path
) -> None:
    log_id = add(session, 5)
    assert sealed(session, marks) is None
    marks.forget()  # the key folder was lost, and the entries were rewritten with their tree
    changed = update(LogEntry).where(LogEntry.idx == 4).values(body=b'{"kind":"other"}')
    past_the_triggers(session, "log_entry", changed)
    session.execute(delete(LogHead))
    add(session, 1)
    assert sealed(session, marks) == "check.log_not_signed_so"
    assert sizes(session) == [5]
    found = look(session, SLUG, Mark())[1]
    assert found is not None
    assert found.code == "check.log_not_signed_so"
    assert head_of(session, log_id).size == 6


def test_a_log_that_is_gone_is_told(session: Session, marks: LogMarks) -> None:
    marks.put("rounds/gone", Mark(3, "ab" * 32))
    found = seal(session, "rounds/gone", marks=marks, host=HOST, key=KEY)
    assert found is not None
    assert found.code == "check.log_older"
    assert seal(session, "rounds/never", marks=marks, host=HOST, key=KEY) is None


def test_a_mark_of_the_older_kind_becomes_one_of_the_tree(
    session: Session, marks: LogMarks
) -> None:
    add(session, 1)
    from pbplatform.core.canonical import sha256

    body = session.scalars(select(LogEntry.body)).one()
    running = sha256(bytes(32) + sha256(bytes(body))).hex()
    marks.path.write_text(json.dumps({SLUG: {"entries": 1, "running": running}}))
    assert sealed(session, marks) is None
    assert marks.read() == {SLUG: measure(session, SLUG)}
    assert "running" not in marks.path.read_text()


def test_an_accepted_copy_goes_on_under_another_name(session: Session, marks: LogMarks) -> None:
    add(session, 5)
    assert sealed(session, marks) is None
    seen = Mark(9, "ab" * 32)
    marks.put(SLUG, seen)
    accept_log(session, SLUG, seen=seen, actor=OMAR, reason="The disk broke", now=NOON)
    marks.put(SLUG, measure(session, SLUG))
    assert newest_checkpoint(session, log=SLUG) is None
    assert sealed(session, marks) is None
    newest = newest_checkpoint(session, log=SLUG)
    assert newest is not None
    assert newest.checkpoint.origin == f"{HOST}/log/{SLUG}/again-20270310T120000"
    assert sizes(session) == [5, 5]
    assert look(session, SLUG, Mark())[1] is None


def test_a_copy_whose_tree_does_not_fit_gets_a_new_one(session: Session, marks: LogMarks) -> None:
    add(session, 300)
    assert sealed(session, marks) is None
    seen = marks.read()[SLUG]
    past_the_triggers(session, "log_entry", delete(LogEntry).where(LogEntry.idx >= 200))
    accept_log(session, SLUG, seen=seen, actor=OMAR, reason="No good copy", now=NOON, tree_too=True)
    marks.put(SLUG, measure(session, SLUG))
    assert sealed(session, marks) is None
    assert session.scalar(select(Log.again).where(Log.slug == SLUG)) == "20270310T120000"
    assert look(session, SLUG, marks.read()[SLUG])[1] is None


def test_accepting_needs_a_reason(session: Session) -> None:
    log_id = add(session, 1)
    with pytest.raises(Conflict, match="reason_needed"):
        accept_log(session, SLUG, seen=Mark(), actor=OMAR, reason=" ", now=NOON)
    assert services.next_index(session, log_id) == 1


def test_the_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    assert load_log_key(tmp_path) is None
    assert make_log_key(tmp_path)
    first = load_log_key(tmp_path)
    assert not make_log_key(tmp_path)
    again = load_log_key(tmp_path)
    assert first is not None
    assert again is not None
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert (tmp_path / "log.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["log.key"]


@pytest.mark.parametrize("content", [b"", b"nothing", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log.key").write_bytes(content)
    with pytest.raises(Conflict, match="key_damaged"):
        load_log_key(tmp_path)


def test_logs_that_do_not_agree_are_named_until_they_do(tmp_path: Path) -> None:
    apart = ApartLogs(tmp_path)
    assert apart.read() == []
    apart.keep(["site"])
    assert apart.read() == ["site"]
    assert apart.path.stat().st_mode & 0o077 == 0
    apart.keep([])
    assert apart.read() == []
    apart.keep([])
