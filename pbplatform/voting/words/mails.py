"""Mails of the vote: to those whom an amendment or a change of the roll concerns.

Source: docs/rules/amendments.md, docs/rules/voting.md section 1.
"""

from __future__ import annotations

from pbplatform.core.mails import MailKind, Payload, instant, showing
from pbplatform.voting.words.why import OUTCOME_WORDS, why_words
from pbplatform.web.presentation import until

_struck = showing("round", "path", "vote", "until")
_answered = showing("round", "path", "number", "outcome", "reason", "again")


def _shows_struck(payload: Payload) -> dict[str, object]:
    by = until(instant(payload["until"])) if payload["until"] else None
    return {**_struck(payload), "why": why_words(payload["why"]), "until": by}


def _shows_answer(payload: Payload) -> dict[str, object]:
    return {**_answered(payload), "outcome": str(OUTCOME_WORDS[payload["outcome"]])}


MAILS: dict[str, MailKind] = {
    "voting:struck": MailKind("voting/struck.txt", _shows_struck),
    "voting:objection_answered": MailKind("voting/objection_answered.txt", _shows_answer),
    "voting:project_withdrawn": MailKind(
        "voting/project_withdrawn.txt",
        showing("round", "number", "title", "reason", "path", "vote", closes_at=instant),
    ),
    "voting:numbers_refused": MailKind(
        "voting/numbers_refused.txt", showing("round", "reason", "path")
    ),
    "voting:window_extended": MailKind(
        "voting/window_extended.txt",
        showing(
            "round", "reason", "path", "vote", before=instant, closes_at=instant, results_at=instant
        ),
    ),
}
