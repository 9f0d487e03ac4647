"""Checks a public log: its signature, its hash tree, and that it goes on from an older checkpoint.

    python3 check-log.py https://YOUR-CITY/log/site KEY [OLDER-CHECKPOINT-FILE ...]

It reads the log over the network, needs Python 3.9 or newer and nothing else, and trusts nothing
but KEY. Ends with code 1 when something is wrong. The formats: c2sp.org/tlog-tiles.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

# Ed25519 (RFC 8032): a number field, a curve, a point on it.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """The sum of two points."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = a, b
    m, n = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: tuple[int, ...]) -> tuple[int, ...]:
    """A point so many times."""
    result: tuple[int, ...] = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def unpack(raw: bytes) -> tuple[int, ...]:
    """The point of 32 bytes."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def is_signed(key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether this key made this signature."""
    base = unpack((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    half, s = signature[:32], int.from_bytes(signature[32:], "little")
    digest = hashlib.sha512(half + key + text).digest()
    h = int.from_bytes(digest, "little") % L
    left, right = times(s, base), add(unpack(half), times(h, unpack(key)))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return s < L and same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


def read_checkpoint(note: bytes, line: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint, once its signature was checked."""
    name, _id, coded = line.split("+", 2)
    key = base64.b64decode(coded)[1:]
    told, _blank, lines = note.decode().rpartition("\n\n")
    text = (told + "\n").encode()
    named = hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]
    for each in lines.splitlines():
        _dash, who, signature = each.split(" ")
        raw = base64.b64decode(signature)
        if who == name and raw[:4] == named and is_signed(key, text, raw[4:]):
            origin, size, root = text.decode().splitlines()[:3]
            if origin == name:
                return int(size), base64.b64decode(root)
    raise SystemExit("WRONG: the checkpoint is not signed by this key")


def tell_witnesses(note: bytes) -> None:
    """Say which witnesses signed beside the place, and when: their keys are not checked here."""
    for each in note.decode().rpartition("\n\n")[2].splitlines():
        _dash, who, signature = each.split(" ")
        raw = base64.b64decode(signature)
        if len(raw) == 76:  # C2SP tlog-cosignature: key, time, signature
            at = datetime.fromtimestamp(int.from_bytes(raw[4:12], "big"), UTC)
            print(f"{who} says that it saw this log on {at:%Y-%m-%d at %H:%M} UTC.")


def tile_path(number: int, width: int) -> str:
    """The last part of the address of a tile."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return "/".join(groups) + (f".p/{width}" if width < 256 else "")


def leaf_of(entry: bytes) -> bytes:
    """The leaf of an entry as it is served."""
    told = json.loads(entry)
    for name in ("withheld_leaf", "too_long_leaf"):  # only the hash of these entries is served
        if set(told) <= {name, "withheld_sha256", "too_long"} and name in told:
            return bytes.fromhex(told[name])
    return hashlib.sha256(b"\x00" + entry).digest()


def leaves(get: Callable[[str], bytes], size: int) -> Iterator[bytes]:
    """The leaves of all entries in order."""
    for start in range(0, size, 256):
        width = min(256, size - start)
        packed = get("tile/entries/" + tile_path(start // 256, width))
        for _entry in range(width):
            end = 2 + int.from_bytes(packed[:2], "big")
            yield leaf_of(packed[2:end])
            packed = packed[end:]


def main(base: str, key: str, *older: str) -> None:
    """Check the log at an address."""

    def get(path: str) -> bytes:
        with urllib.request.urlopen(f"{base.rstrip('/')}/{path}") as answer:
            return bytes(answer.read())

    note = get("checkpoint")
    size, root = read_checkpoint(note, key)
    known = {size: [root]}
    for path in older:
        with open(path, "rb") as file:
            before, then = read_checkpoint(file.read(), key)
        if before > size:
            raise SystemExit(f"WRONG: {path} has {before} entries, the log now only {size}")
        known.setdefault(before, []).append(then)
    edge: list[bytes] = []
    for count, leaf in enumerate(leaves(get, size), 1):
        node, full = leaf, count - 1
        while full & 1:
            node, full = hashlib.sha256(b"\x01" + edge.pop() + node).digest(), full >> 1
        edge.append(node)
        if count in known:
            whole = edge[-1]
            for part in reversed(edge[:-1]):
                whole = hashlib.sha256(b"\x01" + part + whole).digest()
            if any(whole != one for one in known[count]):
                raise SystemExit(f"WRONG: the first {count} entries are not what was signed")
    print(f"Signed by this key, and right: {size} entries, {len(older)} older checkpoints.")
    print(f"Root of the tree: {root.hex()}")
    tell_witnesses(note)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
