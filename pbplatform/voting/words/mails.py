"""Mails of the vote: to those whose number was struck, and to those who objected to the roll."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, Payload, instant, showing
from pbplatform.voting.words.why import OUTCOME_WORDS, why_words
from pbplatform.web.presentation import until

_struck = showing("round", "path", "vote", "until")
_answered = showing("round", "path", "number", "outcome", "reason", "again")


def _shows_struck(payload: Payload) -> dict[str, object]:
    by = until(instant(payload["until"]))
    return {**_struck(payload), "why": why_words(payload["why"]), "until": by}


def _shows_answer(payload: Payload) -> dict[str, object]:
    return {**_answered(payload), "outcome": str(OUTCOME_WORDS[payload["outcome"]])}


MAILS: dict[str, MailKind] = {
    "voting:struck": MailKind("voting/struck.txt", _shows_struck),
    "voting:objection_answered": MailKind("voting/objection_answered.txt", _shows_answer),
}
