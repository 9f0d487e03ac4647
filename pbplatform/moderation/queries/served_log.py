"""The site log and the words beside it, as everybody may have them: without words that went.

Source: docs/rules/audit.md section 7.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy.orm import Session

from pbplatform.audit import queries as audit
from pbplatform.core.canonical import canonical_json
from pbplatform.moderation.queries.veil import veil_over

_AT_ONCE = 200


def bodies_served(session: Session, bodies: Iterable[bytes]) -> Iterator[bytes]:
    """What is served of every entry; of format 1 the hash, while words that went stand inside."""
    waiting = iter(bodies)
    while some := list(islice(waiting, _AT_ONCE)):
        old = {body: json.loads(body) for body in some if may_be_withheld(body)}
        veil = veil_over(session, {str(told.get("subject", "")) for told in old.values()})
        for body in some:
            told = old.get(body, {})
            subject, data = str(told.get("subject", "")), told.get("data") or {}
            went = any(veil(subject, value) != value for value in data.values())
            yield audit.withheld_line(body) if went else body


def may_be_withheld(body: bytes) -> bool:
    """Whether an entry may hold words inside: those of format 2 stand beside the log."""
    return b'"v":1' in body


def words_served(session: Session, *, before: int | None = None) -> Iterator[bytes]:
    """Words beside the log; those that went from the text they are about are withheld.

    Args:
        before: only of entries below this number.
    """
    beside = audit.words_beside(session)
    while some := list(islice(beside, _AT_ONCE)):
        veil = veil_over(session, {subject for subject, _told in some})
        for subject, told in some:
            if before is not None and told["entry"] >= before:
                return
            went = "words" in told and veil(subject, told["words"]) != told["words"]
            yield canonical_json(
                {"entry": told["entry"], "field": told["field"], "withheld": 1} if went else told
            )
