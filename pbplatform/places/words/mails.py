"""Mails about the place."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, day, showing

MAILS: dict[str, MailKind] = {
    "places:table_ends": MailKind("places/table_ends.txt", showing(until=day)),
}
