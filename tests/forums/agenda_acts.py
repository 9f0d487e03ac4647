"""What tests of agendas share."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from pbplatform.forums import services
from pbplatform.forums.models import Meeting
from tests.factories import BEGIN, COMMAND

EVENING = datetime(2027, 3, 18, 18, 30, tzinfo=UTC)


def add(session: Session, meeting: Meeting, title: str) -> int:
    return services.add_item(
        session,
        actor=COMMAND,
        meeting_id=meeting.id,
        facts=services.ItemFacts(title=title),
        now=BEGIN,
    ).id
