"""Words that a decision took away are erased for good: one person asks, a second one confirms.

Source: docs/rules/privacy.md section 4, docs/rules/accounts.md section 5.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.accounts.domain.pairs import Pair
from pbplatform.accounts.kinds import Role
from pbplatform.audit.services.erasing import erase_words_about
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.storage import ask_to_forget
from pbplatform.core.texts import FoundText, kinds_of
from pbplatform.moderation.kinds import ERASE_ACT, ModerationLog, Standing
from pbplatform.moderation.models import DecisionPart, KeptWords, TextCase, TextDecision, TextReport
from pbplatform.moderation.policies import refuse_to_erase
from pbplatform.moderation.queries import decision_by_number, kept_words, went_by
from pbplatform.moderation.services.checking import checked_reason
from pbplatform.moderation.services.locking import locked_decision
from pbplatform.moderation.services.seeing import facts_of_decision
from pbplatform.moderation.services.telling import tell_authors
from pbplatform.moderation.services.unsent import SHORTEST, quotes, take_from_all_unsent
from pbplatform.places.queries.public_roles import two_working_days_before


def ask_to_erase(
    session: Session, *, actor: ActorRef, number: int, reason: str, seen: str, now: datetime
) -> None:
    """Ask that the words of a decision are erased for good; a second person confirms.

    Raises:
        NotAllowed: not somebody who may ask, or a text of their own.
        Conflict: no reason, no words are away, or the same waits already.
        ChangedMeanwhile: the decision is not what the page showed.
    """
    decision, _text = locked_decision(session, number)
    require_same(seen, facts_of_decision(decision))
    _refuse_words_in_reason(session, decision, why := checked_reason(reason))
    asked = Asked(decision.subject, decision.scope, {"number": number, "reason": why})
    accounts.ask(session, ERASE, actor=actor, asked=asked, now=now)


def _refuse(session: Session, actor: ActorRef, asked: Asked, _now: datetime) -> DomainError | None:
    decision, text = locked_decision(session, int(asked.facts["number"]))
    authors = text.authors if text else frozenset()
    return refuse_to_erase(actor, decision, authors=authors)


def _perform(session: Session, pair: Pair, asked: Asked, now: datetime) -> None:
    decision, text = locked_decision(session, int(asked.facts["number"]))
    if text is not None:
        tell_authors(session, "erased", decision, now=now)
        _forget_what_they_can_be_tried_against(session, text)
    went = [kept.words or "" for kept in kept_words(session, decision.path) if not kept.is_file]
    struck = went_by(decision)
    take_from_all_unsent(session, went, struck)
    pictures = _empty_vault(session, decision)
    _empty_what_was_said(session, decision)
    decision.move_to(Standing.ERASED)
    session.flush()
    erase_words_about(
        session,
        ModerationLog.TEXT_ERASED,
        actor=pair.actor,
        subject=decision.subject,
        now=now,
        spare=lambda entry: entry.kind.startswith("moderation:"),
        holds=lambda words: quotes(words, went, struck),
        decision_no=decision.number,
        ground=decision.rule,
        reason=str(asked.facts["reason"]),
        **pair.told,
    )
    ask_to_forget(session, now=now, pictures=pictures)


def _refuse_words_in_reason(session: Session, decision: TextDecision, reason: str) -> None:
    """The reason is public, and may not repeat what is to be erased.

    Raises:
        Conflict: it does.
    """
    whole = [kept.words for kept in kept_words(session, decision.path) if not kept.is_file]
    for words in (decision.struck, *whole):
        if words and len(words) > SHORTEST and words.lower() in reason.lower():
            raise Conflict("moderation.reason_repeats", field="reason")


def _empty_vault(session: Session, decision: TextDecision) -> list[bytes]:
    """Empty the words of every part that the decision covers; hashes of pictures among them."""
    covered = select(DecisionPart.field, DecisionPart.version)
    found = session.execute(covered.where(DecisionPart.number == decision.number))
    parts = {(row.field, row.version) for row in found}
    pictures = []
    for kept in session.scalars(select(KeptWords).where(KeptWords.path == decision.path)):
        if (kept.field, kept.version) not in parts:
            continue
        if kept.is_file and kept.words:
            pictures.append(bytes.fromhex(kept.words))
        kept.words = None
    return pictures


def _empty_what_was_said(session: Session, decision: TextDecision) -> None:
    """What quotes the words: the struck words, the author's wish, and reports."""
    decision.struck = decision.asked_words = ""
    cases = select(TextCase.id).where(TextCase.path == decision.path)
    session.execute(update(TextReport).where(TextReport.case_id.in_(cases)).values(words=""))


def _forget_what_they_can_be_tried_against(session: Session, text: FoundText) -> None:
    for kind, named in kinds_of(text.path):
        if kind.forget is not None:
            kind.forget(session, named)


def _public_before(session: Session, _asked: Asked, now: datetime) -> datetime:
    return two_working_days_before(session, now)


def decision_of(session: Session, asked: Asked) -> TextDecision:
    """The decision whose words are to be erased."""
    return decision_by_number(session, int(asked.facts["number"]))


_act = partial(ActKind, lately=two_working_days_before, public_before=_public_before)
ERASE = _act(
    name=ERASE_ACT,
    roles=frozenset({Role.FACILITATOR, Role.AUDITOR}),
    refuse=_refuse,
    perform=_perform,
)
