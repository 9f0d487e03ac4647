"""Sealing is HPKE as RFC 9180 has it; tests/browser/test_sealing.py does the same in Chromium.

Source: docs/rules/voting.md section 2.2.
"""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pbplatform.rounds.domain.ballots import Approval
from pbplatform.voting.domain.sealing import (
    CannotOpen,
    SealingKey,
    open_envelope,
    public_point,
)
from tests.voting.hpke_vector import PLAIN, SIZE, VECTOR, envelope_of_the_vector, part


def private() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(VECTOR["skRm"], 16), ec.SECP256R1())


def key(info: bytes) -> SealingKey:
    return SealingKey(part("pkRm"), info, SIZE, Approval)


def test_vector_is_of_our_suite_and_whole() -> None:
    assert [VECTOR[name] for name in ("mode", "kem_id", "kdf_id", "aead_id")] == [0, 16, 1, 1]
    assert public_point(private().public_key()) == part("pkRm")
    for one in VECTOR["encryptions"]:
        plain, aad, nonce = (bytes.fromhex(one[name]) for name in ("pt", "aad", "nonce"))
        assert AESGCM(part("key")).encrypt(nonce, plain, aad) == bytes.fromhex(one["ct"])


def test_envelope_closed_as_the_rfc_derives_it_is_opened() -> None:
    assert open_envelope(private(), key(part("info")), envelope_of_the_vector()) == PLAIN


@pytest.mark.parametrize("place", [0, 1, 40, 66, 100, -1])
def test_one_bit_of_it_changed_opens_nothing(place: int) -> None:
    broken = bytearray(envelope_of_the_vector())
    broken[place] ^= 1
    with pytest.raises(CannotOpen):
        open_envelope(private(), key(part("info")), bytes(broken))


def test_another_binding_opens_nothing() -> None:
    with pytest.raises(CannotOpen, match="damaged"):
        open_envelope(private(), key(part("info") + b"!"), envelope_of_the_vector())
    with pytest.raises(InvalidTag):
        AESGCM(bytes(16)).decrypt(part("base_nonce"), envelope_of_the_vector()[66:], b"")
