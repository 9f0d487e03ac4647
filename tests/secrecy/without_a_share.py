"""A box whose key trustees hold, and somebody who has all but one of the shares that are needed.

He has `KEY_DIR`, every file, k - 1 shares, and tries whatever could be a key. After the trustees
opened the box at the screen of the server, the key and their shares must lie nowhere.
Source: docs/rules/trustees.md sections 1.1, 2.2, 3.1 and 3.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from flask import Flask
from sqlalchemy import select

from config import Settings
from pbplatform.core.db import db
from pbplatform.core.transaction import transaction
from pbplatform.results.jobs.ceremony import Ceremony, separate
from pbplatform.trustees.domain.curve import ORDER, weights
from pbplatform.trustees.domain.shares import Share, deal
from pbplatform.voting.domain.sealing import CannotOpen, open_envelope
from pbplatform.voting.models import PublishedBallot, UrnEnvelope
from tests.conftest import SetClock
from tests.factories import COMMAND
from tests.pages import sign_in
from tests.paper.at_rest import Wanted, files_at_rest, search
from tests.secrecy import voting_day as days
from tests.secrecy.voting_day import Day
from tests.voting.ceremony_acts import close_and_roll
from tests.voting.elections import CLOSES

NAMES, NEED = ("Ada", "Ben", "Cy", "Dee", "Eve"), 3
_PIECE = 12  # bytes of a number that are looked for by themselves: letters break lines within it
BOX = "/desk/facilitator/rounds/neighbour-fund/box"


@dataclass
class Found:
    """What came out.

    Attributes:
        votes: in the box, paper apart.
        tries: numbers that were tried as the key, with `KEY_DIR` and all but one needed share.
        opened: votes that any of them opened.
        counted: votes at screens that the trustees opened then.
        left: what of the key and the shares lay anywhere, before the opening and after it.
        control: of the public points of the shares, which may be anywhere, how many were found.
    """

    votes: int = 0
    tries: int = 0
    opened: int = 0
    counted: int = 0
    left: tuple[set[str], set[str]] = (set(), set())
    control: int = 0


def walk(
    app: Flask,
    settings: Settings,
    clock: SetClock,
    *,
    voters: int,
    server: Path | None,
    seed: int = 5,
) -> Found:
    """Play the day, try, let the trustees open the box by the page, and look again."""
    dealt, shares = deal(NEED, NAMES)
    day = days.make_day(app, settings, clock, voters=voters, seed=seed, dealt=dealt)
    for _cast in days.cast_some(day, 1):
        pass
    clock.at = CLOSES
    found, wanted = Found(), key_values(shares)
    with app.app_context():
        rows = db.session.scalars(select(UrnEnvelope.envelope).where(UrnEnvelope.kind == "person"))
        envelopes = [bytes(row) for row in rows]
        with transaction() as session:
            close_and_roll(session, day.election.round_id, now=CLOSES)
        separate(Ceremony(day.election.round_id, COMMAND, day.keys, lambda _session: CLOSES))
        db.session.remove()
    before = everything(day, server)
    found.votes = len(envelopes)
    points = {point: point.hex() for point in dealt.points}
    found.control = len(search(before, Wanted(frozenset(), points)).values)
    for guessed in tried(shares[: NEED - 1], before):
        found.tries += 1
        found.opened = max(found.opened, opened_by(day, guessed, envelopes))
    open_by_page(day, shares[:NEED])
    with app.app_context():
        own = {vote.tracker for vote in day.counted.values()}
        listed = db.session.scalars(select(PublishedBallot.tracker)).all()
        found.counted = len(own.intersection(listed))
        db.session.remove()
    days.work(day)
    after = everything(day, server)
    found.left = search(before, wanted).values, search(after, wanted).values
    return found


def everything(day: Day, server: Path | None) -> dict[str, bytes]:
    """Every file at rest, and those of `KEY_DIR`."""
    with day.app.app_context():
        db.session.remove()
        files = files_at_rest(day.settings, day.settings.key_dir.parent, server=server)
        db.session.remove()
    own = (path for path in day.settings.key_dir.rglob("*") if path.is_file())
    return files | {str(path): path.read_bytes() for path in own}


def key_values(shares: list[Share]) -> Wanted:
    """The key and the shares in every way of writing a number, and the words of the sheets."""
    values: dict[bytes, str] = {}
    numbers = {f"share {share.number}": share.value for share in shares}
    numbers["the key"] = key_of(shares[:NEED])
    for what, number in numbers.items():
        for raw in (number.to_bytes(32), number.to_bytes(32, "little")):
            values |= dict.fromkeys((raw[:_PIECE], raw[_PIECE : 2 * _PIECE], raw[-_PIECE:]), what)
        values[str(number).encode()] = what
    for share in shares:
        words = share.words.split()
        for between in (" ", "+", "%20", "\n", ",", '", "', '","'):
            for at in (0, 8, 16):
                values[between.join(words[at : at + 4]).encode()] = f"words of {share.number}"
    return Wanted(frozenset(), values)


def key_of(shares: list[Share]) -> int:
    """The value at 0 of the polynomial through these shares."""
    numbers = [share.number for share in shares]
    parts = zip(weights(numbers, 0), shares, strict=True)
    return sum(weight * share.value for weight, share in parts) % ORDER


def tried(shares: list[Share], files: dict[str, bytes]) -> Iterator[int]:
    """Whatever could be the key of somebody with these shares and files."""
    yield from (share.value for share in shares)
    for many in range(1, len(shares) + 1):
        for some in combinations(shares, many):
            yield key_of(list(some))
            yield sum(share.value for share in some) % ORDER
    for one, other in combinations(shares, 2):
        yield (one.value - other.value) % ORDER
        yield one.value ^ other.value
    for name, data in files.items():
        if "/keys/" in name:
            yield from numbers_in(data)


def numbers_in(data: bytes) -> Iterator[int]:
    """Numbers that a file of keys holds."""
    if len(data) in (24, 32):
        yield int.from_bytes(data)
    for found in re.findall(rb"[0-9a-f]{64}", data):
        yield int(found, 16)
    try:
        private = load_pem_private_key(data, password=None)
    except ValueError:
        return
    if isinstance(private, ec.EllipticCurvePrivateKey):
        yield private.private_numbers().private_value
    else:
        yield int.from_bytes(private.private_bytes_raw())  # type: ignore[union-attr]


def opened_by(day: Day, number: int, envelopes: list[bytes]) -> int:
    """How many envelopes this number opens as a key."""
    if not 0 < number < ORDER:
        return 0
    private = ec.derive_private_key(number, ec.SECP256R1())
    opened = 0
    for at, envelope in enumerate(envelopes):
        try:
            open_envelope(private, day.election.key, envelope)
        except CannotOpen:
            if at > 2:  # one key opens all or none
                break
            continue
        opened += 1
    return opened


def open_by_page(day: Day, shares: list[Share]) -> None:
    """The trustees type what stands on their sheets at the facilitator's screen."""
    day.clock.at = CLOSES + days.UNTIL_PROMISED
    day.app.config["WTF_CSRF_ENABLED"] = False
    client = day.app.test_client()
    sign_in(day.app, client, day.people["bea"], day.clock)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(f"{BOX}/open").text)
    assert seen
    typed = {"seen": seen[1]}
    for n, share in enumerate(shares, 1):
        typed |= {f"who_{n}": str(share.number), f"words_{n}": share.words}
    answer = client.post(f"{BOX}/open", data=typed)
    assert answer.status_code == 302, answer.text
