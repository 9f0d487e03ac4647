"""Sealing and opening ballots: HPKE with P-256. Source: docs/rules/voting.md section 2.

Envelope bytes: one suite byte, then HPKE's encapsulated key and ciphertext. The plain ballot is
canonical JSON behind a two-byte length, padded with zeros: `{"c":[4,9],"r":"<tracker>","v":1}` for
approval, `{"c":[9,4],"k":"ranking","r":"<tracker>","v":2}` and the like for every other kind.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.secrets import ALPHABET, encode_code
from pbplatform.core.slow_work import slow
from pbplatform.rounds.domain.ballots import Ballot, Terms
from pbplatform.rounds.domain.definition import Definition

SUITE_P256 = 1
TRACKER_BYTES = 10
BOX_CODE_BYTES = 10
TRACKER_LETTERS = 16
NO_TRACKER_INSIDE = ("unknown-suite", "damaged", "not-a-ballot")
"""Reasons of envelopes in which no ballot was found."""

_POINT_BYTES, _TAG_BYTES = 65, 16
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


class CannotOpen(Exception):
    """The envelope does not hold a ballot; `reason` is one of the published words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class SealingKey:
    """What sealing needs of a round.

    Attributes:
        public: uncompressed point, 65 bytes.
        info: binds an envelope to the round and its frozen definition.
        size: bytes of every padded plain ballot of the round.
        kind: the kind of every ballot of the round.
    """

    public: bytes
    info: bytes
    size: int
    kind: type[Ballot]


# A paper that cannot be written as choices: one letter in their place, which fits every envelope.
# Source: docs/rules/paper.md section 3.2, decision 0061.
CANNOT_COUNT = {"u": "unreadable", "o": "too-many"}


@dataclass(frozen=True)
class PlainBallot:
    """What an envelope holds: a ballot and the voter's tracker.

    Attributes:
        cannot: the reason for which a paper cannot be written as choices, one of `CANNOT_COUNT`;
            the ballot is blank then, and invalid.
    """

    ballot: Ballot
    tracker: str
    cannot: str = ""


def binding(round_slug: str, definition_sha256: bytes) -> bytes:
    """HPKE's `info`: an envelope of another round, or of changed rules, does not open."""
    return b"pbplatform urn 1\x00" + round_slug.encode() + b"\x00" + definition_sha256


def padded_size(kind: type[Ballot], terms: Terms) -> int:
    """Bytes that the longest ballot of a round needs: the most and the longest choices."""
    frame = canonical_json({"c": [], "r": "", **kind.sealed})
    return 2 + len(frame) + TRACKER_LETTERS + kind.longest(terms)


def sealing_key_of(definition: Definition, definition_sha256: bytes) -> SealingKey:
    """What ballots of a frozen definition are sealed with."""
    return SealingKey(
        public=definition.urn_key,
        info=binding(definition.slug, definition_sha256),
        size=padded_size(definition.ballot, definition.terms),
        kind=definition.ballot,
    )


def new_tracker() -> str:
    """80 random bits as 16 letters."""
    return encode_code(secrets.token_bytes(TRACKER_BYTES))


_LETTERS = frozenset(ALPHABET)


def is_tracker(text: str) -> bool:
    return len(text) == TRACKER_LETTERS and _LETTERS.issuperset(text)


def new_key_pair() -> tuple[bytes, bytes]:
    """A round's opening key: (private as PKCS 8 PEM, public point of 65 bytes)."""
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem, public_point(private.public_key())


def public_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point, as browsers and the definition have it."""
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def load_private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """The opening key; ValueError when the file is not one."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of the urn")
    return key


def encode_ballot(plain: PlainBallot, size: int) -> bytes:
    """The one way to write a ballot: `size` bytes, padded with zeros.

    Raises:
        ValueError: it is longer than that, or no ballot of any round.
    """
    if not is_tracker(plain.tracker) or not plain.ballot.can_be_written:
        raise ValueError("not a ballot")
    if plain.cannot and (plain.cannot not in CANNOT_COUNT.values() or plain.ballot.listed()):
        raise ValueError("not a ballot")
    letters = {reason: letter for letter, reason in CANNOT_COUNT.items()}
    choices = letters[plain.cannot] if plain.cannot else plain.ballot.listed()
    body = canonical_json({"c": choices, "r": plain.tracker, **plain.ballot.sealed})
    if len(body) + 2 > size:
        raise ValueError("ballot longer than the round allows")
    return (len(body).to_bytes(2) + body).ljust(size, b"\x00")


def decode_ballot(kind: type[Ballot], plain: bytes) -> PlainBallot:
    """The ballot in these bytes; what is written in any other way than ours is none.

    A key twice, a key too many, `true` for 1, 4.0 for 4, a blank, other order, another kind,
    something in the padding: readers would differ about each, so each is refused.

    Raises:
        ValueError: not the bytes that `encode_ballot` makes of a ballot of this kind.
    """
    length = int.from_bytes(plain[:2])
    try:
        told = json.loads(plain[2 : 2 + length])
        choices, tracker = told["c"], told["r"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError("not a ballot") from error
    if not isinstance(tracker, str):
        raise ValueError("not a ballot")
    if isinstance(choices, str) and choices in CANNOT_COUNT:
        ballot = PlainBallot(kind.blank(), tracker, CANNOT_COUNT[choices])
    else:
        ballot = PlainBallot(kind.read(choices), tracker)
    if encode_ballot(ballot, len(plain)) != plain:
        raise ValueError("not written as ballots are")
    return ballot


@slow
def seal(key: SealingKey, ballot: PlainBallot) -> bytes:
    """An envelope that only the opening key opens; all of a round have one length.

    Raises:
        ValueError: the ballot is longer than the round's longest, or of another kind.
    """
    if ballot.ballot.kind != key.kind.kind:
        raise ValueError("not a ballot of this round")
    plain = encode_ballot(ballot, key.size)
    return bytes([SUITE_P256]) + _SUITE.encrypt(plain, _public_key(key.public), info=key.info)


@lru_cache(maxsize=8)
def _public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a public point, checked once: it is the same for all votes of a round."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def envelope_size(key: SealingKey) -> int:
    """Bytes of every envelope of a round: suite, encapsulated point, padded ballot, its tag."""
    return 1 + _POINT_BYTES + key.size + _TAG_BYTES


def read_envelope(key: SealingKey, text: str) -> bytes:
    """An envelope that a browser sealed; what is inside nobody can judge before the opening.

    Args:
        text: base64.
    Raises:
        ValueError: not base64, another suite, or not as long as every envelope of the round.
    """
    envelope = base64.b64decode(text, validate=True)
    if len(envelope) != envelope_size(key) or envelope[0] != SUITE_P256:
        raise ValueError("not an envelope of this round")
    return envelope


@slow
def open_envelope(
    private: ec.EllipticCurvePrivateKey, key: SealingKey, envelope: bytes
) -> PlainBallot:
    """The ballot inside; its choices are read, not yet judged.

    Raises:
        CannotOpen: another suite, another round, damaged, or not a ballot of the round's kind.
    """
    if not envelope or envelope[0] != SUITE_P256:
        raise CannotOpen("unknown-suite")
    try:
        plain = _SUITE.decrypt(envelope[1:], private, info=key.info)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("damaged") from error
    try:
        return decode_ballot(key.kind, plain)
    except ValueError as error:
        raise CannotOpen("not-a-ballot") from error


def envelope_hash(envelope: bytes) -> bytes:
    """What the log keeps of an envelope."""
    return sha256(envelope)


def box_code(digest: bytes) -> str:
    """The public code of an envelope: the first 80 bits of its hash, 16 letters."""
    return encode_code(digest[:BOX_CODE_BYTES])


def stand_in_of(digest: bytes) -> str:
    """What the public list shows in place of the tracker of an envelope that held no ballot."""
    return digest.hex()[:16].upper()
