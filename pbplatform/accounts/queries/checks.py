"""Whether every role stands in the public log. Source: docs/rules/audit.md section 6."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import RoleGrant
from pbplatform.audit.queries import with_waiting
from pbplatform.core.canonical import instant_text
from pbplatform.core.errors import Conflict

_GIVEN = (AccountLog.ROLE_GRANTED, AccountLog.ROLE_ACCEPTED)


def people_findings(session: Session) -> Iterator[Conflict]:
    """Roles in the rows that no entry gave: whoever runs the database put them there."""
    told = {
        (entry["subject"], entry["data"].get("role"), entry["at"])
        for _idx, body in with_waiting(session, having=b'"kind":"place:role:')
        if (entry := json.loads(body))["kind"] in _GIVEN
    }
    query = select(RoleGrant.scope, RoleGrant.role, RoleGrant.starts_at)
    rows = [(row.scope, row.role, instant_text(row.starts_at)) for row in session.execute(query)]
    if unknown := sum(row not in told for row in rows):
        yield Conflict("check.role_not_in_log", count=unknown)
