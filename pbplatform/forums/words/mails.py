"""Mails about what a facilitator decided about a point."""

from __future__ import annotations

from pbplatform.core.mails import MailKind, Payload, showing

_published = showing("number", "title", "forum", "path")


def _refused(payload: Payload) -> dict[str, object]:
    new_point = f"{payload['path'].rpartition('/')[0]}/new"
    return {**showing("number", "forum", "reason")(payload), "new_point": new_point}


MAILS: dict[str, MailKind] = {
    "forums:point_published": MailKind("forums/point_published.txt", _published),
    "forums:point_refused": MailKind("forums/point_refused.txt", _refused),
}
