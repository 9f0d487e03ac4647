"""Whether a decision about a text can be made so, before it is made and when it is.

Source: docs/rules/moderation.md section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.errors import Conflict, required
from pbplatform.core.text import tidy_text
from pbplatform.core.texts import FoundText, TextField
from pbplatform.moderation.domain.striking import WHOLE, can_be_struck, places_of, shown
from pbplatform.moderation.kinds import LONGEST_STRUCK, LONGEST_WORDS, Outcome, Rule
from pbplatform.moderation.policies import refuse_to_decide
from pbplatform.moderation.queries import open_case


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a facilitator decides about a text.

    Attributes:
        outcome: an `Outcome`.
        rule: a `Rule`.
        reason: public words of the facilitator, at most 1,000 letters.
        part: which part goes, or is searched for the words; empty for all.
        struck: the exact words, for `Outcome.STRUCK`.
    """

    outcome: str
    rule: str
    reason: str
    part: str = ""
    struck: str = ""


def checked(session: Session, *, actor: ActorRef, text: FoundText, wish: Wish) -> Wish:
    """The wish, tidied.

    Raises:
        NotAllowed: not a facilitator of the text's scope, or a text of their own.
        Conflict: rule or reason is missing, nothing waits to be left, or nothing would go.
    """
    if refusal := refuse_to_decide(actor, scope=text.scope, authors=text.authors):
        raise refusal
    if wish.outcome not in set(Outcome):
        raise Conflict("moderation.outcome_needed", field="outcome")
    if wish.rule not in set(Rule):
        raise Conflict("moderation.rule_needed", field="rule")
    wish = replace(wish, reason=checked_reason(wish.reason))
    if wish.outcome == Outcome.LEFT:
        if open_case(session, text.path) is None:
            raise Conflict("moderation.nothing_waits", field="outcome")
        return replace(wish, part="", struck="")
    if wish.part and wish.part not in {each.part for each in text.fields}:
        raise Conflict("moderation.no_such_part", field="part")
    if wish.outcome == Outcome.STRUCK:
        wish = _checked_struck(text, wish)
    else:
        wish = replace(wish, struck="")
    if all(before.words == after for before, after in afterwards(text, wish)):
        raise Conflict("moderation.nothing_goes")
    return wish


def checked_reason(reason: str) -> str:
    """A public reason of staff, tidied.

    Raises:
        Conflict: there is none, or it is too long.
    """
    tidy = required(tidy_text(reason), "moderation.reason_needed", "reason")
    if len(tidy) > LONGEST_WORDS:
        raise Conflict("moderation.too_long", field="reason", letters=LONGEST_WORDS)
    return tidy


def afterwards(text: FoundText, wish: Wish) -> Sequence[tuple[TextField, str]]:
    """Each part of the text, and what everybody will see of it."""
    went = {Outcome.LEFT: [], Outcome.HIDDEN: [WHOLE], Outcome.STRUCK: [wish.struck]}
    chosen = went[Outcome(wish.outcome)]
    return [
        (part, shown(part, chosen if wish.part in ("", part.part) else [])) for part in text.fields
    ]


def _checked_struck(text: FoundText, wish: Wish) -> Wish:
    struck = tidy_text(wish.struck)
    if not can_be_struck(struck):
        raise Conflict("moderation.struck_needed", field="struck")
    if len(struck) > LONGEST_STRUCK:
        raise Conflict("moderation.too_long", field="struck", letters=LONGEST_STRUCK)
    searched = [each for each in text.fields if wish.part in ("", each.part) and not each.is_file]
    if not any(places_of(struck, each.words) for each in searched):
        raise Conflict("moderation.struck_not_there", field="struck")
    if places_of(struck, wish.reason):
        raise Conflict("moderation.reason_repeats", field="reason")
    return replace(wish, struck=struck)
