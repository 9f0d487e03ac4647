"""The tree grows with the log, and shows what was changed. docs/rules/audit.md section 8."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from pbplatform.audit import services
from pbplatform.audit.domain import tree, triggers
from pbplatform.audit.domain.tree import Head, leaf_hash
from pbplatform.audit.models import LogEntry, LogHead, LogTile, LogWitness
from pbplatform.audit.queries import trees
from pbplatform.audit.queries.marks import Mark, go_on, look, measure
from pbplatform.audit.queries.trees import Sealed, StoredTree, head_of, sealed_tree, tree_of
from pbplatform.audit.services.trees import grow, rebuild
from pbplatform.core.errors import Conflict
from tests.audit.growing import SLUG, add, leaves_of, past_the_triggers
from tests.factories import BEGIN


@pytest.mark.parametrize("batches", [[1], [2, 3], [255, 1], [256], [250, 10], [1, 700, 60]])
def test_the_tree_of_a_log_is_the_one_over_its_bytes(session: Session, batches: list[int]) -> None:
    for many in batches:
        log_id = add(session, many)
    leaves = leaves_of(session, log_id)
    assert head_of(session, log_id) == Head().grown(leaves)
    stored = tree_of(session, log_id)
    assert stored.root() == Head().grown(leaves).root
    full = session.execute(select(LogTile.number, LogTile.hashes).order_by(LogTile.number)).all()
    assert [row.number for row in full] == list(range(sum(batches) // 256))
    for row in full:
        own = leaves[row.number * 256 : (row.number + 1) * 256]
        assert bytes(row.hashes) == b"".join(own)


def test_an_entry_that_goes_straight_to_the_end_is_in_the_tree_too(session: Session) -> None:
    log_id = add(session, 3)
    services.append_now(session, log_id, {"kind": "closed"})
    assert head_of(session, log_id) == Head().grown(leaves_of(session, log_id))


def test_every_proof_of_a_stored_tree_holds(session: Session) -> None:
    log_id = add(session, 600)
    leaves, stored = leaves_of(session, log_id), tree_of(session, log_id)
    for index in (0, 1, 255, 256, 511, 512, 599):
        proof = tree.inclusion_proof(stored.node, index, 600)
        assert tree.includes(leaves[index], index, 600, proof, stored.root())
    for older in (1, 255, 256, 300, 512, 599, 600):
        proof = tree.consistency_proof(stored.node, older, 600)
        before = StoredTree(session, log_id, older).root()
        assert before == Head().grown(leaves[:older]).root
        assert tree.goes_on(older, before, 600, stored.root(), proof)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 599, 600])
def test_proofs_of_a_signed_size_are_the_same_with_its_edge_at_hand(
    session: Session, size: int
) -> None:
    log_id = add(session, 600)
    bare = StoredTree(session, log_id, size)
    sealed = Sealed(log_id, size, bare.root(), "", b"")
    for _turn in ("worked out", "at hand"):
        known = sealed_tree(session, sealed)
        assert known.root() == bare.root()
        for index in {0, size // 2, size - 1}:
            proof = tree.inclusion_proof(known.node, index, size)
            assert proof == tree.inclusion_proof(bare.node, index, size)
    changed = sealed_tree(session, Sealed(log_id, size, b"x" * 32, "", b""))
    assert changed.root() == bare.root()  # what is stored, never what somebody says is signed


def test_tiles_of_tiles_are_kept_too(session: Session) -> None:
    log_id = services.ensure_log(session, SLUG)
    size = 256 * 256 + 300
    rows = [
        {"log_id": log_id, "idx": idx, "key16": idx.to_bytes(16), "body": b"%d" % idx}
        for idx in range(size)
    ]
    session.execute(insert(LogEntry), rows)
    grow(session, log_id)
    leaves = [leaf_hash(row["body"]) for row in rows]
    stored = tree_of(session, log_id)
    assert stored.root() == Head().grown(leaves).root
    assert stored.size == size
    levels = select(LogTile.level).where(LogTile.level == 1)
    assert list(session.scalars(levels)) == [1]
    for index in (0, 65_535, 65_536, size - 1):
        proof = tree.inclusion_proof(stored.node, index, size)
        assert tree.includes(leaves[index], index, size, proof, stored.root())
    assert look(session, SLUG, Mark())[1] is None
    bad = {"root": b"\x01" * 32}
    past_the_triggers(session, "log_tile", update(LogTile).where(LogTile.level == 1).values(**bad))
    found = look(session, SLUG, Mark())[1]
    assert found is not None
    assert found.code == "check.log_tree_differs"


def test_entries_from_before_there_was_a_tree_are_taken_in_with_the_next(session: Session) -> None:
    log_id = add(session, 300)
    past_the_triggers(session, "log_tile", delete(LogTile))
    session.execute(delete(LogHead))
    assert look(session, SLUG, Mark())[1] is None
    add(session, 2)
    assert head_of(session, log_id) == Head().grown(leaves_of(session, log_id))
    assert look(session, SLUG, Mark())[1] is None


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET log_id = log_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_what_is_final(
    session: Session, table: str, act: str
) -> None:
    log_id = add(session, 256)
    session.execute(
        text(
            "INSERT INTO log_checkpoint (log_id, again, size, root, note, public_key) "
            "VALUES (:log, '', 1, :hash, '', :hash)"
        ),
        {"log": log_id, "hash": b"\x00" * 32},
    )
    witness = LogWitness(key="library+1+key", name="The library of Hackford", named_at=BEGIN)
    session.add(witness)
    session.flush()
    session.execute(
        text(
            "INSERT INTO log_cosignature (log_id, again, size, witness_id, at, signature) "
            "VALUES (:log, '', 1, :witness, 0, :signed)"
        ),
        {"log": log_id, "witness": witness.id, "signed": b"\x00" * 64},
    )
    session.commit()
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(act.format(table)))
    session.rollback()


def _edit_entry(session: Session, idx: int) -> None:
    changed = update(LogEntry).where(LogEntry.idx == idx).values(body=b'{"kind":"other"}')
    past_the_triggers(session, "log_entry", changed)


@pytest.mark.parametrize("idx", [0, 255, 256, 299])
def test_an_edited_entry_is_seen_without_any_mark(session: Session, idx: int) -> None:
    add(session, 300)
    _edit_entry(session, idx)
    found = look(session, SLUG, Mark())[1]
    assert found is not None
    assert found.code == "check.log_tree_differs"


def test_entries_cut_off_the_end_stop_the_log(session: Session) -> None:
    log_id = add(session, 300)
    past_the_triggers(session, "log_entry", delete(LogEntry).where(LogEntry.idx >= 290))
    found = look(session, SLUG, Mark())[1]
    assert found is not None
    assert found.code == "check.log_tree_differs"
    session.commit()
    for many in (1, 10, 20):  # however many come, none takes the place of one that is gone
        with pytest.raises(Conflict, match="log_tree_differs"):
            add(session, many)
        session.rollback()
    rebuild(session, log_id)
    assert look(session, SLUG, Mark())[1] is None
    assert head_of(session, log_id).size == 290


def test_a_head_that_is_none_is_a_finding(session: Session) -> None:
    add(session, 3)
    session.execute(update(LogHead).values(edge=b"\x00" * 32))
    found = look(session, SLUG, Mark())[1]
    assert found is not None
    assert found.code == "check.log_tree_differs"


@pytest.mark.parametrize("seen", [1, 256, 300, 511])
def test_the_quick_look_agrees_with_the_whole_one(session: Session, seen: int) -> None:
    log_id = add(session, seen)
    mark = measure(session, SLUG)
    add(session, 37)
    now = measure(session, SLUG)
    assert go_on(session, log_id, SLUG, mark) == (now, None)
    assert look(session, SLUG, mark) == (now, None)
    other = Mark(mark.entries, "ab" * 32)
    told = go_on(session, log_id, SLUG, other)[1], look(session, SLUG, other)[1]
    assert [each.code for each in told if each] == ["check.log_changed"] * 2
    longer = Mark(now.entries + 1, "ab" * 32)
    told = go_on(session, log_id, SLUG, longer)[1], look(session, SLUG, longer)[1]
    assert [each.code for each in told if each] == ["check.log_older"] * 2


def test_the_quick_look_reads_the_entries_that_came(session: Session) -> None:
    log_id = add(session, 10)
    mark = measure(session, SLUG)
    add(session, 10)
    _edit_entry(session, 15)
    found = go_on(session, log_id, SLUG, mark)[1]
    assert found is not None
    assert found.code == "check.log_tree_differs"


def test_a_mark_of_the_older_kind_is_still_understood(session: Session) -> None:
    from pbplatform.core.canonical import sha256

    log_id = add(session, 5)
    running = bytes(32)
    query = select(LogEntry.body).where(LogEntry.log_id == log_id).order_by(LogEntry.idx)
    for body in session.scalars(query):
        running = sha256(running + sha256(bytes(body)))
    assert look(session, SLUG, Mark(5, "", running.hex()))[1] is None
    found = look(session, SLUG, Mark(5, "", "ab" * 32))[1]
    assert found is not None
    assert found.code == "check.log_changed"


def test_a_tile_that_came_with_another_is_looked_at_like_every_other(session: Session) -> None:
    """Tiles above are read with the one that is asked for: one that is cut short is told, too."""
    log_id = services.ensure_log(session, SLUG)
    tiles = [
        {"log_id": log_id, "level": 0, "number": 0, "hashes": bytes(32 * 256), "root": bytes(32)},
        {"log_id": log_id, "level": 1, "number": 0, "hashes": bytes(32 * 255), "root": bytes(32)},
    ]
    session.execute(insert(LogTile), tiles)
    stored = StoredTree(session, log_id, 256 * 256)
    assert stored.hashes(0, 0) == [bytes(32)] * 256
    with pytest.raises(Conflict) as refused:
        stored.hashes(1, 0)
    assert refused.value.code == "check.log_tree_differs"


def test_a_proof_is_made_of_few_statements(session: Session) -> None:
    """One for the head, one for the stored tiles of a path, one for each level not yet full."""
    log_id = add(session, 256 * 3 + 40)
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        for index in (0, 300, 256 * 3 + 39):
            counted.clear()
            tree.inclusion_proof(tree_of(session, log_id).node, index, 256 * 3 + 40)
            assert len(counted) <= 3, counted
    finally:
        event.remove(engine, "before_cursor_execute", count)


@pytest.mark.only_on("sqlite")
def test_tiles_are_found_by_their_key(session: Session) -> None:
    """Else a proof in a log of a million entries reads thousands of tiles."""
    asked: dict[str, object] = {"log": 1}
    for up in range(4):
        asked |= {f"level{up}": up, f"number{up}": 0}
    statement = trees._PATH.params(asked).compile(
        dialect=session.get_bind().dialect, compile_kwargs={"literal_binds": True}
    )
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all()
    searches = [str(row[3]) for row in plan if "log_tile" in str(row[3])]
    assert len(searches) == 4
    assert all("level=? AND number=?" in each for each in searches), searches
