"""Which texts lost words by a public decision, as the log tells it."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from pbplatform.audit.queries import with_waiting
from pbplatform.moderation.domain.striking import belongs
from pbplatform.moderation.kinds import ModerationLog

_WENT = (ModerationLog.TEXT_HIDDEN, ModerationLog.WORDS_STRUCK, ModerationLog.TEXT_ERASED)


class Decided:
    """Subjects of decisions by which words went; read once for a check of many texts."""

    def __init__(self, session: Session) -> None:
        self._subjects = [
            entry["subject"]
            for _idx, body in with_waiting(session, having=b'"kind":"moderation:')
            if (entry := json.loads(body))["kind"] in _WENT
        ]

    def about(self, path: str) -> bool:
        """Whether words of this text may be gone."""
        return any(belongs(subject, path) for subject in self._subjects)
