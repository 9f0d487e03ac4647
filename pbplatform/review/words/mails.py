"""Mails to officials who are asked what something costs, and to the delegates who decide."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, day, showing
from pbplatform.proposals.words.mails import amount
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
    "review:price_asked": MailKind(
        "review/price_asked.txt", showing("number", "version", "path", due=day)
    ),
    "review:price_confirmed": MailKind(
        "review/price_confirmed.txt", showing("number", "version", "team", "path")
    ),
    "review:costing_again": MailKind(
        "review/costing_again.txt", showing("number", "team", "words", "path", due=day)
    ),
    "review:price_replaced": MailKind(
        "review/price_replaced.txt",
        showing("number", "team", "words", "path", before=amount, after=amount),
    ),
    "review:condition_shown": MailKind(
        "review/condition_shown.txt", showing("number", "path", due=day)
    ),
    "review:condition_judged": MailKind(
        "review/condition_judged.txt", showing("number", "met", "words", "path")
    ),
    "review:decision_fell": MailKind("review/decision_fell.txt", showing("number", "why", "path")),
    "review:reopening_wanted": MailKind(
        "review/reopening_wanted.txt", showing("number", "name", "words", "path")
    ),
    "review:decision_reopened": MailKind(
        "review/decision_reopened.txt", showing("number", "was", "words", "path")
    ),
    "review:recheck_wrong": MailKind(
        "review/recheck_wrong.txt", showing("number", "team", "words", "path", desk=bool)
    ),
    "review:recheck_stays": MailKind(
        "review/recheck_stays.txt", showing("number", "words", "path")
    ),
    "review:decision_objected": MailKind(
        "review/decision_objected.txt", showing("number", "words", "path")
    ),
}
