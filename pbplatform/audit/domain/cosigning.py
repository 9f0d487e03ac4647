"""Cosignatures of witnesses below a checkpoint (C2SP tlog-cosignature, Ed25519).

A witness says: at this time the log of this name was so long, with this root, and went on from all
that I saw of it before. Source: docs/rules/audit.md section 11.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pbplatform.audit.domain.notes import NoteError, VerifierKey, parted_note, signature_line

_WITNESS = b"\x04"
_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
_LAST_TIME = 2**63 - 1


class WitnessKey(VerifierKey):
    """The public half of a witness's key; its name is the witness's own."""

    KIND = _WITNESS


@dataclass(frozen=True)
class Cosignature:
    """What a witness signed.

    Attributes:
        at: seconds since 1970, as the witness's clock said.
        signature: 64 bytes.
    """

    key: WitnessKey
    at: int
    signature: bytes

    @property
    def line(self) -> str:
        """As it stands below the checkpoint."""
        packed = self.key.id + self.at.to_bytes(_TIME_BYTES) + self.signature
        return signature_line(self.key.name, packed)


def cosigned_text(text: str, at: int) -> bytes:
    """What a witness signs of a checkpoint's text."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosignature_in(note: str, key: WitnessKey) -> Cosignature | None:
    """The cosignature of this witness below a checkpoint; None where it has none there.

    Raises:
        NoteError: it is no note, or the signature is wrong.
    """
    text, signatures = parted_note(note)
    for name, raw in signatures:
        if name != key.name or raw[:4] != key.id:
            continue
        packed = raw[4:]
        at = int.from_bytes(packed[:_TIME_BYTES])
        if len(packed) != _TIME_BYTES + _SIGNATURE_BYTES or at > _LAST_TIME:
            raise NoteError("no cosignature")
        signature = packed[_TIME_BYTES:]
        try:
            public = Ed25519PublicKey.from_public_bytes(key.raw)
            public.verify(signature, cosigned_text(text, at))
        except InvalidSignature:
            raise NoteError("a signature is wrong") from None
        return Cosignature(key, at, signature)
    return None
