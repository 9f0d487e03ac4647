"""Who did what of a ceremony, as the site log tells it. Source: docs/rules/ceremony.md 2."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import queries as log
from pbplatform.audit.models import SITE, Log, LogPending
from pbplatform.rounds.models import Round

_NEWEST = 200


def entries_of_vote(session: Session, round_: Round) -> dict[str, dict[str, Any]]:
    """The newest entry of each kind about the vote of a round, those that wait too."""
    found = log.search(session, about=round_.path, family="vote", newest=_NEWEST)
    told = {entry.kind: entry.told for entry in reversed(found)}
    waiting = select(LogPending.body).join(Log, Log.id == LogPending.log_id).where(Log.slug == SITE)
    for body in session.scalars(waiting):
        entry = json.loads(body)
        if entry["subject"] == round_.path:
            told[entry["kind"]] = entry
    return told
