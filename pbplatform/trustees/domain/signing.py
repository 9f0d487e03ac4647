"""Signatures of shares under what they opened: nobody else can bring a list of votes.

A share is a secret number with a public point in the frozen definition, so it can sign as any key
of P-256 does. Source: docs/rules/trustees.md section 5.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from pbplatform.trustees.domain.shares import Share

SIGNATURE_BYTES = 64
_DOMAIN = b"pbplatform opened 1\x00"


def signed_text(
    slug: str, definition_sha256: bytes, envelopes_sha256: bytes, list_sha256: bytes
) -> bytes:
    """What is signed: which list of which closed votes of which ballot; each hash has 32 bytes."""
    return _DOMAIN + slug.encode() + b"\x00" + definition_sha256 + envelopes_sha256 + list_sha256


def sign(shares: Iterable[Share], text: bytes) -> dict[int, bytes]:
    """The signature of each share by its number: two whole numbers of 32 bytes each."""
    found = {}
    for share in shares:
        private = ec.derive_private_key(share.value, ec.SECP256R1())
        r, s = decode_dss_signature(private.sign(text, ec.ECDSA(hashes.SHA256())))
        found[share.number] = r.to_bytes(32) + s.to_bytes(32)
    return found


def signers(points: Mapping[int, bytes], signatures: Mapping[int, bytes], text: bytes) -> list[int]:
    """The numbers of the shares whose signature is right, ascending."""
    return sorted(
        number
        for number, signature in signatures.items()
        if number in points and _is_signed(points[number], signature, text)
    )


def _is_signed(point: bytes, signature: bytes, text: bytes) -> bool:
    if len(signature) != SIGNATURE_BYTES:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    try:
        public.verify(encode_dss_signature(r, s), text, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
