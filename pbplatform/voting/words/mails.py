"""Mails to those whom an amendment concerns. Source: docs/rules/amendments.md."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, instant, showing

MAILS: dict[str, MailKind] = {
    "voting:project_withdrawn": MailKind(
        "voting/project_withdrawn.txt",
        showing("round", "number", "title", "reason", "path", "vote", closes_at=instant),
    ),
    "voting:window_extended": MailKind(
        "voting/window_extended.txt",
        showing(
            "round", "reason", "path", "vote", before=instant, closes_at=instant, results_at=instant
        ),
    ),
}
