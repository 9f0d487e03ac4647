"""What every bundle has of the logs: signed checkpoints, keys, and lines in blocks.

Source: docs/rules/audit.md sections 10 and 12.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy.orm import Session

from pbplatform.audit.domain.bundle import Part
from pbplatform.audit.domain.notes import LogKey
from pbplatform.audit.queries.trees import newest_checkpoint
from pbplatform.audit.queries.witnesses import newest_witnessed, with_cosignatures

_BLOCK = 1000
Told = Callable[[int], None]


def tell_nobody(_lines: int) -> None:
    """What is told of the progress when nobody wants to know."""


def in_blocks(found: Iterable[bytes], told: Told, most: int | None = None) -> Iterator[bytes]:
    """Lines for a file, many at a time; `told` hears how many were written.

    Args:
        most: how many lines at most; None for all.
    """
    rest = islice(found, most)
    while block := list(islice(rest, _BLOCK)):
        told(len(block))
        yield b"".join(line + b"\n" for line in block)


def checkpoint_parts(session: Session, logs: Mapping[str, tuple[str, int]]) -> Iterator[Part]:
    """What is signed of some logs, by witnesses too, and the public halves of our keys.

    Args:
        logs: by the name of the file, the log and how many of its entries the bundle has.
    """
    keys = []
    for name, (slug, size) in logs.items():
        sealed = newest_checkpoint(session, log=slug)
        if sealed is not None and sealed.size <= size:
            note = with_cosignatures(session, sealed.log_id, sealed.note, sealed.size)
            yield f"{name}.checkpoint", [note.encode()]
            older = newest_witnessed(session, log=slug)
            if older is not None and older != note:
                yield f"{name}.witnessed.checkpoint", [older.encode()]
            keys.append(f"{LogKey(sealed.checkpoint.origin, sealed.public_key).line}\n")
    if keys:
        yield "log.vkey", ["".join(keys).encode()]
