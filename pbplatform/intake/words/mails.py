"""Mails to staff about typed slips."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, day, showing

MAILS: dict[str, MailKind] = {
    "intake:rows_wait": MailKind("intake/rows_wait.txt", showing("forum", "path", day=day)),
    "intake:row_given_back": MailKind(
        "intake/row_given_back.txt", showing("forum", "slip", "reason", "path", day=day)
    ),
}
