"""Canonical JSON (RFC 8785): the bytes of log entries, definitions and sealed ballots."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import rfc8785


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """Bytes that any implementation of RFC 8785 produces from `value`.

    Raises:
        TypeError: a float, or another type than text, whole number, bool, None, list, mapping.
    """
    _refuse_floats(value)
    return rfc8785.dumps(dict(value))


def _refuse_floats(value: object) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("keys of canonical JSON are text")
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"canonical JSON has no {type(value).__name__}")


def instant_text(instant: datetime) -> str:
    """UTC with six digits of microseconds: `2027-03-14T20:00:00.000000Z`."""
    if instant.tzinfo is None:
        raise ValueError("naive datetime in a canonical text")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()
