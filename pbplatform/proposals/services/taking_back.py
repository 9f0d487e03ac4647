"""An idea that staff sent by mistake leaves again before anybody touched it.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts.services import end_contacts
from pbplatform.core.errors import Conflict
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.kinds import AUTHOR_NEWS, IdeaState
from pbplatform.proposals.queries.touched import is_untouched
from pbplatform.proposals.services.forgetting import empty_idea
from pbplatform.proposals.services.telling import locked_idea


def undo_entered_idea(session: Session, *, idea_id: int, now: datetime) -> None:
    """No word of it stays, and nobody is told any more; the caller asks who may, and logs it.

    Raises:
        Conflict: somebody supported, read, or has it.
    """
    idea, round_ = locked_idea(session, idea_id)
    if not is_untouched(session, [idea])[idea.id]:
        raise Conflict("table.touched")
    idea.move_to(IdeaState.WITHDRAWN)
    idea.settled_at = now
    empty_idea(idea)
    path = idea_path(round_.slug, idea.number)
    end_contacts(session, purpose=AUTHOR_NEWS, about=path)
    session.flush()
