"""An opening key cut into shares, of which some make it again. Source: docs/rules/trustees.md 2.

Shamir's scheme over the order of P-256: share number i is the value at i of a polynomial whose
value at 0 is the key. Its public point tells a share apart without telling it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mnemonic import Mnemonic

from pbplatform.trustees.domain.curve import ORDER, Point, add, decode, times, weights

FEWEST, MOST = 2, 9
WORDS = 24


class WrongShare(Exception):
    """What was typed is not a share of this key.

    Attributes:
        reason: a word of docs/rules/trustees.md section 2.4, told by the one who asks.
        told: values of that sentence.
    """

    def __init__(self, reason: str, **told: object) -> None:
        super().__init__(reason)
        self.reason, self.told = reason, told


@dataclass(frozen=True)
class Share:
    """One share.

    Attributes:
        number: from 1.
        value: the polynomial's value there; secret.
    """

    number: int
    value: int

    @property
    def point(self) -> bytes:
        """Its public point, 65 bytes."""
        return _point(self.value)

    @property
    def words(self) -> str:
        """24 words with a checksum, as the sheet has them."""
        return str(_list().to_mnemonic(self.value.to_bytes(32)))


@dataclass(frozen=True)
class Dealt:
    """What everybody may know of a key that was cut: the public file.

    Attributes:
        need: how many shares make the key again.
        key: its public point, 65 bytes.
        points: of the shares 1 to n, in order.
        names: of the trustees, in the same order.
    """

    need: int
    key: bytes
    points: tuple[bytes, ...]
    names: tuple[str, ...]

    @property
    def of(self) -> int:
        return len(self.points)


def may_be_cut(need: int, of: int) -> bool:
    """Whether `need` of `of` people is a cut that we make: more than half, and never one alone."""
    return FEWEST <= need <= of <= MOST and 2 * need > of


def deal(need: int, names: Sequence[str]) -> tuple[Dealt, list[Share]]:
    """Make a new key and its shares; the key itself is forgotten here.

    Raises:
        ValueError: too few or too many.
    """
    if not may_be_cut(need, len(names)):
        raise ValueError("not a cut that we make")
    parts = [1 + secrets.randbelow(ORDER - 1) for _ in range(need)]
    shares = [Share(at, _value(parts, at)) for at in range(1, len(names) + 1)]
    if any(share.value == 0 for share in shares):  # once in 2^256
        return deal(need, names)
    points = tuple(share.point for share in shares)
    return Dealt(need, _point(parts[0]), points, tuple(names)), shares


def fits(dealt: Dealt) -> bool:
    """Whether all points lie on one polynomial whose value at 0 is the key (section 2.3).

    Just as many shares as the file says must be needed: points of a simpler polynomial, which
    fewer people could open, do not fit.
    """
    if not may_be_cut(dealt.need, dealt.of) or len(dealt.names) != dealt.of:
        return False
    try:
        points = [decode(raw) for raw in (dealt.key, *dealt.points)]
    except ValueError:
        return False
    different = len(set(dealt.points)) == dealt.of
    return different and _lie(points, dealt.need) and not _lie(points, dealt.need - 1)


def _lie(points: Sequence[Point], need: int) -> bool:
    """Whether the points at 1 to `need` give all others, that at 0 first."""
    numbers = range(1, need + 1)
    for at, expected in enumerate(points):
        found: Point = None
        for weight, number in zip(weights(numbers, at), numbers, strict=True):
            found = add(found, times(weight, points[number]))
        if found != expected:
            return False
    return True


def read_share(number: int, typed: str) -> Share:
    """The share in these words, in any case and spacing; a number before them is that of the code.

    Raises:
        WrongShare: `empty`, `words`, `unknown-word`, `checksum`.
    """
    words = typed.lower().split()
    if len(words) == WORDS + 1 and words[0].isdecimal():
        words = words[1:]
    if not words:
        raise WrongShare("empty")
    if len(words) != WORDS:
        raise WrongShare("words", found=len(words))
    for place, word in enumerate(words, 1):
        if word not in _places():
            near = get_close_matches(word, _places(), n=1)
            raise WrongShare("unknown-word", place=place, near=near[0] if near else "")
    try:
        raw = bytes(_list().to_entropy(words))
    except ValueError as error:
        raise WrongShare("checksum") from error
    return Share(number, int.from_bytes(raw))


def check_share(dealt: Dealt, share: Share) -> None:
    """That this is the share of its number.

    Raises:
        WrongShare: `other-number` (of this key, but another one's) or `other-key`.
    """
    if not 0 < share.value < ORDER:
        raise WrongShare("other-key")
    point = share.point
    if not 1 <= share.number <= dealt.of or dealt.points[share.number - 1] != point:
        if point in dealt.points:
            raise WrongShare("other-number", number=dealt.points.index(point) + 1)
        raise WrongShare("other-key")


def combine(dealt: Dealt, shares: Sequence[Share]) -> ec.EllipticCurvePrivateKey:
    """The opening key of `need` shares that were checked.

    Raises:
        WrongShare: `twice`, `too-few`, or as `check_share`.
    """
    found: Mapping[int, Share] = {share.number: share for share in shares}
    for share in shares:
        check_share(dealt, share)
    if len(found) != len(shares):
        raise WrongShare("twice")
    if len(found) < dealt.need:
        raise WrongShare("too-few", need=dealt.need, found=len(found))
    chosen = sorted(found)[: dealt.need]
    value = sum(
        weight * found[number].value
        for weight, number in zip(weights(chosen, 0), chosen, strict=True)
    )
    private = ec.derive_private_key(value % ORDER, ec.SECP256R1())
    if _encoded(private) != dealt.key:  # cannot be, where the points fit
        raise WrongShare("other-key")
    return private


def _value(parts: Sequence[int], at: int) -> int:
    value = 0
    for part in reversed(parts):
        value = (value * at + part) % ORDER
    return value


def _point(value: int) -> bytes:
    return _encoded(ec.derive_private_key(value, ec.SECP256R1()))


def _encoded(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


@cache
def _places() -> frozenset[str]:
    return frozenset(_list().wordlist)
