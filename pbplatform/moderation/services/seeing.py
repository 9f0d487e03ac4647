"""What a page shows before words go or come back, and that it still holds.

Source: docs/rules/forms.md section 2.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from pbplatform.core.confirmation import Facts
from pbplatform.core.texts import FoundText
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.queries import decisions_in_force, open_case


def facts_of_text(session: Session, text: FoundText) -> Facts:
    """All that decides what a decision about the text means."""
    words = "\n".join(f"{part.name} {part.version} {part.words}" for part in text.fields)
    holding = ", ".join(str(each.number) for each in decisions_in_force(session, text.path))
    case = open_case(session, text.path)
    return {
        "words": words,
        "decisions": holding,
        "sealed": text.is_sealed,
        "case": case.id if case else None,
    }


def facts_of_decision(decision: TextDecision) -> Facts:
    """All that decides what it means to confirm a decision or to take it back."""
    return {
        "number": decision.number,
        "standing": decision.standing,
        "look_by": decision.look_by.isoformat() if decision.look_by else "",
        "asked": decision.asked_words,
    }
