"""Sums of public points of P-256: to check what nobody needs to hide.

Secret numbers never pass through here: this is not written to take the same time for each.
Source: SEC 1 sections 2.2 and 2.3, FIPS 186-5 (the curve).
"""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[int, int] | None
"""x and y; None is the neutral element."""

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


def decode(raw: bytes) -> Point:
    """A point of the curve from its 65 bytes; ValueError when it is none."""
    if len(raw) != 65 or raw[0] != 4:
        raise ValueError("not an uncompressed point")
    x, y = int.from_bytes(raw[1:33]), int.from_bytes(raw[33:])
    if x >= P or y >= P or (y * y - x**3 + 3 * x - _B) % P:
        raise ValueError("not on the curve")
    return x, y


def encode(point: Point) -> bytes:
    """65 bytes; ValueError for the neutral element, which no key is."""
    if point is None:
        raise ValueError("the neutral element is no key")
    return b"\x04" + point[0].to_bytes(32) + point[1].to_bytes(32)


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(factor: int, point: Point) -> Point:
    """A public point taken `factor` times."""
    found: Point = None
    for bit in bin(factor % ORDER)[2:]:
        found = add(found, found)
        if bit == "1":
            found = add(found, point)
    return found


def weights(numbers: Sequence[int], at: int) -> list[int]:
    """Lagrange's weights: what each value at `numbers` counts for the value at `at`.

    Args:
        numbers: different from each other modulo the order of the curve.
    """
    found = []
    for own in numbers:
        top = bottom = 1
        for other in numbers:
            if other != own:
                top = top * (at - other) % ORDER
                bottom = bottom * (own - other) % ORDER
        found.append(top * pow(bottom, -1, ORDER) % ORDER)
    return found
