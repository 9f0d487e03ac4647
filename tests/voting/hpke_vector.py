"""Appendix A.3.1 of RFC 9180, the suite that browsers seal by, and a ballot closed as it derives.

The vectors have additional data, which our envelopes have not; so the key and the nonce that the
RFC derives are used without it.
"""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.rounds.domain.ballots import Approval
from pbplatform.voting.domain.sealing import PlainBallot, encode_ballot

FILE = Path(__file__).parent / "vectors" / "hpke_p256_sha256_aes128gcm.json"
VECTOR = json.loads(FILE.read_text())
PLAIN = PlainBallot(Approval((4, 9)), "7Q4K9XMD2HTBWC3R")
SIZE = 80


def part(name: str) -> bytes:
    return bytes.fromhex(VECTOR[name])


def envelope_of_the_vector() -> bytes:
    """A ballot closed by the key and the nonce that the RFC derives."""
    closed = AESGCM(part("key")).encrypt(part("base_nonce"), encode_ballot(PLAIN, SIZE), b"")
    return b"\x01" + part("enc") + closed
