"""Withdrawing a project, and extending the vote after an outage: after the freeze, by two people.

Source: docs/rules/amendments.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.pairs import Pair
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.rounds.domain.amendments import (
    AmendmentKind,
    Extension,
    Outage,
    in_force,
    results_after,
)
from pbplatform.rounds.models import Round, RoundAmendment
from pbplatform.rounds.queries.amendments import stored_amendments
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.policies import refuse_to_extend_voting, refuse_to_withdraw_project
from pbplatform.voting.queries.amendments import LOG_KINDS, entry_of
from pbplatform.voting.queries.checks import refuse_changed_amendments
from pbplatform.voting.services.telling import tell_of_extension, tell_of_withdrawal

LONGEST_REASON = 500  # letters


def withdraw_project(
    session: Session, *, pair: Pair, round_id: int, number: int, reason: str, now: datetime
) -> RoundAmendment:
    """Withdraw a project from the vote; votes that name it stay good, and the count passes it over.

    Raises:
        NotFound: it is not on the ballot.
        Conflict: no reason, not frozen, voting is over, withdrawn already, or the last one.
    """
    round_ = lock_round(session, round_id)
    refusal = refuse_to_withdraw_project(round_, number, now) or refuse_reason(reason)
    if refusal or round_.definition is None:
        raise refusal or Conflict("amend.not_frozen")
    project = round_.definition.told.project(number)
    made = _amend(
        session,
        round_,
        pair=pair,
        kind=AmendmentKind.WITHDRAWN,
        facts={"project": number},
        reason=reason.strip(),
        now=now,
        title=project.title if project else "",
    )
    tell_of_withdrawal(session, round_, number=number, reason=made.reason, now=now)
    return made


def extend_voting(
    session: Session,
    *,
    pair: Pair,
    round_id: int,
    outage: Outage,
    closes_at: datetime,
    reason: str,
    now: datetime,
) -> RoundAmendment:
    """Let people vote longer, since for some time they could not; voting goes on at once.

    Args:
        closes_at: the new end.
    Raises:
        Conflict: no reason, too late, an outage that does not bear it, or an end that is too late.
    """
    round_ = lock_round(session, round_id)
    refusal = refuse_reason(reason) or refuse_to_extend_voting(
        round_,
        outage=outage,
        closes_at=closes_at,
        earlier=extensions_of(session, round_),
        now=now,
    )
    if refusal:
        raise refusal
    extension = extension_of(round_, outage=outage, closes_at=closes_at, now=now)
    made = _amend(
        session,
        round_,
        pair=pair,
        kind=AmendmentKind.EXTENDED,
        facts=extension.told,
        reason=reason.strip(),
        now=now,
    )
    tell_of_extension(session, round_, extension=extension, reason=made.reason, now=now)
    return made


def refuse_reason(reason: str) -> Conflict | None:
    """Why this is no public reason; None when it is."""
    if not reason.strip():
        return Conflict("amend.reason_needed", field="reason")
    return Conflict("amend.reason_long", field="reason") if len(reason) > LONGEST_REASON else None


def extension_of(round_: Round, *, outage: Outage, closes_at: datetime, now: datetime) -> Extension:
    """What an extension at `now` would say."""
    before = round_.closes_at
    promised = results_after(results_at=round_.results_at, before=before, closes_at=closes_at)
    return Extension(outage, before, closes_at, promised, after_shut=now >= before)


def extensions_of(session: Session, round_: Round) -> list[Extension]:
    """The extensions that a round has had, oldest first."""
    rows = stored_amendments(session, round_.id)
    return [Extension.read(row.facts) for row in rows if row.kind == AmendmentKind.EXTENDED]


def _amend(
    session: Session,
    round_: Round,
    *,
    pair: Pair,
    kind: AmendmentKind,
    facts: Mapping[str, Any],
    reason: str,
    now: datetime,
    **also: Any,
) -> RoundAmendment:
    """Write both entries and the row, and put the amendment in force."""
    if round_.definition is None:
        raise Conflict("amend.not_frozen")
    if refusal := refuse_changed_amendments(session, round_):
        raise refusal  # nothing is built on what somebody changed
    earlier = stored_amendments(session, round_.id)
    n = len(earlier) + 1
    site_key = audit.record(
        session,
        LOG_KINDS[kind],
        actor=pair.actor,
        subject=round_.path,
        now=now,
        amendment=n,
        reason=reason,
        **facts,
        **also,
        **pair.told,
    )
    session.flush()
    digest = sha256(log.bodies_of(session, [site_key], log=SITE)[site_key])
    body = entry_of(kind, n, facts, definition=bytes(round_.definition.sha256), site_sha256=digest)
    row = RoundAmendment(
        round_id=round_.id,
        n=n,
        kind=str(kind),
        facts=dict(facts),
        reason=reason,
        made_at=now,
        site_key16=site_key,
        site_sha256=digest,
        key16=audit.write_waiting(session, audit.ensure_log(session, round_.path), body),
    )
    session.add(row)
    holds = in_force((each.kind, each.facts) for each in (*earlier, row))
    round_.withdrawn = list(holds.withdrawn)
    round_.amended_closes_at, round_.amended_results_at = holds.closes_at, holds.results_at
    session.flush()
    return row
