"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-proof), with Ed25519.

A checkpoint is a text of three lines, origin, size and root, and a signature over it.
Source: docs/rules/audit.md section 9.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pbplatform.audit.domain.tree import HASH_BYTES
from pbplatform.core.canonical import sha256

_ED25519 = b"\x01"
_ID_BYTES = 4
_DASH = "\u2014"
_NOTE_LIMIT = 20_000  # letters; a checkpoint with sixteen signatures is far below
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
PROOF_LINE = "c2sp.org/tlog-proof@v1"


class NoteError(ValueError):
    """A text that is no signed note, no checkpoint, or not signed by this key."""


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a key that signs notes.

    Attributes:
        name: of the key.
        raw: 32 bytes.
    """

    KIND: ClassVar[bytes]
    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """The 4 bytes that a signature begins with."""
        return sha256(self.name.encode() + b"\n" + self.KIND + self.raw)[:_ID_BYTES]

    @property
    def line(self) -> str:
        """The key as one writes it down: name, id and key, joined by `+`."""
        return f"{self.name}+{self.id.hex()}+{_text(self.KIND + self.raw)}"

    @classmethod
    def read(cls, line: str) -> Self:
        """A key from its line.

        Raises:
            NoteError: it is none, or its id is another key's.
        """
        parts = line.strip().split("+", 2)
        if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
            raise NoteError("no key")
        coded = _bytes(parts[2])
        key = cls(parts[0], coded[1:])
        if coded[:1] != cls.KIND or len(key.raw) != 32 or key.id.hex() != parts[1]:
            raise NoteError("no key of this kind")
        return key


class LogKey(VerifierKey):
    """The public half of a log's key; its name is the origin of the log."""

    KIND = _ED25519


@dataclass(frozen=True)
class Checkpoint:
    """How far a log had come, as its key signed it."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_text(self.root)}\n"

    @classmethod
    def read(cls, text: str) -> Checkpoint:
        """A checkpoint from the signed text.

        Raises:
            NoteError: it is none.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
            raise NoteError("no checkpoint")
        root = _bytes(lines[2])
        if len(root) != HASH_BYTES:
            raise NoteError("no root")
        return cls(lines[0], int(lines[1]), root)


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The note of a checkpoint; its key has the name of its origin."""
    return signed_text(checkpoint.text, key, name=checkpoint.origin)


def signed_text(text: str, key: Ed25519PrivateKey, *, name: str) -> str:
    """The note of any text, whose last line is ended.

    Raises:
        NoteError: a key cannot be called so.
    """
    public = LogKey(name, key.public_key().public_bytes_raw())
    if not _NAME.fullmatch(public.name):
        raise NoteError("no name for a key")
    line = signature_line(public.name, public.id + key.sign(text.encode()))
    return f"{text}\n{line}"


def signature_line(name: str, signature: bytes) -> str:
    """A signature as it stands below a note.

    Args:
        signature: with the id of its key before it.
    """
    return f"{_DASH} {name} {_text(signature)}\n"


def verified(note: str, key: LogKey) -> Checkpoint:
    """The checkpoint of a note, once the signature of this key was found and checked.

    Raises:
        NoteError: no signature of this key, a wrong one, or the text is no checkpoint of its log.
    """
    checkpoint = Checkpoint.read(verified_text(note, key))
    if checkpoint.origin != key.name:
        raise NoteError("the checkpoint of another log")
    return checkpoint


def signers(note: str) -> list[tuple[str, bytes]]:
    """Who signed a note, as it says: name and id of each key. Nothing is checked.

    Raises:
        NoteError: it is no note.
    """
    return [(name, signature[:_ID_BYTES]) for name, signature in parted_note(note)[1]]


def verified_text(note: str, key: LogKey) -> str:
    """What a note says, once the signature of this key was found and checked.

    Signatures of other keys are passed over.

    Raises:
        NoteError: no signature of this key, or a wrong one.
    """
    text, signatures = parted_note(note)
    found = False
    for name, signature in signatures:
        if name != key.name or signature[:_ID_BYTES] != key.id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.raw).verify(signature[_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise NoteError("a signature is wrong") from None
        found = True
    if not found:
        raise NoteError("not signed by this key")
    return text


def is_as_written(note: str) -> bool:
    """Whether these are the only letters for what a note says: nothing beside it."""
    text, signatures = parted_note(note)
    lines = "".join(signature_line(name, signature) for name, signature in signatures)
    return note == f"{text}\n{lines}" and Checkpoint.read(text).text == text


def parted_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and its signatures as (name, bytes)."""
    if len(note) > _NOTE_LIMIT or any(ord(one) < 0x20 and one != "\n" for one in note):
        raise NoteError("no note")
    text, blank, rest = note.rpartition("\n\n")
    if not blank or not rest.endswith("\n"):
        raise NoteError("no note")
    signatures = []
    for line in rest[:-1].split("\n"):
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != _DASH or not _NAME.fullmatch(parts[1]):
            raise NoteError("no signature")
        signature = _bytes(parts[2])
        if len(signature) <= _ID_BYTES:
            raise NoteError("no signature")
        signatures.append((parts[1], signature))
    return f"{text}\n", signatures


def proof_text(index: int, proof: Sequence[bytes], note: str) -> str:
    """A `.tlog-proof`: that an entry stands in the tree of a checkpoint, to be checked offline."""
    return "\n".join([PROOF_LINE, f"index {index}", *map(_text, proof), "", note])


def hash_lines(hashes: Sequence[bytes]) -> str:
    """Hashes as text, one on each line."""
    return "".join(f"{_text(one)}\n" for one in hashes)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("no base64") from None
