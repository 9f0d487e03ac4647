"""A witness signs what goes on, and keeps the evidence of what does not. docs/rules/audit.md 11."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pbplatform.audit.domain import tree
from pbplatform.audit.domain.cosigning import WitnessKey, cosignature_in
from pbplatform.audit.domain.notes import Checkpoint, LogKey, NoteError, hash_lines, signed
from pbplatform.verifier import witness

pytestmark = pytest.mark.pure
LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OWN = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
ORIGIN, NAME = "place.example/log/site", "library.example/w1"
NOW = 1_679_315_147


class Place:
    """A place that serves one log, as the addresses of the site do."""

    def __init__(self, entries: int = 3, *, kind: bytes = b"entry") -> None:
        self.key, self.origin, self.kind = LOG, ORIGIN, kind
        self.grow(entries)

    def grow(self, entries: int) -> None:
        self.leaves = [tree.leaf_hash(self.kind + bytes([n])) for n in range(entries)]

    def node(self, level: int, place: int) -> bytes:
        part = self.leaves[place << level : (place + 1) << level]
        return tree.tile_root(part)

    @property
    def note(self) -> str:
        size = len(self.leaves)
        root = tree.range_root(self.node, 0, size)
        return signed(Checkpoint(self.origin, size, root), self.key)

    def get(self, path: str) -> bytes:
        if path == "/log/logs.txt":
            line = LogKey(self.origin, self.key.public_key().public_bytes_raw()).line
            return f"/log/site {line}\n".encode()
        if path == "/log/site/checkpoint":
            return self.note.encode()
        older, newer = map(int, path.rsplit("/", 2)[1:])
        return hash_lines(tree.consistency_proof(self.node, older, newer)).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "witness.key").write_text(f"{NAME} {OWN.private_bytes_raw().hex()}\n")
    return tmp_path


@pytest.fixture
def look(folder: Path) -> Callable[..., tuple[int, list[str]]]:
    def once(place: Place, now: int = NOW, accept: str = "") -> tuple[int, list[str]]:
        sent: list[str] = []
        return witness.watch(folder, place.get, sent.append, now, accept), sent

    return once


Look = Callable[..., tuple[int, list[str]]]
PUBLIC = WitnessKey(NAME, OWN.public_key().public_bytes_raw())


def evidence(folder: Path) -> list[str]:
    return [each.read_text() for each in sorted(folder.glob("evidence-*.txt"))]


def test_what_a_witness_signs_is_read_by_the_place(look: Look) -> None:
    bad, sent = look(Place())
    assert bad == 0
    found = cosignature_in(sent[0], PUBLIC)
    assert found is not None
    assert found.at == NOW
    assert sent[0].endswith(found.line)


def test_format_is_the_one_of_the_specification() -> None:
    """The message and the line of C2SP tlog-cosignature, put together by hand."""
    note = Place().note
    text = note.partition("\n\n")[0] + "\n"
    line = witness.cosign(note, NAME, OWN, NOW)
    dash, name, coded = line.rstrip("\n").split(" ")
    raw = base64.b64decode(coded)
    assert (dash, name, len(raw)) == ("\u2014", NAME, 4 + 8 + 64)
    assert raw[4:12] == bytes.fromhex("00000000641850cb")
    OWN.public_key().verify(raw[12:], b"cosignature/v1\ntime 1679315147\n" + text.encode())
    assert witness.key_line(NAME, PUBLIC.raw) == PUBLIC.line
    assert base64.b64decode(PUBLIC.line.split("+", 2)[2])[:1] == b"\x04"


# Of the log and the witness of these tests: no other bytes may ever come of them.
VECTOR = (
    "place.example/log/site\n3\nZMHZ4y6VMIPcSEqd+vPiCXaGudi+QWzGDoB2Q18K2/k=\n\n"
    "\u2014 place.example/log/site OGitR8RcvEAgmskq0Ls+frkd3eGNtPR7JDbsQclD+WSuLqtmGyYDhEcaRICkXec0"
    "GhAY3byCqL2YLd+DmOtcNjRYuA8=\n"
    "\u2014 library.example/w1 8fHidgAAAABkGFDLXX7z43Mlo2+vv+vujtGZ6I49pccrdbORQb99QtODH25oCSyzwHFd"
    "WDsWqRneYW2DR1wErw8pSBTcklKbwpQwCQ==\n"
)


def test_fixed_keys_give_fixed_bytes() -> None:
    note = Place().note
    assert note + witness.cosign(note, NAME, OWN, NOW) == VECTOR
    assert PUBLIC.line == "library.example/w1+f1f1e276+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"


def test_cosignature_of_the_specification_is_read() -> None:
    """The example of C2SP tlog-cosignature has the shape that is read: 76 bytes, with its time."""
    line = (
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
        "qhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    raw = base64.b64decode(line)
    assert (len(raw), int.from_bytes(raw[4:12])) == (76, NOW)


@pytest.mark.parametrize("newer", [3, 4, 5, 8, 9, 13])
@pytest.mark.parametrize("older", [1, 2, 3])
def test_log_that_grew_is_signed_again(look: Look, older: int, newer: int) -> None:
    place = Place(older)
    look(place)
    place.grow(newer)
    bad, sent = look(place, NOW + 60)
    assert (bad, len(sent)) == (0, 1)


@pytest.mark.parametrize(("older", "newer"), [(a, b) for a in range(1, 20) for b in range(a, 20)])
def test_every_true_proof_passes_and_no_other_root_does(older: int, newer: int) -> None:
    small, large = Place(older), Place(newer)
    roots = [tree.range_root(each.node, 0, len(each.leaves)) for each in (small, large)]
    proof = tree.consistency_proof(large.node, older, newer)
    assert witness.goes_on(older, roots[0], newer, roots[1], list(proof))
    assert not witness.goes_on(older, bytes(32), newer, roots[1], list(proof))
    assert not witness.goes_on(older, roots[0], newer, bytes(32), list(proof))
    assert not witness.goes_on(older, roots[0], newer, roots[1], [*proof, bytes(32)])


def test_fork_is_refused_and_both_checkpoints_kept(look: Look, folder: Path) -> None:
    place, other = Place(3), Place(5, kind=b"other")
    look(place)
    bad, sent = look(other, NOW + 60)
    assert (bad, sent) == (1, [])
    assert place.note in evidence(folder)[0]
    assert other.note in evidence(folder)[0]
    place.grow(4)
    assert look(place, NOW + 120)[0] == 0  # the true one still goes on


def test_fork_of_the_same_length_is_refused(look: Look, folder: Path) -> None:
    look(Place(3))
    assert look(Place(3, kind=b"other"))[0] == 1
    assert len(evidence(folder)) == 1


def test_log_that_was_cut_off_is_refused(
    look: Look, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(9)
    look(place)
    place.grow(8)
    assert look(place)[0] == 1
    assert "I saw 9: it was cut off" in capsys.readouterr().out
    assert len(evidence(folder)) == 1


def test_checkpoint_by_another_key_is_refused(look: Look) -> None:
    place = Place()
    look(place)
    place.key = OWN
    place.grow(4)
    assert look(place) == (1, [])


def test_log_with_a_new_name_waits_for_a_person(look: Look) -> None:
    place = Place(5)
    look(place)
    place.origin = f"{ORIGIN}/again-20270310T120000"
    assert look(place) == (1, [])
    assert look(place, NOW, place.origin)[0] == 0


def test_log_that_vanished_from_the_list_is_looked_for(look: Look) -> None:
    place = Place()
    look(place)

    class Hidden(Place):
        def get(self, path: str) -> bytes:
            return b"" if path == "/log/logs.txt" else super().get(path)

    assert look(Hidden(2))[0] == 1


def test_same_name_at_another_address_is_held_against_what_was_seen(look: Look) -> None:
    look(Place(3))

    class Elsewhere(Place):
        def get(self, path: str) -> bytes:
            if path == "/log/logs.txt":
                return super().get(path).replace(b"/log/site ", b"/log/other ")
            return super().get(path.replace("/log/other/", "/log/site/"))

    assert look(Elsewhere(4, kind=b"other"))[1] == []


def test_log_that_cannot_be_fetched_stops_no_other(look: Look) -> None:
    place = Place()
    look(place)

    class Broken(Place):
        def get(self, path: str) -> bytes:
            if path == "/log/logs.txt":
                return super().get(path) + super().get(path).replace(b"/site", b"/a", 1)
            if path.startswith("/log/a"):
                raise OSError("gone")
            return super().get(path)

    bad, sent = look(Broken())
    assert (bad, len(sent)) == (0, 1)


def test_memory_is_one_file_that_is_never_half_written(look: Look, folder: Path) -> None:
    look(Place())
    kept = json.loads((folder / "witness.json").read_text())
    assert kept["seen"][ORIGIN]["size"] == 3
    assert (folder / "witness.json").stat().st_mode & 0o077 == 0
    assert not list(folder.glob(".*.new"))


def test_changed_line_of_a_witness_is_told(look: Look) -> None:
    note = look(Place())[1][0]
    with pytest.raises(NoteError):
        cosignature_in(note.replace("\n3\n", "\n4\n"), PUBLIC)
    assert cosignature_in(Place().note, PUBLIC) is None
