"""Mails to officials who are asked what something costs, and to the delegates who decide."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, day, showing
from pbplatform.review.words.kinds import COMMENT_WORDS, VERDICT_WORDS

MAILS: dict[str, MailKind] = {
    "review:costing_asked": MailKind(
        "review/costing_asked.txt", showing("number", "team", "title", "path", due=day)
    ),
    "review:costing_given": MailKind(
        "review/costing_given.txt", showing("number", "path", verdict=VERDICT_WORDS.__getitem__)
    ),
    "review:decision_recorded": MailKind(
        "review/decision_recorded.txt", showing("number", "name", "path", by=day)
    ),
    "review:decision_without_you": MailKind(
        "review/decision_without_you.txt", showing("number", "name", "path", by=day)
    ),
    "review:delegate_left": MailKind(
        "review/delegate_left.txt",
        showing("name", "committee", "claims", "lacking", "path", by=day),
    ),
    "review:scores_asked": MailKind("review/scores_asked.txt", showing("number", "path", by=day)),
    "review:comment_made": MailKind("review/comment_made.txt", showing("number", "team", "path")),
    "review:comment_answered": MailKind(
        "review/comment_answered.txt",
        showing("number", "words", "path", outcome=COMMENT_WORDS.__getitem__),
    ),
    "review:claim_passed": MailKind(
        "review/claim_passed.txt", showing("number", "name", "words", "path")
    ),
    "review:decision_objected": MailKind(
        "review/decision_objected.txt", showing("number", "words", "path")
    ),
}
