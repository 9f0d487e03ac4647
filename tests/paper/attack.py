"""Everything that somebody with the files tries against votes on paper, in one walk.

`walk` plays a whole day of counting and attacks at four moments: with batches in every state, the
same after the database has put its files in order, after the count, and after the keys are gone.
Source: docs/rules/paper.md sections 2.3, 3.1, 3.5 and 5.5.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import Connection, select, text

from config import Settings
from pbplatform.core.db import db
from pbplatform.paper.domain.closed_entry import KeyDoesNotFit, open_entry, tracker_of
from pbplatform.paper.models.batches import PaperEntry
from pbplatform.rounds.models import Round
from pbplatform.voting import queries as voting
from pbplatform.voting.domain.sealing import TRACKER_BYTES, load_private, open_envelope
from pbplatform.voting.models import PublishedBallot, UrnEnvelope
from tests.conftest import SetClock
from tests.paper import counting_day as days
from tests.paper.at_rest import Hits, Wanted, files_at_rest, known_keys, search, traces
from tests.paper.counting_day import Day, Line
from tests.voting import storage_attacks

# Of any number of papers one is guessed right on average when each is guessed once. Ten or more
# come about once in nine million guesses.
BY_CHANCE = 9


@dataclass
class Found:
    """What came out.

    Attributes:
        papers: voters with a paper whose line is among the public votes.
        looked_for: lines, and values such as trackers and hashes of them.
        read: what was found at rest without the key folder, by moment.
        megabytes: read at the first moment.
        controls: of what may be at rest, how much was looked for and how much was found.
        opened: batches of which the key folder opens entries, at the worst moment.
        box_opened: sheets of sealed batches that the key folder opens in the box then.
        left_over: entries of ended batches still in the files then, as closed bytes.
        lengths: how many lengths closed entries and closed votes have.
        joined: voters whose row of the roll shares a transaction with their sheet.
        guesses: how many voters each way of guessing named rightly, without and with keys.
        after: entries and sheets that the key folder opens when the keys are gone.
    """

    papers: int = 0
    looked_for: tuple[int, int] = (0, 0)
    megabytes: int = 0
    controls: tuple[int, int] = (0, 0)
    read: dict[str, Hits] = field(default_factory=dict)
    opened: dict[int, set[Line]] = field(default_factory=dict)
    box_opened: dict[int, Line] = field(default_factory=dict)
    left_over: int = 0
    lengths: tuple[int, int] = (0, 0)
    joined: set[int] = field(default_factory=set)
    guesses: dict[str, int] = field(default_factory=dict)
    after: int = 0

    @property
    def lines_read(self) -> int:
        return sum(len(hits.lines) + len(hits.values) for hits in self.read.values())

    @property
    def best_guess(self) -> int:
        return max(self.guesses.values())

    @property
    def linked(self) -> int:
        """Voters that can be named with their paper, beyond what guessing gives."""
        guessed = self.best_guess if self.best_guess > BY_CHANCE else 0
        return max(len(self.joined), guessed)


def walk(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    *,
    papers: int,
    server: Path | None,
    checkpoint: Callable[[], None],
    mixed: bool = True,
    reads: bool = True,
    seed: int = 5,
) -> Found:
    """Play the day, attack, and tell.

    Args:
        server: the data directory of the PostgreSQL server; None on SQLite.
        checkpoint: has the database put into its files what lies in its write-ahead log.
        mixed: papers were mixed before they were counted into batches.
        reads: files are read; else voters are only guessed.
    """
    day = days.make_day(app, settings, clock, papers=papers, mixed=mixed, seed=seed)
    days.to_worst_moment(day)
    found, seen = Found(), set[bytes]()

    def at_rest() -> dict[str, bytes]:
        with app.app_context():
            db.session.remove()
            return (
                {}
                if not reads
                else files_at_rest(settings, days.folder_of(settings), server=server)
            )

    keys = batch_keys(day)
    wanted = wanted_of(day, keys)
    found.looked_for = len(wanted.lines), len(wanted.bytes_)
    files = at_rest()
    found.megabytes = sum(map(len, files.values())) // 1_000_000
    found.read["batches in every state"] = search(files, wanted, seen)
    checkpoint()
    files = at_rest()
    found.read["the same, files in order"] = search(files, wanted, seen)
    with app.app_context():
        found.controls = control(files)
        found.opened, found.box_opened = with_keys(day, keys)
        db.session.remove()
    ended = {batch for batch in day.sheets if day.state_of(batch) not in days.OPEN_STATES}
    gone = [closed for batch, _hand, _seen, closed in day.closed if batch in ended]
    found.left_over = sum(any(c[:64] in data for data in files.values()) for c in gone)
    days.finish_batches(day)
    checkpoint()
    with app.app_context():
        found.lengths = lengths(day)
        orders = orders_of_voters(day)
        found.joined = joined(day, server)
        db.session.remove()
    days.count(day)
    # What counts is public now; wrong readings, refused papers and keys are not. A file that is as
    # it was holds nothing new.
    keys = batch_keys(day)
    secret = Wanted(frozenset(day.typed) - public_lines(day), key_values(keys))
    found.read["counted"] = search(at_rest(), secret, seen)
    with app.app_context():
        found.papers, found.guesses = guesses(day, orders)
        db.session.remove()
    days.check_by_hand(day)
    days.destroy_keys(day)
    found.after = still_opened(day)
    found.read["keys destroyed"] = search(at_rest(), secret, seen)
    return found


def batch_keys(day: Day) -> dict[int, bytes]:
    """The keys of batches that somebody began to enter."""
    found = {batch: day.keys.batch_key(day.election.slug, batch) for batch in day.sheets}
    return {batch: key for batch, key in found.items() if key is not None}


def key_values(keys: dict[int, bytes]) -> dict[bytes, str]:
    return {key: f"key of batch {batch}" for batch, key in keys.items()}


def wanted_of(day: Day, keys: dict[int, bytes]) -> Wanted:
    slug, values = day.election.slug, key_values(keys)
    with day.app.app_context():
        words = db.session.scalars(text("SELECT seal FROM paper_batch")).all()
        db.session.remove()
    known = known_keys(day.settings, [slug, f"rounds/{slug}", str(day.election.round_id), *words])
    for batch, key in keys.items():
        for sheet in range(1, len(day.sheets[batch]) + 1):
            tracker = tracker_of(key, slug, batch, sheet)
            said = f"tracker|{slug}|{batch}|{sheet}".encode()
            raw = hmac.digest(key, said, "sha256")[:TRACKER_BYTES]
            for trace in traces(tracker, raw, known):
                values[trace] = f"tracker of sheet {sheet} of batch {batch}"
    return Wanted(frozenset(day.typed), values)


def control(files: dict[str, bytes]) -> tuple[int, int]:
    """What may be at rest is found: hashes of the box, and closed entries."""
    hashes = [bytes(each) for each in db.session.scalars(select(UrnEnvelope.env_hash))]
    kept = [bytes(each)[:64] for each in db.session.scalars(select(PaperEntry.closed)) if each]
    there = {name: data for name, data in files.items() if name != "dump"}
    wanted = {value: value.hex() for value in (*hashes, *kept)}
    return len(wanted), len(search(there, Wanted(frozenset(), wanted)).values)


def with_keys(day: Day, keys: dict[int, bytes]) -> tuple[dict[int, set[Line]], dict[int, Line]]:
    """Entries, and sheets in the box by slot, that the database and the key folder give away."""
    slug, opened = day.election.slug, dict[int, set[Line]]()
    for row in db.session.scalars(select(PaperEntry)):
        if not row.closed:
            continue
        place = {"slug": slug, "batch": row.batch, "hand": row.hand, "revision": row.revision}
        lines = open_entry(keys[row.batch], bytes(row.closed), **place)  # type: ignore[arg-type]
        opened.setdefault(row.batch, set()).update(map(line_of, filter(None, lines)))
    private = day.keys.load(slug)
    sealing = voting.sealing_key(db.session(), db.session.get_one(Round, day.election.round_id))
    rows = db.session.scalars(select(UrnEnvelope).where(UrnEnvelope.kind == "paper"))
    return opened, {
        row.slot: line_of(open_envelope(private, sealing, bytes(row.envelope)).ballot.row())
        for row in rows
    }


def line_of(row: str) -> Line:
    return tuple(int(number) for number in row.split(",") if number)


def lengths(day: Day) -> tuple[int, int]:
    votes = db.session.scalars(select(UrnEnvelope.envelope))
    return len({len(each[3]) for each in day.closed}), len({len(each) for each in votes})


def truth(day: Day) -> dict[int, Line]:
    """The line on each voter's paper, sorted as the public list is; those that can be told."""
    held = {
        voter: tuple(sorted(day.sheets[batch][sheet - 1]))
        for (batch, sheet), voter in day.voter_of.items()
        if day.state_of(batch) != "refused"
    }
    return {voter: line for voter, line in held.items() if len(line) == days.MOST}


def public_lines(day: Day) -> frozenset[Line]:
    """Lines that count are public, in whichever order somebody typed them."""
    rows = set(truth(day).values())
    return frozenset(line for line in day.typed if tuple(sorted(line)) in rows)


def joined(day: Day, server: Path | None) -> set[int]:
    """Voters whose row shares a transaction, or its neighbour, with their sheet in the box.

    SQLite keeps no numbers of transactions, and its rows lie in the order of their keys.
    """
    if server is None:
        return set()
    slots = {
        row.slot: bytes(row.env_hash)
        for row in db.session.scalars(select(UrnEnvelope).where(UrnEnvelope.kind == "paper"))
    }
    hashes = {
        voter: [slots[batch * 100 + sheet]]
        for (batch, sheet), voter in day.voter_of.items()
        if batch * 100 + sheet in slots
    }
    return storage_attacks.linked_by_versions(db.session.connection(), server, hashes)


def orders_of_voters(day: Day) -> dict[str, list[int]]:
    """Every order of voters with a paper that somebody can read, before the box is separated."""
    orders = {"by number": sorted(day.given), "as given out": day.given}
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for table in ("roll", "paper_issue"):
            for column in ("ctid", "xmin::text::bigint"):
                asked = f"SELECT voter_no FROM {table} ORDER BY {column}"  # noqa: S608
                orders[f"{table} by {column[:4]}"] = _of_paper(day, connection, asked)
    orders["by hash of proof"] = _of_paper(
        day, connection, "SELECT voter_no FROM roll_proof ORDER BY proof_hash"
    )
    return orders


def _of_paper(day: Day, connection: Connection, asked: str) -> list[int]:
    known = set(day.given)
    return [number for number in connection.scalars(text(asked)) if number in known]


def guesses(day: Day, orders: dict[str, list[int]]) -> tuple[int, dict[str, int]]:
    """The i-th voter of an order is given the i-th vote of another: how often that is right."""
    true = truth(day)
    on_paper = set(true.values())
    public = [row for row in _physical(db.session.connection()) if row in on_paper]
    slots = [
        tuple(sorted(day.sheets[batch][sheet - 1]))
        for (batch, sheet) in sorted(day.voter_of)
        if day.voter_of[batch, sheet] in true
    ]
    told = list(
        map(line_of, db.session.scalars(
            select(PublishedBallot.choices).order_by(PublishedBallot.tracker)
        ))
    )  # fmt: skip
    votes = {
        "as stored": public,
        "by tracker": [row for row in told if row in on_paper],
        "with keys, by sheet": slots,
    }
    scores = {}
    for how, voters in orders.items():
        known = [voter for voter in voters if voter in true]
        for which, lines in votes.items():
            for way, turned in (("", known), (", backwards", known[::-1])):
                pairs = zip(turned, lines, strict=True)
                scores[f"{how} / {which}{way}"] = sum(true[voter] == line for voter, line in pairs)
    return len(true), scores


def _physical(connection: Connection) -> list[Line]:
    asked = "SELECT choices FROM ballot_public"
    if connection.dialect.name == "postgresql":
        asked += " ORDER BY ctid"
    return [line_of(row) for row in connection.scalars(text(asked))]


def still_opened(day: Day) -> int:
    """Old entries and trackers that anything left in the key folder opens."""
    slug, left = day.election.slug, [
        path.read_bytes() for path in day.settings.key_dir.rglob("*") if path.is_file()
    ]  # fmt: skip
    tries = [data for data in left if len(data) in (16, 24, 32)]
    found = sum(1 for batch in day.sheets if day.keys.batch_key(slug, batch) is not None)
    for batch, hand, revision, closed in day.closed:
        for key in tries:
            try:
                open_entry(key, closed, slug=slug, batch=batch, hand=hand, revision=revision)
                found += 1
            except (KeyDoesNotFit, InvalidTag):
                continue
    for data in left:
        try:
            found += isinstance(load_private(data), ec.EllipticCurvePrivateKey)
        except ValueError:
            continue
    return found
