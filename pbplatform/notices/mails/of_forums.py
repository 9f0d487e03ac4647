"""Mails about what a facilitator decided about a point."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.notices.mails.letter import Letterhead, Payload, Teller, Words


def _raised(head: Letterhead) -> str:
    return str(_("You get this mail because you raised this point in %(place)s.", place=head.place))


def _point_published(payload: Payload, head: Letterhead) -> Words:
    told = {"number": payload["number"], "title": payload["title"], "forum": payload["forum"]}
    return Words(
        _("Your point %(number)s is public: %(title)s", **told),
        (
            _("Point %(number)s of %(forum)s, “%(title)s”, is public now.", **told),
            _("Its page shows who must answer, by when, and what happens if they do not:"),
            head.link(payload["path"]),
        ),
        _raised(head),
    )


def _point_refused(payload: Payload, head: Letterhead) -> Words:
    told = {"number": payload["number"], "forum": payload["forum"]}
    return Words(
        _("Your point %(number)s was not published", **told),
        (
            _("Point %(number)s of %(forum)s was not published.", **told),
            _("The facilitator says: “%(reason)s”", reason=payload["reason"]),
            _("You can raise it again in other words:"),
            head.link(f"{payload['path'].rpartition('/')[0]}/new"),
        ),
        _raised(head),
    )


WORDS: Mapping[str, Teller] = {
    "forums:point_published": _point_published,
    "forums:point_refused": _point_refused,
}
