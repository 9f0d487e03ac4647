"""Half-entered batches at rest, and acts that are cut off.

Source: docs/rules/paper.md section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import seal as seal_facts
from pbplatform.paper.domain.closed_entry import KeyDoesNotFit, close_entry, open_entry, tracker_of
from pbplatform.paper.models.batches import PaperBatch, PaperEntry
from pbplatform.paper.queries.batches import batch_of, facts_of
from pbplatform.paper.services import batches, entering, sealing
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.models import UrnEnvelope
from tests.paper.rounds import DURING, TODAY, clerk, give, make_paper_election
from tests.voting.elections import Election

KEY = bytes(range(32))
LINES = ["4,9", "7", "u", "15"]


class Cut(Exception):
    """The power fails."""


class PowerCut:
    """Cuts off at the given statement, counted from 1."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, *_args: object) -> None:
        self.left -= 1
        if self.left == 0:
            raise Cut


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    made = make_paper_election(session, tmp_path / "keys", voters=8)
    give(session, made, clerk(session, "Hanna"), 1, 2, 3, 4, 5)
    return made


@pytest.fixture
def clerks(session: Session, election: Election) -> tuple[ActorRef, ActorRef]:
    pair = clerk(session, "Carla"), clerk(session, "Dora")
    batches.receive_batch(
        session,
        actor=pair[0],
        round_id=election.round_id,
        place="Library",
        seal="4711",
        sheets=len(LINES),
        with_asides=False,
        today=TODAY,
        now=DURING,
    )
    return pair


def round_of(session: Session, election: Election) -> Round:
    return session.get_one(Round, election.round_id)


def enter(
    session: Session,
    election: Election,
    actor: ActorRef,
    lines: list[str | None],
    *,
    done: bool = True,
) -> None:
    entering.save_entry(
        session,
        actor=actor,
        round_=round_of(session, election),
        n=1,
        lines=lines,
        seen=0,
        done=done,
        key=KEY,
        now=DURING,
    )


def all_values(session: Session) -> Iterator[Any]:
    """Every value of every table, as somebody with the database reads it."""
    tables = MetaData()
    tables.reflect(session.connection())
    for table in tables.sorted_tables:
        for row in session.execute(select(table)):
            yield from row


def test_whoever_has_the_database_learns_nothing_of_a_half_entered_batch(
    session: Session, election: Election, clerks: tuple[ActorRef, ActorRef]
) -> None:
    enter(session, election, clerks[0], ["4,9", "7", None, None], done=False)
    enter(session, election, clerks[1], ["15", "u", "4,4,9,15", ""])
    kept = session.scalars(select(PaperEntry.closed)).all()
    assert len({len(each) for each in kept}) == 1  # nothing is told by length
    trackers = [tracker_of(KEY, election.slug, 1, sheet) for sheet in range(1, 5)]
    for value in all_values(session):
        text = value.decode("latin1") if isinstance(value, bytes) else str(value)
        assert "4,4,9,15" not in text
        assert not any(tracker in text for tracker in trackers)
    with pytest.raises(KeyDoesNotFit):
        open_entry(b"\0" * 32, kept[0], slug=election.slug, batch=1, hand=1, revision=1)


@pytest.mark.parametrize(
    "other",
    [{"slug": "other"}, {"batch": 2}, {"hand": 2}, {"revision": 2}],
    ids=lambda each: next(iter(each)),
)
def test_an_entry_put_elsewhere_does_not_open(other: dict[str, Any]) -> None:
    place: dict[str, Any] = {"slug": "fund", "batch": 1, "hand": 1, "revision": 1}
    closed = close_entry(KEY, ["4"], **place)
    assert open_entry(KEY, closed, **place) == ["4"]
    with pytest.raises(KeyDoesNotFit):
        open_entry(KEY, closed, **{**place, **other})


def act_to_seal(session: Session, election: Election, actor: ActorRef) -> None:
    round_ = round_of(session, election)
    batch = batch_of(session, election.round_id, 1)
    lines = sealing.settled_lines(session, round_, batch, KEY)
    sealed = sealing.seal_sheets(
        lines, sealing=voting.sealing_key(session, round_), key=KEY, slug=election.slug, n=1
    )
    sealing.seal_batch(
        session,
        actor=actor,
        round_id=election.round_id,
        n=1,
        lines=lines,
        sealed=sealed,
        key=KEY,
        seen=seal_facts(facts_of(batch)),
        now=DURING,
    )


def state(session: Session, election: Election) -> tuple[str, int, int]:
    session.expire_all()
    batch = session.get_one(PaperBatch, (election.round_id, 1))
    in_box = len(session.scalars(select(UrnEnvelope.env_hash)).all())
    kept = [closed for closed in session.scalars(select(PaperEntry.closed)) if closed]
    return batch.state, in_box, len(kept)


def test_sealing_cut_off_at_any_statement_loses_nothing_and_counts_nothing_twice(
    session: Session, election: Election, clerks: tuple[ActorRef, ActorRef]
) -> None:
    one, two = clerks
    enter(session, election, one, list(LINES))
    enter(session, election, two, list(LINES))
    batch = batch_of(session, election.round_id, 1)
    sealing.ask_to_seal(
        session,
        actor=one,
        round_=round_of(session, election),
        n=1,
        seen=seal_facts(facts_of(batch)),
    )
    session.commit()
    before = state(session, election)
    assert before == ("agreed", 0, 2)
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    cut_at, done = 0, False
    while not done:
        cut_at += 1
        cut = PowerCut(cut_at)
        event.listen(engine, "before_cursor_execute", cut)
        try:
            act_to_seal(session, election, two)
            done = True
        except Cut:
            session.rollback()
        finally:
            event.remove(engine, "before_cursor_execute", cut)
        if not done:
            assert state(session, election) == before
    session.commit()
    assert cut_at > 10  # every statement was tried
    assert state(session, election) == ("sealed", len(LINES), 0)
