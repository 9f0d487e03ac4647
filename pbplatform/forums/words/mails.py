"""Mails about meetings."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, instant, showing

MAILS: dict[str, MailKind] = {
    "forums:meeting_cancelled": MailKind(
        "forums/meeting_cancelled.txt",
        showing("forum", "venue", "reason", "path", starts_at=instant),
    ),
}
