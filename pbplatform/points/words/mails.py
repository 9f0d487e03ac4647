"""Mails about points, answers and promises, and to teams about what they must answer by when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pbplatform.core.mails import MailKind, Payload, Shows, day, instant, quotable, showing
from pbplatform.points.words.sentences import full_stop, reason_words
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _


def _yours(payload: Payload) -> str:
    """The page of an asker without an account: only the link in their mail leads there."""
    token = payload.get("token")
    return f"{payload['path'].rpartition('/')[0]}/asker/{token}" if token else ""


def _to_asker(shows: Shows) -> Shows:
    return lambda payload: {**shows(payload), "yours": _yours(payload)}


def _point(*names: str, **read: Callable[[Any], object]) -> Shows:
    return _to_asker(showing("number", "title", "forum", "team", "path", *names, **read))


def _answered(payload: Payload) -> dict[str, object]:
    supports = payload.get("part") == "supporter"
    whole = _whole(payload["whole"]) if "whole" in payload else []
    return {**_point("sort", "sentence")(payload), "supports": supports, "whole": whole}


def _whole(told: Mapping[str, Any]) -> list[str]:
    """The rest of an answer, for whoever reads it in a letter."""
    lines = [part for part in (told["explanation"], told["link"]) if part]
    for code, detail, would_change in told["reasons"]:
        why = full_stop(". ".join(part for part in (reason_words(code), detail) if part))
        lines.append(_("Why not, or not all of it: %(why)s", why=why))
        lines.append(_("What would change it: %(change)s", change=would_change))
    for what, due, owner in told["promises"]:
        values = {"what": what, "day": long_date(day(due)), "owner": owner}
        lines.append(_("Promise: %(what)s, by %(day)s. %(owner)s.", **values))
    return lines


def _corrected(payload: Payload) -> dict[str, object]:
    supports = payload.get("part") == "supporter"
    return {**_point("wrong", "text")(payload), "supports": supports}


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


def _went_up(payload: Payload) -> dict[str, object]:
    shown = showing("number", "title", "forum", "team", "path", "why", due=day)(payload)
    # An elected person and an official have the official's desk; a facilitator has their own.
    return {**shown, "appoints": payload["level"] == "facilitator"}


_published = _to_asker(showing("number", "title", "forum", "path"))


def _send_it(payload: Payload) -> dict[str, object]:
    send = f"{payload['path']}/points/new/send/{payload['token']}"
    until = payload.get("until")  # rows of before this was told have none
    return {
        "title": quotable(payload["title"]),
        "forum": payload["forum"],
        "send": send,
        "end": instant(until) if until else None,
    }


def _draft_link(payload: Payload) -> dict[str, object]:
    """Whoever typed the title is not known: it is quoted."""
    return {
        "title": quotable(payload["title"]),
        "goes_to": payload["goes_to"],
        "carry_on": f"{payload['path']}?draft={payload['token']}",
        "end": instant(payload["until"]),
    }


def _refused(payload: Payload) -> dict[str, object]:
    new_point = f"{payload['path'].rpartition('/')[0]}/new"
    told = showing("number", "forum", "reason")(payload)
    return {**told, "new_point": new_point, "yours": _yours(payload)}


MAILS: dict[str, MailKind] = {
    "forums:send_point": MailKind("points/send_it.txt", _send_it),
    "forums:draft_link": MailKind("drafts/link.txt", _draft_link),
    "forums:point_published": MailKind("points/point_published.txt", _published),
    "forums:point_public_at_once": MailKind(
        "points/point_public_at_once.txt",
        _to_asker(showing("number", "title", "forum", "path", by=day)),
    ),
    "forums:point_refused": MailKind("points/point_refused.txt", _refused),
    "responses:withdrawn": MailKind("points/withdrawn.txt", _point(due=day)),
    "responses:no_answer_needed": MailKind("points/no_answer_needed.txt", _point()),
    "responses:goes_on": MailKind("points/goes_on.txt", _point(due=day)),
    "responses:answered": MailKind("points/answered.txt", _answered),
    "responses:more_time": MailKind("points/more_time.txt", _point(due=day)),
    "responses:question": MailKind("points/question.txt", _point("question")),
    "responses:joined": MailKind("points/joined.txt", _joined),
    "responses:promise": MailKind("points/promise.txt", _point("what", due=day, change=_last_part)),
    "responses:assigned": MailKind("points/assigned.txt", _point(due=day)),
    "responses:offered": MailKind("points/offered.txt", _point(due=day)),
    "responses:sent_back": MailKind("points/sent_back.txt", _point(due=day)),
    "responses:reply": MailKind("points/reply.txt", _point(due=day)),
    "responses:reminder": MailKind("points/reminder.txt", _reminder),
    "responses:corrected": MailKind("points/corrected.txt", _corrected),
    "responses:went_up": MailKind("points/went_up.txt", _went_up),
    "responses:went_up_for_asker": MailKind(
        "points/went_up_for_asker.txt", _point("name", "why", due=day)
    ),
    "responses:another_answer_due": MailKind("points/another_answer_due.txt", _point(due=day)),
}
