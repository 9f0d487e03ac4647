"""Three people of Hackford hold the key of the present vote; their sheets lie open, to play with.

A real place keeps no sheet. Here they stand beside the other keys, so that whoever takes the tour
can be two of the three. Source: docs/rules/demo.md section 3.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pbplatform.demo.round_plots import RoundPlot
from pbplatform.demo.world import Act, World
from pbplatform.trustees.domain.public_file import read_public_file, write_public_file
from pbplatform.trustees.domain.shares import Dealt, Share, combine, deal, read_share
from pbplatform.trustees.services import name_trustees
from pbplatform.trustees.services.linking import accept, ask_trustee
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore

TRUSTEES = ("Grace Obi, librarian", "Peter Lund, head teacher", "Samira Aziz, pharmacist")
SIGN_IN = ("grace", "peter")  # the first two of them; Samira comes to the screen, if she comes
NEEDED = 2


def _path(folder: Path, slug: str) -> Path:
    return folder / f"demo-sheets-{slug}.json"


def cut_key(folder: Path, slug: str) -> Dealt:
    """The public file of the round's trustees; cut now where it was not, and the sheets kept."""
    if found := sheets(folder, slug):
        return found[0]
    dealt, shares = deal(NEEDED, TRUSTEES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = {
        "public": write_public_file(dealt).decode(),
        "words": [share.words for share in shares],
    }
    _path(folder, slug).write_text(json.dumps(told))
    return dealt


def sheets(folder: Path, slug: str) -> tuple[Dealt, list[Share]] | None:
    """The trustees of a round of the demonstration and what stands on their sheets."""
    try:
        told = json.loads(_path(folder, slug).read_text())
    except FileNotFoundError:
        return None
    shares = [read_share(number, words) for number, words in enumerate(told["words"], 1)]
    return read_public_file(told["public"].encode()), shares


def keys_of(folder: Path, slug: str) -> KeyStore:
    """The keys that play an opening: two trustees come, where a round has trustees."""
    found = sheets(folder, slug)
    if found is None:
        return KeyStore(folder)
    dealt, shares = found
    come = shares[:NEEDED]
    return HeldKeys(folder, combine(dealt, come), tuple(one.number for one in come), slug)


def name_people(plot: RoundPlot, at: datetime) -> Act:
    """Bea names the three who hold the key; two of them sign in."""

    def run(world: World, now: datetime) -> None:
        raw = write_public_file(cut_key(world.key_dir, plot.slug))
        with world.write() as session:
            name_trustees(
                session,
                actor=world.acting("bea", "facilitator"),
                round_id=world.ids[plot.slug],
                raw=raw,
                seen=None,
                now=now,
            )
            for number, key in enumerate(SIGN_IN, 1):
                _sign_in(session, world, world.ids[plot.slug], number, key, now)

    return Act(at, run)


def _sign_in(
    session: Session, world: World, round_id: int, number: int, key: str, now: datetime
) -> None:
    """Somebody is asked to sign in as a trustee, and accepts."""
    ask_trustee(
        session,
        actor=world.acting("bea", "facilitator"),
        round_id=round_id,
        number=number,
        email=f"{key}@hackford.example",
        now=now,
    )
    accept(session, account_id=world.accounts[key], round_id=round_id, now=now)
