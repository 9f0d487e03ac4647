"""Acts that wait for one turn are done together, or each by itself (running.md section 5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

import pbplatform
from config import Settings
from pbplatform.core import joined
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import NoTurn, plain_transaction, transaction
from tests.waiting_together import Counted, at_once, counted_commits, turn_of_others

pytestmark = pytest.mark.database
_PUT = "INSERT INTO try_count (what, who, since, tries) VALUES ('a', :who, '2027-01-01', 1)"
_HOW_MANY = text("SELECT count(*) FROM try_count")


class Acts:
    """One kind of act: which were done together, and what each thread was told."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.joined = Counted()
        self.done: list[list[str]] = []
        self.told: dict[int, Any] = {}
        self.seen: dict[int, int] = {}  # rows that were committed when a thread was told

    def act(self, connection: Connection, items: list[str]) -> Sequence[str]:
        self.done.append(list(items))
        for item in items:
            if item == "refused":
                raise Conflict("vote.closed")
            if item == "broken" and len(items) > 1:
                raise OperationalError("INSERT", None, Exception("the disk is full"))
            connection.execute(text(_PUT), {"who": item.encode()})
        return [f"did {item}" for item in items]

    def one(self, place: int, name: str, item: str) -> None:
        with self.app.test_request_context("/"):
            try:
                self.told[place] = self.joined.do("key", name, item, self.act)
            except (NoTurn, Conflict, OperationalError) as error:
                self.told[place] = type(error)
            self.seen[place] = self.rows()
            db.session.remove()

    def rows(self) -> int:
        with self.app.app_context(), db.engine.connect() as connection:
            return int(connection.scalar(_HOW_MANY) or 0)

    def at_once(self, *acts: tuple[str, str]) -> None:
        """Have these done by a thread each, all of which wait for the turn of somebody else."""
        threads = [partial(self.one, place, *named) for place, named in enumerate(acts)]
        at_once(self.settings, self.joined, threads)


@pytest.fixture
def acts(app: Flask, settings: Settings) -> Acts:
    return Acts(app, settings)


def test_acts_that_wait_for_one_turn_are_done_in_order_by_one_commit(
    app: Flask, acts: Acts
) -> None:
    with counted_commits(app) as commits:
        acts.at_once(*((name, name) for name in "abcde"))
    assert acts.done == [["a", "b", "c", "d", "e"]]
    assert acts.told == {place: f"did {name}" for place, name in enumerate("abcde")}
    assert len(commits) == 1
    assert set(acts.seen.values()) == {5}, "somebody was told before the commit"


def test_act_that_is_refused_keeps_no_other_from_being_done(acts: Acts) -> None:
    acts.at_once(("a", "a"), ("b", "refused"), ("c", "c"))
    assert acts.told == {0: "did a", 1: Conflict, 2: "did c"}
    assert acts.rows() == 2
    assert sorted(map(len, acts.done[1:])) == [1, 1, 1]


def test_where_the_database_fails_the_others_go_on_by_themselves(acts: Acts) -> None:
    """The first one is told at once: it has waited as long as anybody may."""
    acts.at_once(("a", "a"), ("b", "broken"), ("c", "c"))
    assert acts.told == {0: OperationalError, 1: "did broken", 2: "did c"}
    assert acts.rows() == 2


def test_two_of_one_name_are_never_done_together(acts: Acts) -> None:
    acts.at_once(("a", "first"), ("a", "second"), ("b", "third"))
    # On PostgreSQL both groups are under way at once.
    assert sorted(acts.done) == [["first"], ["second", "third"]]


def test_no_more_than_so_many_are_done_together(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined, "MOST_TOGETHER", 2)
    acts.at_once(*((name, name) for name in "abc"))
    assert sorted(acts.done) == [["a", "b"], ["c"]]


@pytest.mark.only_on("sqlite")
def test_whoever_has_waited_long_enough_is_told_and_nothing_is_done_for_them(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pbplatform, "PATIENCE_SECONDS", 0.3)
    with turn_of_others(acts.settings, acts.joined):
        threads = [
            threading.Thread(target=acts.one, args=(place, name, name))
            for place, name in enumerate("abc")
        ]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert time.monotonic() - begun < 3
    assert acts.told == dict.fromkeys(range(3), NoTurn)
    assert acts.done == []
    assert acts.joined._open == {}
    acts.one(3, "d", "d")
    assert acts.told[3] == "did d"


def test_one_alone_is_done_at_once_and_in_no_other_transaction(app: Flask, acts: Acts) -> None:
    acts.one(0, "a", "a")
    assert (acts.done, acts.told) == ([["a"]], {0: "did a"})
    with (
        app.test_request_context("/"),
        transaction(),
        pytest.raises(RuntimeError, match="does not nest"),
    ):
        acts.joined.do("key", "b", "b", acts.act)


def test_command_waits_for_its_own_turn(app: Flask, acts: Acts) -> None:
    """Where nobody bounds the wait, nothing is done for others."""
    with app.app_context():
        assert acts.joined.do("key", "a", "a", acts.act) == "did a"
    assert acts.done == [["a"]]


@pytest.mark.only_on("postgresql")
def test_where_those_under_way_are_stuck_each_goes_on_by_itself(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined, "STUCK_SECONDS", 0.1)
    with turn_of_others(acts.settings, acts.joined):
        threads = [threading.Thread(target=acts.one, args=(at, n, n)) for at, n in enumerate("abc")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert acts.told == {0: "did a", 1: "did b", 2: "did c"}
    assert sorted(acts.done) == [["a"], ["b"], ["c"]]
    assert acts.joined._open == {}


@pytest.mark.only_on("postgresql")
def test_row_that_somebody_holds_keeps_only_whoever_needs_it(acts: Acts) -> None:
    """A group gives up after a moment; then the others are done while the one still waits."""
    put = text(_PUT)
    with acts.app.app_context(), db.engine.connect() as holds:
        holds.execute(put, {"who": b"held"})  # the same key waits for what becomes of it
        done = threading.Thread(target=acts.at_once, args=(("a", "a"), ("b", "held"), ("c", "c")))
        begun = time.monotonic()
        done.start()
        while len(acts.told) < 2 and time.monotonic() - begun < 5:
            time.sleep(0.01)
        assert acts.told == {0: "did a", 2: "did c"}
        holds.rollback()
        done.join()
    assert acts.told == {0: "did a", 1: "did held", 2: "did c"}
    assert acts.done[0] == ["a", "held", "c"]
    assert acts.rows() == 3


@pytest.mark.only_on("postgresql")
def test_one_that_waits_for_a_row_keeps_nobody_who_came_after_it(acts: Acts) -> None:
    with acts.app.app_context(), db.engine.connect() as holds:
        holds.execute(text(_PUT), {"who": b"held"})
        waits = threading.Thread(target=acts.one, args=(0, "held", "held"))
        waits.start()
        while acts.done != [["held"], ["held"]]:  # with the others, and then by itself
            time.sleep(0.002)
        acts.one(1, "a", "a")
        assert acts.told == {1: "did a"}
        assert acts.done[2:] == [["a"]]
        holds.rollback()
        waits.join()
    assert acts.told == {0: "did held", 1: "did a"}


@pytest.mark.only_on("postgresql")
def test_whoever_waits_for_a_row_waits_no_longer_than_anybody(
    acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment with others is a part of it."""
    waits: list[float] = []

    def noted(*, until: float, held: float) -> AbstractContextManager[Connection]:
        waits.append(held)
        return plain_transaction(until=until, held=held)

    monkeypatch.setattr(joined, "plain_transaction", noted)
    monkeypatch.setattr(pbplatform, "PATIENCE_SECONDS", 1.0)
    with acts.app.app_context(), db.engine.connect() as holds:
        holds.execute(text(_PUT), {"who": b"held"})
        acts.one(0, "held", "held")
        holds.rollback()
    assert acts.told == {0: OperationalError}
    assert waits[0] == joined.HELD_SECONDS
    assert joined.HELD_SECONDS <= waits[1] <= 1.0 - joined.HELD_SECONDS
    assert acts.rows() == 0
