"""The program that opens a box once more: it sees what no outsider can. ceremony.md section 9."""

from __future__ import annotations

import ast
import base64
import json
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy.orm import Session

from pbplatform.core.deciding_clock import ManualClock
from pbplatform.rounds.domain.ballots import KINDS, Approval, Terms
from pbplatform.rounds.models import Round
from pbplatform.trustees.domain.shares import Share, combine, deal
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore
from pbplatform.voting.domain.opened_list import OpenedList
from pbplatform.voting.domain.programs import REOPENER
from pbplatform.voting.domain.sealing import (
    CannotOpen,
    PlainBallot,
    SealingKey,
    decode_ballot,
    encode_ballot,
    new_key_pair,
    new_tracker,
    open_envelope,
    public_point,
    seal,
)
from pbplatform.voting.services.cast import cast_ballots
from pbplatform.voting.services.open_urn import judge, record_opening
from pbplatform.voting.services.opening import open_round
from tests.factories import COMMAND
from tests.reopening.exports import PROGRAM, WORDS, forged, reopen, write_export
from tests.results.bundles import check, entries_in, files_of, write_bundle
from tests.results.counted import count_it, opened_election
from tests.voting.ceremony_acts import close_and_roll, separate_box
from tests.voting.elections import CLOSES, OPENS, Election, make_election

pytestmark = pytest.mark.one_database
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
TREE = ast.parse(REOPENER.read_text())
BALLOTS = ((15, 9), (7,), (), (4, 8), (15,))
VECTOR = {  # RFC 9180, appendix A.3.1: base mode, first encryption
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "private": "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
    "enc": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4"
    "b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
    "aad": "436f756e742d30",
    "ct": "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f"
    "39513434",
    "pt": "4265617574792069732074727574682c20747275746820626561757479",
}


def test_it_imports_nothing_of_ours_and_is_short_enough_to_read() -> None:
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(TREE)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names) | {"cryptography"}
    assert not names & {"socket", "urllib", "http", "subprocess", "os", "ctypes", "importlib"}
    assert "hpke" not in REOPENER.read_text().lower().replace("hpke-v1", "").replace('b"hpke', "")
    assert len(REOPENER.read_text().splitlines()) <= LONGEST_FILE
    for node in ast.walk(TREE):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_it_writes_only_where_it_is_told_to() -> None:
    called = [node.attr for node in ast.walk(TREE) if isinstance(node, ast.Attribute)]
    assert called.count("write_bytes") == 1  # --out
    assert not {"write_text", "open", "unlink", "mkdir", "extractall"} & set(called)


def test_its_own_hpke_opens_the_vector_of_the_rfc_and_what_ours_sealed() -> None:
    raw = {name: bytes.fromhex(text) for name, text in VECTOR.items()}
    private = ec.derive_private_key(int.from_bytes(raw["private"]), ec.SECP256R1())
    sealed = raw["enc"] + raw["ct"]
    assert PROGRAM.unseal(private, raw["info"], sealed, raw["aad"]) == raw["pt"]
    with pytest.raises(PROGRAM.InvalidTag):
        PROGRAM.unseal(private, raw["info"] + b"x", sealed, raw["aad"])
    key = SealingKey(public_point(private.public_key()), b"bound", 120, Approval)
    ballot = PlainBallot(Approval((4, 9)), new_tracker())
    plain = PROGRAM.unseal(private, b"bound", seal(key, ballot)[1:])
    assert plain == encode_ballot(ballot, 120)


def odd_plains(kind: str) -> list[bytes]:
    """Ways to write a ballot, right ones and wrong ones."""
    tracker = new_tracker()
    named, version = ("", '"v":1') if kind == "approval" else (f'"k":"{kind}",', '"v":2')
    choices = [
        "[]", "[4]", "[4,9]", "[9,4]", "[4,4]", "[true]", "[4.0]", "[0]", "[-1]", "[1000000001]",
        "[[4,1]]", "[[4,1],[9,2]]", "[[9,2],[4,1]]", "[[4,0]]", "[[4,1,1]]", '["4"]', "{}", "null",
        "[4,9,15]", "[99]", "[[99,1]]", "[[4,7]]", "[[4,1],[4,2]]", "[15]", '"u"', '"o"', '"x"',
        "[[]]", "[null]", "4", "[[4,true]]", "[4 ]", "[7,15]", '{"4":1}', '[{"4":1}]',
    ]  # fmt: skip
    frames = [
        '{"c":%s,%s"r":"%s",%s}', '{"c":[],"c":%s,%s"r":"%s",%s}', '{"c":%s,%s"r":"%s", %s}',
        '{"c":%s,%s"r":"%s",%s,"z":1}', ' {"c":%s,%s"r":"%s",%s}',
    ]  # fmt: skip
    written = [frame % (one, named, tracker, version) for frame, one in product(frames, choices)]
    written += [
        f'{{"c":[],{named}"r":["{tracker}"],{version}}}',
        f'{{"c":[],{named}"r":{json.dumps(list(tracker), separators=(",", ":"))},{version}}}',
        f'{{"c":[],{named}"r":"{tracker.lower()}",{version}}}',
        f'{{"c":[],{named}"r":"{tracker}","v":3}}',
        "[" * 5000, "", "{}", "null", "\ud83d", '{"c":[4],"r":"\\ud83d"}',
    ]  # fmt: skip
    plains = [raw for text in written for raw in [text.encode(errors="surrogatepass")]]
    padded = [(len(raw).to_bytes(2) + raw).ljust(160, b"\x00") for raw in plains]
    good = padded[0]
    return [*padded, good + b"\x01", good[:-1] + b"\x01", b"\xff\xff" + good[2:], b"", b"\x00"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_reads_and_judges_every_way_to_write_a_ballot_as_the_opening_does(kind: str) -> None:
    pem, public = new_key_pair()
    assert pem
    terms = Terms({4: 100, 7: 200, 9: 300, 15: 900}, 1000, max_choices=2, max_points=5)
    definition = {
        "ballot": {"kind": kind, "max": 2, "points": 5},
        "projects": [{"n": n, "cost_minor": cost} for n, cost in terms.costs.items()],
        "money_minor": 1000,
    }
    read = 0
    for plain in odd_plains(kind):
        try:
            ours = judge(decode_ballot(KINDS[kind], plain), terms)
            expected: Any = (ours.tracker, ours.ballot.listed(), ours.invalid)
            read += 1
        except ValueError:
            expected = None
        try:
            tracker, choices, why = PROGRAM.read_ballot(plain, kind)
            found: Any = (tracker, choices, why or PROGRAM.fault_of(choices, definition))
        except (ValueError, KeyError, TypeError, RecursionError):
            found = None
        assert found == expected, plain
    assert read > 5
    assert public


@pytest.fixture
def election(session: Session, tmp_path: Path) -> Election:
    made = opened_election(session, tmp_path / "keys", *BALLOTS)
    count_it(session, made)
    session.commit()
    return made


@pytest.fixture
def export(session: Session, tmp_path: Path, election: Election) -> Path:
    return write_export(session, election.slug, tmp_path)


@pytest.fixture
def key(tmp_path: Path, election: Election) -> Path:
    return tmp_path / "keys" / f"urn-{election.slug}.pem"


def test_honest_box_opened_again_gives_the_published_list(
    session: Session, tmp_path: Path, export: Path, key: Path
) -> None:
    bundle = write_bundle(session, "neighbour-fund", tmp_path)
    told = reopen(export, "--key-file", key, "--list", bundle)
    assert told.code == 0, told.text
    opening = next(
        one for one in entries_in(files_of(export), "ballot-log.jsonl")
        if one["kind"] == "vote:urn:opened"
    )  # fmt: skip
    assert f"list   {opening['list_sha256']}\n" in told.text
    assert "opened 5: 4 count, 1 not" in told.text
    assert "byte by byte" in told.text
    assert not list(tmp_path.glob("*.csv"))
    out = tmp_path / "out.csv"
    assert reopen(export, "--key-file", key, "--out", out).code == 0
    assert out.read_bytes() == files_of(bundle)["ballots.csv"]
    assert reopen(export, "--key-file", key, "--list", out).code == 0


def test_ballot_that_whoever_holds_the_key_changed_is_named_where_nobody_else_can_see_it(
    session: Session, tmp_path: Path
) -> None:
    """The operator opens, changes one vote, and publishes, logs and counts the false list."""
    election = make_election(session, tmp_path / "keys", voters=4)
    casts = [election.cast(voter, *one) for voter, one in enumerate(BALLOTS[:3], start=1)]
    at = ManualClock(OPENS + timedelta(days=1))
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=at)
    close_and_roll(session, election.round_id, now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    true = open_round(
        session, KeyStore(tmp_path / "keys"), session.get_one(Round, election.round_id)
    )
    changed = next(one for one in true.ballots if one.ballot.listed() == [7])
    false = replace(changed, ballot=Approval((15,)))
    ballots = tuple(false if one == changed else one for one in true.ballots)
    record_opening(
        session, actor=COMMAND, round_id=election.round_id,
        opened=replace(true, ballots=OpenedList(ballots)), now=CLOSES,
    )  # fmt: skip
    count_it(session, election)
    session.commit()
    bundle = write_bundle(session, election.slug, tmp_path)
    assert check(bundle).code == 0  # what is public agrees with itself
    export = write_export(session, election.slug, tmp_path)
    key = tmp_path / "keys" / f"urn-{election.slug}.pem"
    told = reopen(export, "--key-file", key, "--list", bundle)
    assert told.code == 1
    said = f"tracker {changed.tracker}: the envelopes hold 7, the list says 15\n"
    assert said in told.text
    assert told.text.count("WRONG") == 3  # the vote, the list, and what the log names
    assert reopen(export, "--key-file", key).code == 1


def test_list_without_a_vote_with_one_more_or_in_another_order_differs(
    session: Session, tmp_path: Path, export: Path, key: Path
) -> None:
    head, *rows = files_of(write_bundle(session, "neighbour-fund", tmp_path))[
        "ballots.csv"
    ].splitlines(keepends=True)
    tracker = rows[0].decode()[:16]
    for lines, says in (
        (rows[1:], f"tracker {tracker}: the envelopes hold"),
        ([*rows, rows[0]], f"tracker {tracker}: the envelopes hold no such vote, the list says"),
        (list(reversed(rows)), "0 trackers differ"),
        ([rows[0].replace(b"\r\n", b"\n"), *rows[1:]], "0 trackers differ"),
    ):
        theirs = tmp_path / "theirs.csv"
        theirs.write_bytes(b"".join([head, *lines]))
        told = reopen(export, "--key-file", key, "--list", theirs)
        assert told.code == 1, told.text
        if says.startswith("0") and lines[0].endswith(b"\r\n"):
            assert says in told.text
        assert "WRONG" in told.text


def test_changed_export_is_found_before_anything_is_opened(
    election: Election, export: Path, key: Path
) -> None:
    files = files_of(export)
    for name in files:
        if name != "SHA256SUMS":
            # One bit, and of a file that holds nothing, as that of no amendments, one byte.
            flipped = bytes([files[name][0] ^ 1]) + files[name][1:] if files[name] else b"x"
            told = reopen(forged(export, {name: flipped}, sums=False), "--key-file", key)
            assert (told.code, "SHA256SUMS names" in told.text) == (1, True), name
    held = files["envelopes.txt"].split()
    other = base64.b64encode(seal(election.key, PlainBallot(Approval((4,)), new_tracker())))
    for changed in ([other, *held[1:]], held[1:], [*held, other], held[::-1], [held[0], *held]):
        path = forged(export, {"envelopes.txt": b"\n".join(changed) + b"\n"})
        told = reopen(path, "--key-file", key)
        assert told.code == 1
        assert "not the closed votes of the ballot log" in told.text
    lines = files["ballot-log.jsonl"].splitlines(keepends=True)
    path = forged(export, {"ballot-log.jsonl": b"".join(lines[:-2])})  # before the opening
    told = reopen(path, "--key-file", key)
    assert (told.code, "nothing to compare with" in told.text) == (2, True)
    path = forged(export, {"definition.json": files["definition.json"].replace(b"50000000", b"5")})
    assert "not what the ballot log froze" in reopen(path, "--key-file", key).text


def test_wrong_key_and_a_file_that_is_none_are_told(export: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(new_key_pair()[0])
    told = reopen(export, "--key-file", other)
    assert (told.code, "not the key of this box" in told.text) == (2, True)
    assert reopen(export, "--key-file", export).code == 1
    told = reopen(export, "--shares")
    assert (told.code, "has no trustees" in told.text) == (2, True)
    assert reopen(tmp_path / "none.zip", "--shares").code == 2


def test_trustees_open_again_with_the_words_of_their_sheets(
    session: Session, tmp_path: Path
) -> None:
    dealt, shares = deal(2, ("Ada", "Ben", "Cy"))
    election = make_election(session, tmp_path / "keys", dealt=dealt)
    at = ManualClock(OPENS + timedelta(days=1))
    casts = [election.cast(1, 4), election.cast(2, 7, 9)]
    cast_ballots(session, round_id=election.round_id, sealed=casts, clock=at)
    close_and_roll(session, election.round_id, now=CLOSES)
    separate_box(session, election.round_id, now=CLOSES)
    keys = HeldKeys(tmp_path / "keys", combine(dealt, shares[:2]), (1, 2), election.slug)
    opened = open_round(session, keys, session.get_one(Round, election.round_id))
    record_opening(
        session, actor=COMMAND, round_id=election.round_id, opened=opened, now=CLOSES, shares=(1, 2)
    )
    session.commit()
    export = write_export(session, election.slug, tmp_path)

    (tmp_path / "english.txt").write_bytes(WORDS)
    words = ("--words", tmp_path / "english.txt")

    def typed(*which: Share) -> str:
        return "".join(f"{one.number} {one.words}\n" for one in which)

    for pair in ((0, 1), (2, 0), (1, 2)):
        told = reopen(export, "--shares", *words, typed=typed(*(shares[n] for n in pair)))
        assert told.code == 0, told.text
    ada, ben = shares[0], shares[1]
    own = ben.words.split()
    for sent, says in (
        (typed(ada), "2 different shares are needed"),
        (typed(ada, ada), "2 different shares are needed"),
        (typed(ada) + f"3 {ben.words}\n", "not share 3 of the key"),
        (typed(ada) + typed(deal(2, ("A", "B"))[1][1]), "not share 2 of the key"),
        (typed(ada) + f"2 {' '.join(['zzz', *own[1:]])}\n", "not in the list: zzz"),
        (typed(ada) + f"2 {' '.join(own[:23])}\n", "23 here"),
        (typed(ada) + f"{ben.words}\n", "begin with the number"),
    ):
        told = reopen(export, "--shares", *words, typed=sent)
        assert (told.code, says in told.text) == (2, True), (says, told.text)
    words[1].write_bytes(WORDS[1:])
    told = reopen(export, "--shares", *words, typed=typed(ada, ben))
    assert (told.code, "give the English list" in told.text) == (2, True)


def test_envelope_that_cannot_be_opened_is_named_as_the_opening_does() -> None:
    pem, public = new_key_pair()
    private = PROGRAM.load_key(pem, password=None)
    key = SealingKey(public, b"bound", 120, Approval)
    definition = {"ballot": {"kind": "approval", "max": 2}, "projects": [], "money_minor": 1}
    good = seal(key, PlainBallot(Approval((4,)), new_tracker()))
    for envelope in (b"", b"\x02" + good[1:], good[:-1] + bytes([good[-1] ^ 1]), b"\x01", good[:70],
                     b"\x01" + bytes(len(good) - 1)):  # fmt: skip
        with pytest.raises(CannotOpen) as refused:
            open_envelope(private, key, envelope)
        row = PROGRAM.row_of(envelope, private, b"bound", definition)
        assert row[1:] == ([], refused.value.reason)
