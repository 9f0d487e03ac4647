"""Mails about meetings, minutes and what became of corrections."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.mails import MailKind, Payload, day, instant, showing


def _maybe_day(text: str) -> object:
    return day(text) if text else None


def _minutes(payload: Payload) -> Mapping[str, object]:
    names = ("forum", "path", "version", "correct", "sort", "again", "reason", "part")
    return showing(*names, day=day, until=_maybe_day)(payload)


_decided = showing("forum", "number", "path", "sort", "decision", "reason", day=day)

MAILS: dict[str, MailKind] = {
    "forums:minutes": MailKind("forums/minutes.txt", _minutes),
    "forums:correction_decided": MailKind("forums/correction_decided.txt", _decided),
    "forums:meeting_cancelled": MailKind(
        "forums/meeting_cancelled.txt",
        showing("forum", "venue", "reason", "path", starts_at=instant),
    ),
}
