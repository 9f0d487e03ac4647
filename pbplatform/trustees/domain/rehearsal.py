"""A sentence sealed to a key that was cut, and opened with shares. Source: rules section 2.5."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pbplatform.trustees.domain.shares import Dealt, Share, combine

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
_INFO = b"pbplatform rehearsal 1"


def rehearse(dealt: Dealt, shares: Sequence[Share]) -> str:
    """What was sealed a moment ago, opened with these shares; other words each time.

    Raises:
        WrongShare: as `combine`.
    """
    sentence = f"These {dealt.need} shares open the box. ({secrets.token_hex(4)})"
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), dealt.key)
    sealed = _SUITE.encrypt(sentence.encode(), public, info=_INFO)
    return _SUITE.decrypt(sealed, combine(dealt, shares), info=_INFO).decode()
