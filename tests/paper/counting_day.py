"""A round on paper at its worst moment: batches in every state there is, and then its end.

Everything is done at the pages and by the services. Source: docs/rules/paper.md sections 2, 3, 5.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from config import Settings
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.deciding_clock import ManualClock
from pbplatform.core.transaction import transaction
from pbplatform.paper.jobs.worker import destroy_batch_keys
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.models.batches import PaperEntry
from pbplatform.paper.queries.checking import found_in_check
from pbplatform.paper.services.check_acts import CONFIRM_CHECK, to_confirm_check
from pbplatform.paper.services.checking import say_outcome
from pbplatform.results.jobs.ceremony import Ceremony, open_and_count, separate
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.keystore import KeyStore
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.close import close_urn, type_lot
from tests.conftest import SetClock
from tests.factories import COMMAND, make_person
from tests.paper.checked import AFTER
from tests.paper.clerks_room import Room
from tests.paper.rounds import DURING, clerk, give, make_paper_election
from tests.voting.ceremony_acts import CLOSERS
from tests.voting.elections import CLOSES, Election

# No two of a line are neighbours, so that no list of all projects looks like one.
NUMBERS = tuple(7001 + 7 * at for at in range(40))
MOST = 5
STATES = (
    *("half", "half and whole", "agreed", "differs", "looked at", "settled"),
    *("asked", "sealed", "refused", "dropped", "sealed after a look", "whole"),
)
OPEN_STATES = frozenset(STATES) - {"sealed", "sealed after a look", "refused"}
Line = tuple[int, ...]


@dataclass
class Day:
    """What happened, as only those know who were there.

    Attributes:
        sheets: the lines of each batch, as they stand on the papers.
        given: numbers of voters in the order in which they got their papers.
        voter_of: whose paper each is, by batch and sheet: nobody keeps this.
        typed: every line that anybody typed, in the order typed and in that of the ballot.
        closed: every entry that was ever kept: batch, hand, saving, bytes.
    """

    app: Flask
    settings: Settings
    clock: SetClock
    election: Election
    people: dict[str, ActorRef]
    room: Room
    sheets: dict[int, list[Line]]
    given: list[int]
    voter_of: dict[tuple[int, int], int]
    web: int
    typed: set[Line] = field(default_factory=set)
    closed: set[tuple[int, int, int, bytes]] = field(default_factory=set)

    @property
    def keys(self) -> KeyStore:
        return KeyStore(self.settings.key_dir)

    def state_of(self, batch: int) -> str:
        """The state in which a batch is left at the worst moment."""
        return STATES[(batch - 1) % len(STATES)]


def written(line: Line) -> str:
    return " ".join(map(str, line))


def new_line(chance: random.Random, taken: set[Line], *, too_many: bool = False) -> Line:
    """Numbers in an order in which nobody else has them, as somebody reads them out."""
    while True:
        line = tuple(chance.sample(NUMBERS, MOST + too_many))
        row = sorted(line)
        if row not in map(sorted, taken) and min(b - a for a, b in pairwise(row)) > 7:
            taken.add(line)
            return line


def make_day(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    *,
    papers: int,
    batches: int = len(STATES),
    seed: int = 5,
    mixed: bool = True,
) -> Day:
    """Papers are out and came back; batches are logged, and nobody entered any yet.

    Args:
        papers: a multiple of `batches`.
        mixed: papers were mixed before they were counted into batches.
    """
    chance, clock.at = random.Random(seed), DURING
    taken: set[Line] = set()
    lines = {v: new_line(chance, taken, too_many=v % 10 == 0) for v in range(1, papers + 1)}
    web = papers // 5
    with app.app_context():
        with transaction() as session:
            projects = tuple((number, 100_000) for number in NUMBERS)
            election = make_paper_election(
                session, settings.key_dir, voters=papers + web, projects=projects, most=MOST
            )
            people = {
                name.lower(): clerk(session, name) for name in ("Hanna", "Carla", "Dora", "Eli")
            }
            people["una"] = make_person(session, "Una", role="auditor")
            people["bea"] = make_person(
                session, "Bea", role="facilitator", scope=f"round:{election.slug}"
            )
        given = _hand_out(election, people["hanna"], chance, papers, web)
        db.session.remove()
    back = list(given)
    if mixed:
        chance.shuffle(back)
    size = papers // batches
    voter_of = {(at // size + 1, at % size + 1): voter for at, voter in enumerate(back)}
    sheets = {
        batch: [lines[voter_of[batch, sheet]] for sheet in range(1, size + 1)]
        for batch in range(1, batches + 1)
    }
    app.config["WTF_CSRF_ENABLED"] = False
    room = Room(app, clock, election.slug)
    day = Day(app, settings, clock, election, people, room, sheets, given, voter_of, web)
    for batch, held in sheets.items():
        room.receive(people["carla"], len(held), seal=f"seal {batch}")
    return day


def _hand_out(
    election: Election, hanna: ActorRef, chance: random.Random, papers: int, web: int
) -> list[int]:
    """One by one, and others vote online in between: each in a transaction of their own."""
    everybody = list(range(1, papers + web + 1))
    chance.shuffle(everybody)
    clock = ManualClock(DURING)
    for voter in everybody:
        if voter <= papers:
            with transaction() as session:
                give(session, election, hanna, voter)
            continue
        cast = election.cast(voter, *NUMBERS[:3])
        with transaction() as session:
            cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=clock)
    return [voter for voter in everybody if voter <= papers]


def to_worst_moment(day: Day) -> None:
    """Bring every batch into its state."""
    for batch in day.sheets:
        _begin(day, batch, day.state_of(batch))


def type_in(
    day: Day, who: str, batch: int, lines: list[Line], *, part: bool = False, done: bool = True
) -> None:
    """Type a batch, or half of it; what was kept is remembered."""
    shown = lines[: (len(lines) + 1) // 2] if part else lines
    texts = [written(line) for line in shown] + [""] * (len(lines) - len(shown))
    day.typed |= {*shown, *(tuple(sorted(line)) for line in shown)}
    day.room.enter(day.people[who], batch, texts, done=done)
    remember(day)


def remember(day: Day) -> None:
    with day.app.app_context():
        rows = db.session.scalars(select(PaperEntry)).all()
        day.closed |= {(r.batch, r.hand, r.revision, bytes(r.closed)) for r in rows if r.closed}
        db.session.remove()


def misread(day: Day, batch: int) -> list[Line]:
    """One sheet with a wrong number."""
    lines = list(day.sheets[batch])
    free = next(n for n in NUMBERS if n not in lines[0])
    lines[0] = (*lines[0][:-1], free)
    return lines


def _begin(day: Day, batch: int, state: str) -> None:
    lines, one, two = day.sheets[batch], day.people["carla"], day.people["dora"]
    if state in ("half", "half and whole", "dropped"):
        type_in(day, "carla", batch, lines, part=True, done=False)
        type_in(day, "carla", batch, misread(day, batch), part=True, done=False)
        if state == "half and whole":
            type_in(day, "dora", batch, lines)
        if state == "dropped":
            day.room.drop(two, batch)
            type_in(day, "dora", batch, lines, part=True, done=False)
        return
    type_in(day, "carla", batch, lines)
    if state == "whole":
        return
    apart = state in ("differs", "looked at", "settled", "sealed after a look")
    type_in(day, "dora", batch, misread(day, batch) if apart else lines)
    if state in ("looked at", "settled", "sealed after a look"):
        day.room.look(one, batch, [written(line) for line in lines])
        remember(day)
    if state in ("settled", "sealed after a look"):
        day.room.confirm_look(two, batch)
    if state.startswith("sealed"):
        day.room.seal(batch, one, two)
    if state == "asked":
        day.room.seal(batch, one)
    if state == "refused":
        day.room.refuse(batch, one, two)


def finish_batches(day: Day) -> None:
    """Clerks go on until every batch is sealed, but for those refused."""
    one, two = day.people["carla"], day.people["dora"]
    for batch, lines in day.sheets.items():
        state = day.state_of(batch)
        if state not in OPEN_STATES:
            continue
        if state in ("half", "half and whole", "dropped"):
            type_in(day, "carla", batch, lines)
        if state in ("half", "dropped", "whole"):
            type_in(day, "dora", batch, lines)
        if state == "differs":
            day.room.look(one, batch, [written(line) for line in lines])
        if state in ("differs", "looked at"):
            day.room.confirm_look(two, batch)
        day.room.seal(batch, *([two] if state == "asked" else [one, two]))


def count(day: Day) -> None:
    """Closed, lot, separated, opened and counted."""
    day.clock.at = CLOSES
    with day.app.app_context():
        told = Ceremony(day.election.round_id, COMMAND, day.keys, lambda _session: CLOSES)
        with transaction() as session:
            close_urn(session, pair=CLOSERS, round_id=told.round_id, now=CLOSES)
            for actor in (CLOSERS.first, CLOSERS.second):
                type_lot(
                    session, actor=actor, round_id=told.round_id, digits="1234567890", now=CLOSES
                )
        separate(told)
        open_and_count(told)
        db.session.remove()


def check_by_hand(day: Day) -> None:
    """Una and Bea compare every drawn sheet and confirm it."""
    day.clock.at = AFTER
    una, bea = day.people["una"], day.people["bea"]
    with day.app.app_context():
        round_ = db.session.get_one(Round, day.election.round_id)
        drawn = found_in_check(db.session(), round_).drawn
        with transaction() as session:
            for sheet in drawn:
                say_outcome(
                    session,
                    actor=una,
                    round_id=day.election.round_id,
                    sheet=sheet,
                    outcome=CheckOutcome.SAME,
                    now=AFTER,
                )
        with transaction() as session:
            asked = to_confirm_check(session, session.get_one(Round, day.election.round_id))
            CONFIRM_CHECK.perform(session, Pair(una, bea), asked, AFTER)
        db.session.remove()


def destroy_keys(day: Day) -> None:
    """The worker destroys the keys of batches, and later that of the box goes."""
    with day.app.app_context():
        destroy_batch_keys(day.settings)
        db.session.remove()
    assert day.keys.batch_keys_were_destroyed(day.election.slug)
    day.keys.destroy(day.election.slug)


def folder_of(settings: Settings) -> Path:
    """The instance folder of a test: keys, uploads, temporary files."""
    return settings.key_dir.parent
