"""Mails about checks by residents: the question, a no, and the reply to it."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, Payload, day, showing


def _asked(payload: Payload) -> dict[str, object]:
    say = f"{payload['path']}/say"
    return {**showing("title", "team", "path", until=day)(payload), "say": say}


_no = showing("title", "team", "path", due=day)


def _replied(payload: Payload) -> dict[str, object]:
    shown = showing("title", "team", "path", "reply", "words")(payload)
    until = str(payload.get("until") or "")
    again = bool(payload.get("again") and until)
    return {**shown, "again": again, "until": day(until) if again else None}


MAILS: dict[str, MailKind] = {
    "promises:check_asked": MailKind("promises/check_asked.txt", _asked),
    "promises:check_no": MailKind("promises/check_no.txt", _no),
    "promises:check_no_again": MailKind("promises/check_no_again.txt", _no),
    "promises:check_replied": MailKind("promises/check_replied.txt", _replied),
}
