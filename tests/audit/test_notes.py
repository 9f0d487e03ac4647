"""Signed notes as C2SP writes them. docs/rules/audit.md section 9."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pbplatform.audit.domain.notes import (
    Checkpoint,
    LogKey,
    NoteError,
    proof_text,
    signed,
    verified,
)

ORIGIN = "budget.example/log/site"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = LogKey(ORIGIN, KEY.public_key().public_bytes_raw())
ROOT = hashlib.sha256(b"a root").digest()
POINT = Checkpoint(ORIGIN, 20_852_163, ROOT)


def test_a_checkpoint_is_three_lines_a_blank_one_and_a_signature() -> None:
    note = signed(POINT, KEY)
    lines = note.split("\n")
    assert lines[:4] == [ORIGIN, "20852163", base64.b64encode(ROOT).decode(), ""]
    dash, name, coded = lines[4].split(" ")
    assert (dash, name, lines[5:]) == ("\u2014", ORIGIN, [""])
    raw = base64.b64decode(coded)
    public = KEY.public_key().public_bytes_raw()
    assert raw[:4] == hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    KEY.public_key().verify(raw[4:], ("\n".join(lines[:3]) + "\n").encode())


def test_the_key_line_of_the_go_documentation_is_read_as_it_is_written() -> None:
    line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    key = LogKey.read(line)
    assert key.name == "PeterNeumann"
    assert key.line == line


def test_the_signed_note_of_the_go_documentation_holds() -> None:
    key = LogKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
        "qdngotpRZb6KE6RyyBwJnAM=\n"
    )
    with pytest.raises(NoteError, match="no checkpoint"):  # the signature is right: it is no head
        verified(note, key)
    with pytest.raises(NoteError, match="wrong"):
        verified(note.replace("cryptography", "kryptography"), key)


def test_what_was_signed_is_read_again_also_between_signatures_of_others() -> None:
    note = signed(POINT, KEY)
    other = Ed25519PrivateKey.generate()
    extra = signed(POINT, other).split("\n")[4]
    assert verified(note, PUBLIC) == POINT
    assert verified(f"{note}{extra}\n\u2014 witness.example AAAAAAAA\n", PUBLIC) == POINT


@pytest.mark.parametrize(
    "spoil",
    [
        lambda note: note.replace("20852163", "20852164"),
        lambda note: note.replace("20852163", "020852163"),
        lambda note: note.replace(ORIGIN + "\n", "other.example\n"),
        lambda note: note.replace("\u2014", "-"),
        lambda note: note.rstrip("\n"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note + "\n",
        lambda note: note.replace("\n\n", "\nmore\n\n"),
        lambda note: "\x07" + note,
        lambda note: note + "\u2014 a b\n",
        lambda note: note + "x" * 20_001,
        lambda note: note[:0],
    ],
)
def test_a_note_that_is_not_exactly_what_was_signed_is_refused(spoil: object) -> None:
    note = signed(POINT, KEY)
    with pytest.raises(NoteError):
        verified(spoil(note), PUBLIC)  # type: ignore[operator]


def test_a_checkpoint_of_another_log_by_the_same_key_is_refused() -> None:
    note = signed(Checkpoint("budget.example/log/rounds/fund", 3, ROOT), KEY)
    with pytest.raises(NoteError, match="not signed by this key"):
        verified(note, PUBLIC)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a+b",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+!!",
    ],
)
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(NoteError):
        LogKey.read(line)


@pytest.mark.parametrize("name", ["", "with space", "a+b"])
def test_nothing_is_signed_under_a_name_that_a_note_cannot_carry(name: str) -> None:
    with pytest.raises(NoteError):
        signed(Checkpoint(name, 0, ROOT), KEY)


def test_a_proof_has_the_lines_of_its_specification() -> None:
    note = signed(POINT, KEY)
    text = proof_text(7, [ROOT], note)
    assert text == (f"c2sp.org/tlog-proof@v1\nindex 7\n{base64.b64encode(ROOT).decode()}\n\n{note}")
    assert proof_text(0, [], note).startswith("c2sp.org/tlog-proof@v1\nindex 0\n\n" + ORIGIN)
