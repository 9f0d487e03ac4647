"""What the program for outsiders reads beside the bundle: receipts, witnesses, later statements.

Source: docs/rules/audit.md section 10.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from tests.results.bundles import PROGRAM, SITE_FILE, Files, Told, files_of, judged, write_bundle
from tests.results.counted import count_it, opened_election
from tests.results.forgeries import LOG, at, entries_in, with_log

pytestmark = pytest.mark.one_database
HOST_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(40, 72)))
WATCHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
LATER = "2027-03-20T10:00:00.000000Z"
ROUND = "rounds/neighbour-fund"


@pytest.fixture(scope="module")
def kept() -> dict[str, Files]:
    return {}


@pytest.fixture
def files(session: Session, tmp_path: Path, kept: dict[str, Files]) -> Files:
    if not kept:
        election = opened_election(session, tmp_path / "keys", (15, 9), (7,), (4, 8))
        count_it(session, election)
        session.commit()
        kept["files"] = files_of(write_bundle(session, election.slug, tmp_path, key=True))
    return kept["files"]


def key_line(name: str, key: Ed25519PrivateKey, kind: int) -> tuple[str, bytes]:
    """A verifier key of C2SP signed-note, and its id."""
    body = bytes([kind]) + key.public_key().public_bytes_raw()
    short = hashlib.sha256(f"{name}\n".encode() + body).digest()[:4]
    return f"{name}+{short.hex()}+{base64.b64encode(body).decode()}", short


def told_later(files: Files, *entries: dict[str, Any]) -> Files:
    """The same with these entries at the end of the site log, signed again."""
    common = {"v": 2, "at": LATER, "actor": {"role": "system"}}
    more = [{**common, "subject": ROUND, **one} for one in entries]
    return with_log(files, SITE_FILE, lambda log: log.extend(more))


PROMISER, PROMISER_ID = key_line("budget.example/promise", HOST_KEY, 1)
CERTIFIED = {
    "kind": "place:promise_key:certified",
    "subject": "place/promise-key",
    "data": {"host": 1, "key": PROMISER},
}


def promise(files: Files, envelope: str, *, round_: str = "neighbour-fund", by: str = "") -> str:
    """A receipt with nothing but the promise of an envelope."""
    definition = hashlib.sha256(files["definition.json"]).hexdigest()
    text = (
        f"budget.example/promise\nvote promise v1\nround {round_}\ndefinition {definition}\n"
        f"envelope {envelope}\nlogged by {by or '2027-03-08T10:00:00Z'}\n"
    )
    signature = base64.b64encode(PROMISER_ID + HOST_KEY.sign(text.encode())).decode()
    return f"{text}\n\u2014 budget.example/promise {signature}\n"


def with_receipt(files: Files, folder: Path, *texts: str) -> Told:
    paths = [folder / f"mine-{number}.txt" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return judged(files, receipts=tuple(paths))


def live(files: Files) -> str:
    return files["envelopes.txt"].decode().split()[0]


def test_promised_envelope_is_found_with_its_entry(files: Files, tmp_path: Path) -> None:
    told = with_receipt(told_later(files, CERTIFIED), tmp_path, promise(files, live(files)))
    assert told.code == 0, told.text
    assert "mine-0.txt: in the box, ballot-log.jsonl entry" in told.text


def test_missing_envelope_is_evidence_with_the_whole_promise(files: Files, tmp_path: Path) -> None:
    note = promise(files, "ab" * 32)
    told = with_receipt(told_later(files, CERTIFIED), tmp_path, note)
    assert told.code == 1
    (line,) = told.wrong
    assert "PROMISED AND MISSING" in line
    assert PROMISER in line
    assert "(place:promise_key:certified)" in line
    assert note in told.text


def revoked(files: Files) -> Files:
    again = {**CERTIFIED, "kind": "place:promise_key:revoked", "at": "2027-03-08T08:00:00.000000Z"}
    return told_later(files, CERTIFIED, again)


def certified(files: Files) -> Files:
    return told_later(files, CERTIFIED)


@pytest.mark.parametrize(
    ("change", "made", "code", "words"),
    [
        (lambda text: text.replace("by 2027-03-08T10", "by 2027-03-08T11"), certified, 1,
         "not signed by the key of site.jsonl entry"),
        (lambda text: text, lambda files: files, 2, "by no key that the log names"),
        (lambda text: text, revoked, 1, "signed after site.jsonl entry"),
        (lambda text: "Box code: 0000-0000-0000-0000\n\n" + text, certified, 1, "box code is"),
        (lambda text: f"Envelope: {'cd' * 32}\n\n" + text, certified, 1, "envelope is"),
    ],
)  # fmt: skip
def test_promise_that_is_not_as_it_should_be_is_told(
    files: Files,
    tmp_path: Path,
    change: Callable[[str], str],
    made: Callable[[Files], Files],
    code: int,
    words: str,
) -> None:
    told = with_receipt(made(files), tmp_path, change(promise(files, live(files))))
    assert told.code == code, told.text
    assert words in told.text


def test_receipt_of_another_round_cannot_be_checked(files: Files, tmp_path: Path) -> None:
    told = with_receipt(certified(files), tmp_path, promise(files, live(files), round_="old"))
    assert told.code == 2
    assert "this receipt is of the round old" in told.text


def test_one_tracker_for_two_voters_is_told(files: Files, tmp_path: Path) -> None:
    tracker = files["ballots.csv"].decode().splitlines()[1].split(",")[0]
    codes = [PROGRAM.box_code(one) for one in files["envelopes.txt"].decode().split()[:2]]
    texts = [f"Box code: {code}\nTracker: {tracker}\n" for code in codes]
    told = with_receipt(files, tmp_path, *texts)
    assert told.code == 1
    assert f"2 receipts have {tracker}, the list 1" in told.text
    assert with_receipt(files, tmp_path, texts[0], texts[0]).code == 0


def test_choices_are_the_same_in_whatever_order_a_voter_wrote_them(
    files: Files, tmp_path: Path
) -> None:
    rows = [line.split(",") for line in files["ballots.csv"].decode().splitlines()[1:]]
    tracker, chosen, _ = next(row for row in rows if len(row[1].split()) == 2)
    one, other = chosen.split()
    assert with_receipt(files, tmp_path, f"Tracker: {tracker}\nChoices: {other}, {one}\n").code == 0
    assert with_receipt(files, tmp_path, f"Tracker: {tracker}\nChoices: {other}, 8\n").code == 1


def test_receipt_of_a_blank_vote_is_read(files: Files, tmp_path: Path) -> None:
    tracker = files["ballots.csv"].decode().splitlines()[1].split(",")[0]
    told = with_receipt(files, tmp_path, f"Tracker: {tracker}\nChoices:\nother\n")
    assert told.code == 1
    assert f"for {tracker}, you []" in told.text


def cosigned(files: Files, name: str, *, when: int = 1_800_000_000) -> tuple[Files, str]:
    line, short = key_line("library.example/w1", WATCHER, 4)
    text = files[name].decode()
    body = text[: text.index("\n\n") + 1]
    signature = WATCHER.sign(f"cosignature/v1\ntime {when}\n{body}".encode())
    coded = base64.b64encode(short + when.to_bytes(8, "big") + signature).decode()
    return {**files, name: f"{text}\u2014 library.example/w1 {coded}\n".encode()}, line


def test_witness_is_told_with_what_and_when(files: Files) -> None:
    made, key = cosigned(files, "site.checkpoint")
    both, _ = cosigned(made, "ballot-log.checkpoint")
    told = judged(both, relist=True, witness=key)
    assert told.code == 0, told.text
    assert "signed by library.example/w1 at 2027-01-15T08:00:00+00:00" in told.text
    assert "give --witness to check it" in judged(both, relist=True).text
    told = judged(made, relist=True, witness=key)
    assert told.code == 2
    assert "ballot-log.checkpoint: library.example/w1 has not cosigned this log" in told.text


def test_wrong_cosignature_is_wrong(files: Files) -> None:
    made, key = cosigned(files, "site.checkpoint")
    other, _ = cosigned(files, "ballot-log.checkpoint")
    line = other["ballot-log.checkpoint"].decode().splitlines()[-1]
    forged = {**files, "site.checkpoint": files["site.checkpoint"] + f"{line}\n".encode()}
    assert made["site.checkpoint"] != forged["site.checkpoint"]
    assert judged(forged, relist=True, witness=key).code == 1


def test_older_checkpoint_that_a_witness_saw_must_be_a_beginning(files: Files) -> None:
    body = files["site.checkpoint"]
    assert judged({**files, "site.witnessed.checkpoint": body}, relist=True).code == 0
    later = told_later(files, CERTIFIED)["site.checkpoint"]
    told = judged({**files, "site.witnessed.checkpoint": later}, relist=True)
    assert told.code == 1
    assert any("site.witnessed.checkpoint saw" in line for line in told.wrong)


def test_checkpoint_of_another_key_is_wrong(files: Files, tmp_path: Path) -> None:
    line, short = key_line("budget.example/log/site", WATCHER, 1)
    body = files["site.checkpoint"].decode().split("\n\n")[0] + "\n"
    coded = base64.b64encode(short + WATCHER.sign(body.encode())).decode()
    pin = tmp_path / "old.checkpoint"
    pin.write_text(f"{body}\n\u2014 budget.example/log/site {coded}\n", encoding="utf-8")
    told = judged(files, pins=(pin,))
    assert told.code == 1
    assert "old.checkpoint of budget.example/log/site is not signed by that log's key" in told.text
    assert line


def stated(files: Files, list_sha256: str, *, agrees: int, opening: int = 2) -> dict[str, Any]:
    log = entries_in(files, LOG)
    logged = log[at(log, "vote:urn:opened")]["list_sha256"]
    data = {"opening": opening, "list_sha256": list_sha256 or logged, "logged_sha256": logged,
            "agrees": agrees, "by": "Ada", "as": "auditor"}  # fmt: skip
    return {"kind": "reopen:opening:stated", "data": data}


def test_openings_again_are_told_and_must_say_what_they_found(files: Files) -> None:
    told = judged(told_later(files, stated(files, "", agrees=1)))
    assert told.code == 0, told.text
    assert "opening 2 agreed" in told.text
    assert judged(told_later(files, stated(files, "ab" * 32, agrees=1))).code == 1
    assert judged(told_later(files, stated(files, "", agrees=1, opening=3))).code == 1


def test_certificate_over_an_opening_that_differs_is_wrong(files: Files) -> None:
    differs = stated(files, "ab" * 32, agrees=0)
    certificate = {"kind": "result:count:certified", "data": {}}
    taken_back = {"kind": "reopen:opening:taken_back", "data": {"opening": 2}}
    assert judged(told_later(files, differs)).code == 0
    told = judged(told_later(files, differs, certificate))
    assert told.code == 1
    assert "certified while" in told.text
    assert judged(told_later(files, differs, taken_back, certificate)).code == 0


def test_import_after_the_freeze_is_wrong(files: Files) -> None:
    told = judged(told_later(files, {"kind": "vote:roll:imported", "data": {"added": 0}}))
    assert told.code == 1
    assert "the roll was changed by one person after the freeze" in told.text


def said_of_roll(frozen: dict[str, Any], close: dict[str, Any], *more: dict[str, Any]) -> Told:
    """What the check of the root says of logs that have only what it reads."""
    site = [{"kind": "round:definition:frozen", "at": LATER, "data": {}}, *more]
    bundle, said = PROGRAM.Bundle({}), io.StringIO()
    closed = {"kind": "vote:urn:closed", "roll": 8, "struck": 1, **close}
    for name, log in (
        ("log", [{"kind": "round:definition:frozen", **frozen}, closed]),
        ("site", site),
    ):
        lines = [json.dumps(one, sort_keys=True, separators=(",", ":")) + "\n" for one in log]
        setattr(bundle, name, PROGRAM.Log(name, "".join(lines).encode()))
    with contextlib.redirect_stdout(said):
        PROGRAM.check_roll(bundle, None)
    return Told(bundle.code, said.getvalue())


ROOT, NEXT = "ab" * 32, "cd" * 32
ROOTED = {"kind": "vote:roll:rooted", "at": LATER, "data": {"rows": 8, "root": ROOT}}
LATE = {"kind": "vote:roll:added_late", "at": LATER, "data": {"added": 1}}


def test_root_of_the_roll_agrees_at_freeze_and_close() -> None:
    right = {"roll_rows": 8, "roll_root": ROOT}, {"roll_rows": 9, "roll_root": NEXT}
    assert said_of_roll(*right, ROOTED, LATE).code == 0
    assert "has no root" in said_of_roll({}, {}).text
    for wrong in (
        said_of_roll(*right, ROOTED),
        said_of_roll(*right, LATE),
        said_of_roll(right[0], {"roll_rows": 10, "roll_root": NEXT}, ROOTED, LATE),
        said_of_roll({"roll_rows": 8, "roll_root": NEXT}, right[1], ROOTED, LATE),
        said_of_roll(right[0], {"roll_rows": 9, "roll_root": "root"}, ROOTED, LATE),
    ):
        assert wrong.code == 1, wrong.text
