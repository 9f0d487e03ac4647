"""Amendments against the log that vouches for them. Source: docs/rules/amendments.md section 2."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as entries
from pbplatform.audit.models import SITE, LogWords
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.db import Where
from pbplatform.core.errors import Conflict
from pbplatform.rounds.domain.amendments import AmendmentKind, InForce, in_force
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.rounds.queries.amendments import stored_amendments
from pbplatform.voting.kinds import VoteLog

LOG_KINDS = {
    AmendmentKind.WITHDRAWN: VoteLog.PROJECT_WITHDRAWN,
    AmendmentKind.EXTENDED: VoteLog.WINDOW_EXTENDED,
}
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)


def entry_of(
    kind: str, n: int, facts: Mapping[str, Any], *, definition: bytes, site_sha256: bytes
) -> dict[str, Any]:
    """What the ballot log says of an amendment, without its format.

    Args:
        definition: SHA-256 of the frozen definition.
        site_sha256: of the entry of the site log that names people and reason.
    Source: docs/rules/amendments.md section 1.
    """
    return {
        "kind": str(LOG_KINDS[AmendmentKind(kind)]),
        "amendment": n,
        "definition": definition.hex(),
        "site_sha256": site_sha256.hex(),
        **facts,
    }


def are_in_log(where: Where, round_: Round) -> bool:
    """Whether what is in force is what rows and ballot log say; the cheap part, at every cast.

    Call it after the round is locked: it reads what was committed before.
    """
    if round_.in_force == InForce():
        return True
    session = where if isinstance(where, Session) else Session(where)
    rows = stored_amendments(session, round_.id)
    bodies = entries.bodies_of(session, [row.key16 for row in rows], log=round_.path)
    try:
        expected = [canonical_json(body) for body in _expected(round_, rows)]
        stands = in_force((row.kind, row.facts) for row in rows) == round_.in_force
    except _UNREADABLE:
        return False
    return stands and [bodies.get(row.key16) for row in rows] == expected


def amendment_findings(
    session: Session, round_: Round, told: Sequence[Mapping[str, Any]]
) -> Iterator[Conflict]:
    """Row of the round = rows = ballot log = site log.

    Args:
        told: entries of amendments in the ballot log.
    """
    rows = stored_amendments(session, round_.id)
    try:
        same = _expected(round_, rows) == sorted(told, key=lambda one: int(one["amendment"]))
        if not same or in_force((row.kind, row.facts) for row in rows) != round_.in_force:
            yield Conflict("check.amendments_differ")
    except _UNREADABLE:
        yield Conflict("check.amendments_differ")
        return
    bodies = entries.bodies_of(session, [row.site_key16 for row in rows], log=SITE)
    for row in rows:
        if not _in_site_log(session, row, bodies.get(row.site_key16)):
            yield Conflict("check.amendment_site_log", number=row.n)


def _expected(round_: Round, rows: Sequence[RoundAmendment]) -> list[dict[str, Any]]:
    """The entries that the rows stand for; they are numbered from 1 without a gap."""
    if [row.n for row in rows] != list(range(1, len(rows) + 1)) or round_.definition is None:
        raise ValueError("amendments have a gap")
    digest = bytes(round_.definition.sha256)
    return [
        {
            "v": 1,
            **entry_of(
                row.kind, row.n, row.facts, definition=digest, site_sha256=bytes(row.site_sha256)
            ),
        }
        for row in rows
    ]


def _in_site_log(session: Session, row: RoundAmendment, body: bytes | None) -> bool:
    """Whether an entry of the site log says the same, with the same reason and instant."""
    if body is None or sha256(body) != bytes(row.site_sha256):
        return False
    told = json.loads(body)
    data = told.get("data", {})
    query = select(LogWords.words).where(
        LogWords.key16 == row.site_key16, LogWords.field == "reason"
    )
    words = session.scalar(query)
    return (
        told.get("kind") == LOG_KINDS[AmendmentKind(row.kind)]
        and told.get("at") == instant_text(row.made_at)
        and data.get("amendment") == row.n
        and all(data.get(name) == fact for name, fact in row.facts.items())
        and words in (row.reason, None)  # None where a decision erased it
    )
