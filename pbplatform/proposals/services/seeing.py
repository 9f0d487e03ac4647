"""What a page shows of an idea, and that it still holds when somebody confirms it.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts, require_same
from pbplatform.proposals.models import Idea
from pbplatform.proposals.services.telling import locked_idea


def facts_of_idea(idea: Idea) -> Facts:
    """All that decides what an act on the idea means."""
    return {
        "state": idea.state,
        "title": idea.title,
        "text": idea.text,
        "spot": idea.spot,
        "area": idea.area_id,
        "who_benefits": idea.who_benefits,
        "photo": idea.photo.hex() if idea.photo else "",
        "photo_alt": idea.photo_alt,
        "second_look_words": idea.second_look_words,
        "look_by": idea.look_by.isoformat() if idea.look_by else "",
        "committee": idea.committee_id,
        "not_taken": idea.not_taken_words,
        "plea": idea.plea_words,
    }


def require_same_idea(session: Session, *, idea_id: int, seen: str) -> None:
    """Go on only when the idea is what the page showed; its row stays locked.

    Raises:
        ChangedMeanwhile: it is not, or the page carried nothing.
    """
    idea, _round = locked_idea(session, idea_id)
    require_same(seen, facts_of_idea(idea))
