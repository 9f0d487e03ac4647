"""The mail that asks somebody to sign in as a trustee. Source: docs/rules/trustees.md 5.1."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, showing

MAILS: dict[str, MailKind] = {
    "trustees:asked": MailKind("trustees/asked.txt", showing("round", "name", "by", "path")),
}
