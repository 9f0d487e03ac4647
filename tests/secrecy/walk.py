"""A whole day of votes under attack, in one walk.

`walk` plays the day and attacks at five moments: while people vote, the same after the database has
put its files in order, after the close, after the separation, and after the opening. The attacker
has every file but those of `KEY_DIR`, every earlier dump, SQL, and the published list.
Source: docs/rules/voting.md sections 2.6, 2.8 and 7, ceremony.md section 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.voting.domain.sealing import CannotOpen, box_code, open_envelope
from pbplatform.voting.models import PublishedBallot, RollAccount, UrnEnvelope
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.paper.at_rest import Hits, Wanted, files_at_rest, known_keys, search
from tests.secrecy import chance, joins, reading
from tests.secrecy import voting_day as days
from tests.secrecy.channels import OTHER, channel_of
from tests.secrecy.reading import Names, Orders, Row
from tests.secrecy.voting_day import Day
from tests.secrecy.wanted import lines_of, wanted_of
from tests.voting import storage_attacks
from tests.voting.ceremony_acts import CLOSERS, FIRST, SECOND
from tests.voting.elections import CLOSES

VOTING, IN_ORDER, CLOSED, SEPARATED, OPENED = (
    *("while people vote", "the same, files in order"),
    *("closed", "separated", "opened"),
)


@dataclass
class Found:
    """What came out.

    Attributes:
        voters: whose vote was cast at a screen and counts.
        looked_for: lines, and values such as trackers and hashes of them.
        read: what was found at rest without the key folder, by moment.
        controls: of what may be at rest, how much was looked for and how much was found.
        ways: every way of guessing by order.
        joined: voters named with their own ballot, by what joins them.
        totals: columns that tell the votes so far, and for how many projects.
        lengths: how many lengths closed votes have.
        with_key: voters who are named by the key together with a dump from the time of voting.
        recognised: ballots with choices that nobody else has, which whoever knows them recognises.
        commonest: voters guessed rightly by giving everybody the commonest choices.
    """

    voters: int = 0
    kilobytes: int = 0
    looked_for: tuple[int, int] = (0, 0)
    read: dict[str, Hits] = field(default_factory=dict)
    controls: tuple[int, int] = (0, 0)
    ways: list[chance.Way] = field(default_factory=list)
    joined: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    lengths: int = 0
    with_key: int = 0
    recognised: int = 0
    commonest: int = 0

    @property
    def found_at_rest(self) -> int:
        return sum(len(hits.lines) + len(hits.values) for hits in self.read.values())

    @property
    def by_channel(self) -> dict[str, int]:
        """Voters re-linked by each channel."""
        found = Counter(chance.re_linked(self.ways, self.voters))
        for name, named in self.joined.items():
            found[name] = max(found[name], named)
        return dict(found)

    @property
    def linked(self) -> int:
        return max(self.by_channel.values(), default=0)


@dataclass
class Attacker:
    """Who has every file but the keys, at every moment.

    Attributes:
        owner: whose envelope each hash was, from every dump while people voted.
        orders: of voters, from every moment.
        written: voters by transaction, from every moment.
        beside: voters by value, from every moment.
    """

    day: Day
    server: Path | None
    found: Found = field(default_factory=Found)
    seen: set[bytes] = field(default_factory=set)
    owner: dict[bytes, int] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)
    orders: Orders = field(default_factory=dict)
    written: joins.Told = field(default_factory=dict)
    beside: dict[str, joins.Told] = field(default_factory=dict)
    envelopes: dict[int, bytes] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """What names a voter: their number, their account, and hashes of their envelopes."""
        values: dict[bytes, int] = {}
        for digest, voter in self.owner.items():
            values |= {digest: voter, digest.hex().encode(): voter}
            values[box_code(digest).encode()] = voter
        numbers = {voter: voter for voter in self.owner.values()}
        own = dict.fromkeys(("voter_no", "slot"), numbers)
        return Names(values, {**own, "account_id": self.accounts})

    def dump(self) -> None:
        """Learn from a dump whose envelopes lie in the box; also between the moments."""
        with self.day.app.app_context():
            for row in db.session.scalars(select(UrnEnvelope).where(UrnEnvelope.kind == "person")):
                self.owner[bytes(row.env_hash)] = row.slot
                self.envelopes[row.slot] = bytes(row.envelope)
            for linked in db.session.scalars(select(RollAccount)):
                self.accounts[linked.account_id] = linked.voter_no
            db.session.remove()

    def read(self) -> tuple[dict[str, list[Row]], list[bytes], dict[str, bytes]]:
        """Every row, the files of tables, and every file."""
        settings = self.day.settings
        with self.day.app.app_context():
            tables, heaps = reading.all_rows(db.session.connection()), self._heaps()
            db.session.remove()
            dumped = reading.dump_of(tables)
            folder = settings.key_dir.parent
            files = files_at_rest(settings, folder, server=self.server, dumped=dumped)
            db.session.remove()
        return tables, heaps, files

    def look(self, moment: str, wanted: Wanted) -> dict[str, bytes]:
        """Read everything at this moment, and remember what it tells of voters."""
        self.dump()
        tables, heaps, files = self.read()
        self.found.kilobytes = max(self.found.kilobytes, sum(map(len, files.values())) // 1000)
        self.found.read[moment] = search(files, wanted, self.seen)
        names = self.names
        told = {
            **reading.orders_in_tables(tables, names),
            **reading.orders_in_files(files, names),
        }
        self.orders |= {f"{moment}: {name}": order for name, order in told.items()}
        self.written = joins.merge(
            self.written, joins.by_transaction(tables, names), joins.by_row_versions(heaps, names)
        )
        self.beside |= {f"{moment}: {n}": v for n, v in joins.by_values(tables, names).items()}
        return files

    def _heaps(self) -> list[bytes]:
        """Files of tables as PostgreSQL keeps them, with dead rows; on SQLite there are none."""
        if self.server is None:
            return []
        connection, tables = db.session.connection(), ("ballot_public", *storage_attacks.WHAT)
        return [storage_attacks.heap(connection, self.server, table) for table in set(tables)]

    def guess(self) -> None:
        """With the published list: every order and every value beside every other."""
        truth = {voter: vote.tracker for voter, vote in self.day.counted.items()}
        found = self.found
        found.voters = len(truth)
        trackers = set(truth.values())
        names = Names({tracker.encode(): tracker for tracker in trackers})
        tables, heaps, files = self.read()
        ballots = {
            **reading.orders_in_tables(tables, names),
            **reading.orders_in_files(files, names),
        }
        channel = {name: channel_of(name) for name in (*self.orders, *ballots)}
        found.ways = list(chance.guess(self.orders, ballots, truth, channel))
        written = joins.merge(
            joins.by_transaction(tables, names), joins.by_row_versions(heaps, names)
        )
        found.joined["transactions and their neighbours"] = joins.right(
            joins.neighbours(self.written, written), truth
        )
        beside = joins.by_values(tables, names)
        for name, other, pairs in joins.shared(self.beside, beside):
            named = joins.right(pairs, truth)
            if named < chance.least_believed(
                len(self.beside) * len(beside), len(pairs) / len(truth)
            ):
                named = 0
            way = channel_of(name)
            way = channel_of(other) if way == OTHER else way
            found.joined[way] = max(found.joined.get(way, 0), named)
        lines = Counter(vote.line for vote in self.day.counted.values())
        found.recognised = sum(1 for count in lines.values() if count == 1)
        found.commonest = max(lines.values())


def walk(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    *,
    voters: int,
    server: Path | None,
    checkpoint: Callable[[], None],
    leak: Callable[[Day], days.Leak] | None = None,
    seed: int = 5,
) -> Found:
    """Play the day, attack, and tell.

    Args:
        server: the data directory of the PostgreSQL server; None on SQLite.
        checkpoint: has the database put into its files what lies in its write-ahead log.
        leak: makes what a leaky program would write beside each vote, for the control.
    """
    day = days.make_day(app, settings, clock, voters=voters, seed=seed)
    day.leak = leak(day) if leak else None
    attacker = Attacker(day, server)
    _vote(attacker, 0.6)
    days.enter_papers(day)
    attacker.look(VOTING, _wanted(day))
    attacker.found.totals = _totals(day)
    checkpoint()
    attacker.look(IN_ORDER, _wanted(day))
    _vote(attacker, 1)
    days.finish_papers(day)
    attacker.dump()
    told = _closed(day)
    wanted = _wanted(day)
    attacker.found.looked_for = len(wanted.lines), len(wanted.bytes_)
    attacker.found.controls = _controls(attacker, attacker.look(CLOSED, wanted))
    attacker.found.with_key = _with_key(attacker)
    with app.app_context():
        separate(told)
        db.session.remove()
    attacker.look(SEPARATED, wanted)
    with app.app_context():
        open_and_count(told)
        _published_is_true(day)
        db.session.remove()
    days.work(day)
    attacker.look(OPENED, _still_secret(day))
    attacker.guess()
    return attacker.found


def _vote(attacker: Attacker, share: float) -> None:
    """Whoever dumps the database all along sees every envelope that is replaced later."""
    for _cast in days.cast_some(attacker.day, share):
        attacker.dump()


def _closed(day: Day) -> Ceremony:
    """Two people close the box and roll the lot."""
    day.clock.at = CLOSES
    days.work(day)
    with day.app.app_context():
        told = Ceremony(day.election.round_id, COMMAND, day.keys, lambda _session: CLOSES)
        with transaction() as session:
            close_urn(session, pair=CLOSERS, round_id=told.round_id, now=CLOSES)
        _roll(told.round_id)
        db.session.remove()
    return told


def _roll(round_id: int) -> None:
    for actor in (FIRST, SECOND):
        with transaction() as session:
            type_lot(session, actor=actor, round_id=round_id, digits="1234567890", now=CLOSES)


def _wanted(day: Day) -> Wanted:
    lines = lines_of(
        [vote.line for vote in day.votes] + [line for held in day.papers.values() for line in held]
    )
    return wanted_of(day.votes, lines, _keys(day))


def _still_secret(day: Day) -> Wanted:
    """Votes that were replaced never become public, but for lines that somebody else has too."""
    public = lines_of(vote.line for vote in day.counted.values())
    lines = lines_of(vote.line for vote in day.replaced) - public
    return wanted_of(day.replaced, lines, _keys(day))


def _keys(day: Day) -> list[bytes]:
    slug = day.election.slug
    return known_keys(day.settings, [slug, f"rounds/{slug}", str(day.election.round_id)])


def _totals(day: Day) -> dict[str, int]:
    """What whoever reads the database learns of the votes so far."""
    totals = Counter(number for vote in day.counted.values() for number in vote.line)
    with day.app.app_context():
        found = joins.running_totals(reading.all_rows(db.session.connection()), totals)
        db.session.remove()
    return found


def _controls(attacker: Attacker, files: dict[str, bytes]) -> tuple[int, int]:
    """What may be at rest is found: the hash of every closed vote."""
    there = {name: data for name, data in files.items() if name != "dump"}
    wanted = {digest: digest.hex() for digest in attacker.owner}
    with attacker.day.app.app_context():
        lengths = db.session.scalars(text("SELECT DISTINCT length(envelope) FROM urn")).all()
        db.session.remove()
    attacker.found.lengths = len(lengths)
    return len(wanted), len(search(there, Wanted(frozenset(), wanted)).values)


def _with_key(attacker: Attacker) -> int:
    """What README says openly: whoever has the key too, and a dump, names everybody."""
    day, named = attacker.day, 0
    private = day.keys.load(day.election.slug)
    for voter, envelope in attacker.envelopes.items():
        try:
            opened = open_envelope(private, day.election.key, envelope)
        except CannotOpen:
            continue
        named += opened.tracker == day.counted[voter].tracker
    return named


def _published_is_true(day: Day) -> None:
    """Every vote at a screen is in the list as it was cast."""
    rows = db.session.scalars(select(PublishedBallot))
    listed = {row.tracker: row.choices for row in rows}
    for vote in day.counted.values():
        assert listed[vote.tracker] == ",".join(map(str, vote.line))
