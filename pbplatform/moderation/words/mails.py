"""Mails to authors whose words went, and to those who reported a text."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, Payload, day, showing
from pbplatform.moderation.words.rules import RULE_WORDS, called

_decision = showing("decision", "outcome", "standing", "reason", "path")


def _shows(payload: Payload) -> dict[str, object]:
    return {
        **_decision(payload),
        "called": called(payload["sort"], payload["named"]),
        "rule": str(RULE_WORDS[payload["rule"]]),
    }


def _to_author(payload: Payload) -> dict[str, object]:
    return {**_shows(payload), "by": day(payload["by"])}


MAILS: dict[str, MailKind] = {
    "moderation:author": MailKind("moderation/author.txt", _to_author),
    "moderation:look_asked": MailKind(
        "moderation/look_asked.txt", showing("decision", "nobody", "path", by=day)
    ),
    "moderation:author_settled": MailKind("moderation/author_settled.txt", _shows),
    "moderation:erased": MailKind("moderation/erased.txt", _shows),
    "moderation:reporter": MailKind("moderation/reporter.txt", _shows),
}
