"""Mails about answers and promises, and to teams about what they must answer by when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pbplatform.core.mails import MailKind, Payload, Shows, day, showing


def _point(*names: str, **read: Callable[[Any], object]) -> Shows:
    return showing("number", "title", "forum", "team", "path", *names, **read)


def _answered(payload: Payload) -> dict[str, object]:
    supports = payload.get("part") == "supporter"
    return {**_point("sort", "sentence")(payload), "supports": supports}


def _joined(payload: Payload) -> dict[str, object]:
    other = payload["joined_with"]
    other_point = f"{payload['path'].rpartition('/')[0]}/{other}"
    return {**_point()(payload), "other": other, "other_point": other_point}


def _last_part(kind: str) -> str:
    """`moved` from the kind of the log's entry, `response:commitment:moved`."""
    return kind.rpartition(":")[2]


def _reminder(payload: Payload) -> dict[str, object]:
    mark = str(payload["mark"]).partition(":")[0]
    return {**_point(due=day)(payload), "late": mark in ("late", "very_late")}


MAILS: dict[str, MailKind] = {
    "responses:answered": MailKind("responses/answered.txt", _answered),
    "responses:more_time": MailKind("responses/more_time.txt", _point(due=day)),
    "responses:question": MailKind("responses/question.txt", _point("question")),
    "responses:joined": MailKind("responses/joined.txt", _joined),
    "responses:promise": MailKind(
        "responses/promise.txt", _point("what", due=day, change=_last_part)
    ),
    "responses:assigned": MailKind("responses/assigned.txt", _point(due=day)),
    "responses:offered": MailKind("responses/offered.txt", _point(due=day)),
    "responses:sent_back": MailKind("responses/sent_back.txt", _point(due=day)),
    "responses:reply": MailKind("responses/reply.txt", _point(due=day)),
    "responses:reminder": MailKind("responses/reminder.txt", _reminder),
    "responses:another_answer_due": MailKind("responses/another_answer_due.txt", _point(due=day)),
}
