"""Mails to teams whose projects fell silent."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, showing

MAILS: dict[str, MailKind] = {
    "delivery:update_asked": MailKind(
        "delivery/update_asked.txt", showing("project", "days", "path")
    ),
}
