"""An entry of a log as it is told: its bytes, with the words that stand beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from pbplatform.audit.domain.free_text import without_free_text
from pbplatform.audit.domain.tree import leaf_hash
from pbplatform.audit.models import SITE, LogWithheld, LogWords
from pbplatform.core.canonical import canonical_json, sha256

_AT_ONCE = 500
# Built once: to build a statement takes longer than to send it.
_BESIDE = select(LogWords.key16, LogWords.field, LogWords.words, LogWords.erased_by).where(
    LogWords.key16.in_(bindparam("keys", expanding=True))
)
_WITHHELD = select(LogWithheld.key16, LogWithheld.erased_by).where(
    LogWithheld.key16.in_(bindparam("keys", expanding=True))
)


def withheld_line(body: bytes) -> bytes:
    """What is served in place of an entry that is withheld: its hash, and its leaf of the tree."""
    return canonical_json(
        {"withheld_leaf": leaf_hash(body).hex(), "withheld_sha256": sha256(body).hex()}
    )


@dataclass(frozen=True)
class Entry:
    """One entry: its log, its index there, and what it tells, with the words beside it.

    Attributes:
        told: what the bytes say; `data` has the words that the entry commits to as well.
        body: the exact bytes.
        withheld: an entry of format 1 of which only the hash is served; `told` is without words.
        erased: fields whose words were erased.
        decided: key of the entry that decided so, where something was erased.
    """

    log: str
    idx: int
    told: dict[str, Any]
    body: bytes
    withheld: bool = False
    erased: tuple[str, ...] = ()
    decided: bytes | None = None

    @property
    def served(self) -> bytes:
        """What may be handed out: the bytes, or their hash where the entry is withheld."""
        return withheld_line(self.body) if self.withheld else self.body

    @property
    def kind(self) -> str:
        return str(self.told["kind"])


def with_words(session: Session, log: str, rows: Sequence[Row[int, bytes, bytes]]) -> list[Entry]:
    """Entries with the words that stand beside them, read for all at once."""
    if log != SITE:  # ballot logs have no free text
        return [Entry(log, row.idx, json.loads(row.body), bytes(row.body)) for row in rows]
    words: dict[bytes, list[Row[bytes, str, str | None, bytes | None]]] = {}
    withheld: dict[bytes, bytes] = {}
    keys = [bytes(row.key16) for row in rows]
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for beside in session.execute(_BESIDE, {"keys": some}):
            words.setdefault(bytes(beside.key16), []).append(beside)
        gone = session.execute(_WITHHELD, {"keys": some})
        withheld |= {bytes(row.key16): bytes(row.erased_by) for row in gone}
    return [
        _entry(log, row, words.get(bytes(row.key16), []), withheld.get(bytes(row.key16)))
        for row in rows
    ]


def _entry(
    log: str,
    row: Row[int, bytes, bytes],
    beside: Sequence[Row[bytes, str, str | None, bytes | None]],
    by: bytes | None,
) -> Entry:
    told: dict[str, Any] = json.loads(row.body)
    if by is not None:
        told["data"] = without_free_text(str(told["kind"]), told.get("data", {}))
        return Entry(log, row.idx, told, bytes(row.body), withheld=True, decided=by)
    if not beside:
        return Entry(log, row.idx, told, bytes(row.body))
    there = {each.field: each.words for each in beside if each.words is not None}
    told["data"] = {**told.get("data", {}), **there}
    return Entry(
        log,
        row.idx,
        told,
        bytes(row.body),
        erased=tuple(each.field for each in beside if each.words is None),
        decided=next((each.erased_by for each in beside if each.erased_by), None),
    )
