"""Mails about meetings, minutes and what became of corrections."""

from __future__ import annotations

from collections.abc import Mapping

from pbplatform.core.mails import MailKind, Payload, day, instant, showing
from pbplatform.forums.words.meeting import change_lines


def _changed(payload: Payload) -> dict[str, object]:
    told = showing("forum", "venue", "reason", "path", starts_at=instant)(payload)
    moved = any(name in ("starts_at", "venue", "address") for name, *_said in payload["changes"])
    return {**told, "changes": change_lines(payload["changes"]), "moved": moved}


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
    "forums:meeting_changed": MailKind("forums/meeting_changed.txt", _changed),
    "forums:place_free": MailKind(
        "forums/place_free.txt",
        showing("forum", "venue", "path", "people", starts_at=instant),
    ),
    "forums:meeting_restored": MailKind(
        "forums/meeting_restored.txt",
        showing("forum", "venue", "reason", "path", starts_at=instant),
    ),
    "forums:meeting_again": MailKind(
        "forums/meeting_again.txt",
        showing("forum", "venue", "new_path", starts_at=instant, starts_before=instant),
    ),
}
