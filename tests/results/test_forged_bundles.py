"""Every kind of forged bundle is found, and the entry is named. docs/rules/audit.md section 10."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from pbplatform.core import undecided
from pbplatform.core.undecided import PaperNumbers
from pbplatform.voting.models import ON_PAPER, RollEntry
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.cast_paper import put_in_paper
from tests.results import forgeries
from tests.results.bundles import (
    PROGRAM,
    SUMS,
    Files,
    entries_in,
    files_of,
    judged,
    listed,
    write_bundle,
)
from tests.results.counted import DURING, count_it
from tests.results.forgeries import FORGERIES, LOG, SITE, at, one_vote_less, with_log
from tests.voting.amending import HOUR, extend, withdraw
from tests.voting.ceremony_acts import close_to_opened
from tests.voting.elections import CLOSES, make_election

pytestmark = pytest.mark.one_database
# `make attack-bundle` changes every byte.
EVERY_BYTE = os.environ.get("EVERY_BYTE", "")  # or the names of some files
SAMPLE = 25
# What these say nobody can check but by the list of hashes.
ONLY_LISTED = {"README.md", "verify.py"}


@pytest.fixture(scope="module")
def kept() -> dict[str, Files]:
    return {}


@pytest.fixture
def files(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: dict[str, Files]
) -> Files:
    """A vote in which everything happened: paper, a changed vote, both kinds of amendments."""
    if kept:
        return kept["files"]
    papers = PaperNumbers(issued=3, spoiled=1, returned=1)
    monkeypatch.setattr(undecided, "_READERS", [lambda _session, _round_id: papers])
    election = make_election(session, tmp_path / "keys", voters=9)
    own = (RollEntry.round_id == election.round_id, RollEntry.voter_no > 7)
    session.execute(update(RollEntry).where(*own).values(state=ON_PAPER))
    session.expire_all()
    choices = [(15,), (15, 4), (7,), (9, 7), (15,), (8,), (4,)]
    for voter, chosen in [*enumerate(choices[:6], 1), (3, choices[6])]:
        cast = election.cast(voter, *chosen)
        cast_ballots(session, round_id=election.round_id, sealed=[cast], clock=DURING)
    withdraw(session, election, 9)
    extend(session, election)
    paper, ends = (election.cast(101, 7),), CLOSES + HOUR
    put_in_paper(session, round_id=election.round_id, sealed=paper, now=ends)
    evening = ends + timedelta(hours=1)
    close_to_opened(session, tmp_path / "keys", election.round_id, now=evening)
    count_it(session, election, now=evening)
    kept["files"] = files_of(write_bundle(session, election.slug, tmp_path, key=True))
    return kept["files"]


def test_true_bundle_is_right(files: Files) -> None:
    told = judged(files)
    assert told.code == 0, told.text
    assert "project 9 was withdrawn" in told.text
    assert "voting was open until" in told.text
    assert "channels.csv: 6 votes online, 1 on paper" in told.text


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_forged_bundle_is_found_and_the_entry_named(
    files: Files, forge: Callable[[Files], Files]
) -> None:
    told = judged(forge(files))
    assert told.code == 1
    assert any(FORGERIES[forge] in line for line in told.wrong), told.text


def _other_readme(files: Files) -> Files:
    return {**files, "README.md": b"Trust us."}


def _other_program(files: Files) -> Files:
    return listed({**files, "verify.py": b"print('RIGHT')"})


def _imported_late(files: Files) -> Files:
    late = {"kind": "vote:roll:imported", "at": "2027-03-20T10:00:00.000000Z", "data": {"added": 0}}
    late |= {"actor": {"role": "clerk"}, "subject": "rounds/neighbour-fund", "v": 2}
    return with_log(files, SITE, lambda entries: entries.append(late))


def _certified_over_a_difference(files: Files) -> Files:
    common = {"actor": {"role": "auditor"}, "subject": "rounds/neighbour-fund", "v": 2}
    common["at"] = "2027-03-20T10:00:00.000000Z"
    log = entries_in(files, LOG)
    data = {"opening": 2, "agrees": 0, "list_sha256": "ab" * 32}
    data["logged_sha256"] = log[at(log, "vote:urn:opened")]["list_sha256"]
    stated = {**common, "kind": "reopen:opening:stated", "data": data}
    certified = {**common, "kind": "result:count:certified", "data": {}}
    return with_log(files, SITE, lambda entries: entries.extend([stated, certified]))


# A forgery that this check alone finds, for each that has one.
ONLY_FOUND_BY = {
    "check_files": _other_readme,
    "check_checkpoints": forgeries.signed_by_another,
    "check_replay": forgeries.other_definition_file,
    "check_both_logs": forgeries.tie_changed,
    "check_box": forgeries.stuffed_without_log,
    "check_roll": _imported_late,
    "check_reopened": _certified_over_a_difference,
    "check_words": forgeries.word_changed,
    "check_ballots": forgeries.ballots_swapped,
    "check_count": forgeries.result_changed,
    "check_program": _other_program,
}


@pytest.mark.parametrize("name", ONLY_FOUND_BY)
def test_without_a_check_a_forged_bundle_passes(
    files: Files, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    forged = ONLY_FOUND_BY[name](files)
    assert judged(forged).code == 1
    checks = {work.__name__: number for work, number in PROGRAM.CHECKS.items()}
    if name in ("check_replay", "check_ballots"):  # others go on from what these read
        wrong, silent = PROGRAM.Bundle.wrong, checks[name]
        told = [wrong, lambda *_: None]
        monkeypatch.setattr(
            PROGRAM.Bundle,
            "wrong",
            lambda bundle, check, words: told[check == silent](bundle, check, words),
        )
    else:
        rest = {work: number for work, number in PROGRAM.CHECKS.items() if work.__name__ != name}
        monkeypatch.setattr(PROGRAM, "CHECKS", rest)
    assert judged(forged).code == 0


def test_every_check_that_reads_has_a_forgery_of_its_own() -> None:
    reading = {"read_logs", "check_receipts"}  # without the first nothing is; the other reads files
    assert {work.__name__ for work in PROGRAM.CHECKS} == ONLY_FOUND_BY.keys() | reading


def test_vote_dropped_by_who_has_everything_is_found_by_an_older_checkpoint_alone(
    files: Files, tmp_path: Path
) -> None:
    forged = one_vote_less(files)
    told = judged(forged)
    assert told.code == 0, told.text  # docs/rules/audit.md section 10 says so
    assert "nothing shows that the log was not rewritten" in told.text
    pin = tmp_path / "old.checkpoint"
    pin.write_bytes(files["ballot-log.checkpoint"])
    told = judged(forged, pins=(pin,))
    assert told.code == 1
    assert any("which now has" in line and "old.checkpoint" in line for line in told.wrong)
    assert judged(files, pins=(pin,)).code == 0


def positions(name: str, body: bytes) -> list[int]:
    if (EVERY_BYTE == "1" or name in EVERY_BYTE.split(",")) and name not in ONLY_LISTED:
        return list(range(len(body)))
    chance = random.Random(name)
    return sorted(chance.sample(range(len(body)), min(SAMPLE, len(body))))


def test_every_changed_byte_is_found(files: Files) -> None:
    """By the list of hashes, and, where a forger makes that anew, by what the files say."""
    assert judged(files).code == 0
    tried = 0
    for name, body in files.items():
        for place in positions(name, body):
            for bit in (1, 32):
                changed = bytes([*body[:place], body[place] ^ bit, *body[place + 1 :]])
                forged = {**files, name: changed}
                if name != SUMS and name not in ONLY_LISTED:
                    forged = listed(forged)
                told = judged(forged)
                assert told.code == 1, f"{name}, byte {place}, bit {bit}: {told.text}"
                tried += 1
    assert tried > SAMPLE * len(files)
