"""What may be handed out of an entry of the site log: its bytes, or their hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from pbplatform.audit import queries as audit
from pbplatform.core.db import db
from pbplatform.moderation.queries.veil import veil_over

AT_ONCE = 200


def bodies_shown(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """What is served of every entry; of format 1 the hash, while words that went stand inside."""
    waiting = iter(bodies)
    while some := list(islice(waiting, AT_ONCE)):
        old = {body: json.loads(body) for body in some if may_be_withheld(body)}
        veil = veil_over(db.session(), {str(told.get("subject", "")) for told in old.values()})
        for body in some:
            told = old.get(body, {})
            subject, data = str(told.get("subject", "")), told.get("data") or {}
            went = any(veil(subject, value) != value for value in data.values())
            yield audit.withheld_line(body) if went else body


def may_be_withheld(body: bytes) -> bool:
    """Whether an entry may hold words inside: those of format 2 stand beside the log."""
    return b'"v":1' in body
