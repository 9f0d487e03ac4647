"""The public file of a key that was cut. Source: docs/rules/trustees.md section 2."""

from __future__ import annotations

import json

from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.text import tidy_line
from pbplatform.trustees.domain.shares import Dealt, fits

LONGEST_NAME, LARGEST_FILE = 80, 16_384


class NotAPublicFile(ValueError):
    """The bytes are no public file, or its points do not fit each other."""


def write_public_file(dealt: Dealt) -> bytes:
    """Canonical JSON with a line end."""
    return canonical_json(
        {
            "v": 1,
            "need": dealt.need,
            "key": dealt.key.hex(),
            "shares": [point.hex() for point in dealt.points],
            "names": list(dealt.names),
        }
    )


def read_public_file(raw: bytes) -> Dealt:
    """What the file says, with its points checked against each other (section 2.3).

    Raises:
        NotAPublicFile: anything else.
    """
    try:
        told = json.loads(raw[: LARGEST_FILE + 1])
        dealt = Dealt(
            need=_whole(told["need"]),
            key=bytes.fromhex(told["key"]),
            points=tuple(bytes.fromhex(point) for point in told["shares"]),
            names=tuple(_name(name) for name in told["names"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAPublicFile("not a public file of trustees") from error
    if told.get("v") != 1 or len(dealt.points) > 9 or not fits(dealt):
        raise NotAPublicFile("its points do not fit each other")
    if len(set(dealt.names)) != dealt.of:
        raise NotAPublicFile("a name stands there twice")
    return dealt


def fingerprint(dealt: Dealt) -> str:
    """What people compare: SHA-256 over the file, as 64 letters."""
    return sha256(write_public_file(dealt)).hex()


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError("not a whole number")
    return number


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("not a name")
    tidy = tidy_line(name)
    if not tidy or len(tidy) > LONGEST_NAME:
        raise ValueError("not a name")
    return tidy
