"""Whether minutes are those that the log names. Source: docs/rules/audit.md section 6."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit.queries import with_waiting
from pbplatform.core.canonical import sha256
from pbplatform.core.errors import Conflict
from pbplatform.forums.kinds import MinutesKind
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.moderation.queries.decided import Decided


def minutes_findings(session: Session) -> Iterator[Conflict]:
    """Versions that are not as the log has them, were put in or are gone.

    Words that went by a public decision leave the version with its hash.
    """
    told = {
        (entry["subject"], str(entry["data"]["version"])): entry["data"]["sha256"]
        for _idx, body in with_waiting(session, having=b'"kind":"forum:minutes:')
        if "sha256" in (entry := json.loads(body))["data"]
    }
    decided, wrong = Decided(session), set()
    query = (
        select(ForumSeries, Meeting, MinutesVersion)
        .join(Meeting, Meeting.forum_id == ForumSeries.id)
        .join(MinutesVersion, MinutesVersion.meeting_id == Meeting.id)
        .where(MinutesVersion.kind != MinutesKind.DRAFT)
        .execution_options(yield_per=200)
    )
    for forum, meeting, version in session.execute(query):
        path = forum.path_to(meeting)
        named = told.pop((path, str(version.n)), "")
        itself = sha256(version.text.encode()) == bytes(version.sha256)
        went = not itself and decided.about(f"{path}/minutes")
        if named != bytes(version.sha256).hex() or not (itself or went):
            wrong.add(path)
    wrong |= {path for path, _n in told}
    if wrong:
        yield Conflict("check.minutes_differ", count=len(wrong), first=min(wrong))
