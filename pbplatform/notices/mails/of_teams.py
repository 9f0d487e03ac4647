"""Mails to the people of a team: what they must answer, and by when."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.notices.mails.letter import Letterhead, Payload, Teller, Words, day_in_words


def _told(payload: Payload) -> dict[str, object]:
    about = {name: payload[name] for name in ("team", "title", "number", "forum")}
    return {**about, "day": day_in_words(payload["due"])}


def _words(payload: Payload, head: Letterhead, subject: str, *parts: str) -> Words:
    desk = (_("Your desk:"), head.link("desk/official"))
    point = (_("The point:"), head.link(payload["path"]))
    why = _(
        "You get this mail because you act for %(team)s in %(place)s.",
        team=payload["team"],
        place=head.place,
    )
    return Words(subject, (*parts, *point, *desk), why)


def _assigned(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    return _words(
        payload,
        head,
        _("%(team)s must answer point %(number)s by %(day)s", **told),
        _("A facilitator of %(forum)s gave you point %(number)s, “%(title)s”.", **told),
        _("%(team)s must answer it in writing by %(day)s.", **told),
    )


def _offered(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    return _words(
        payload,
        head,
        _("Is point %(number)s for %(team)s? %(title)s", **told),
        _("Another team says that point %(number)s of %(forum)s is yours: “%(title)s”.", **told),
        _("Take it or send it back. The answer stays due by %(day)s.", **told),
    )


def _sent_back(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    return _words(
        payload,
        head,
        _("Point %(number)s came back to %(team)s: %(title)s", **told),
        _("The other team did not take point %(number)s of %(forum)s, “%(title)s”.", **told),
        _("%(team)s must answer it in writing by %(day)s.", **told),
    )


def _reply(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    return _words(
        payload,
        head,
        _("The resident replied about point %(number)s: %(title)s", **told),
        _("Your question about point %(number)s of %(forum)s has a public reply.", **told),
        _("%(team)s must answer the point by %(day)s.", **told),
    )


def _reminder(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    mark = str(payload["mark"]).partition(":")[0]
    if mark in ("late", "very_late"):
        return _words(
            payload,
            head,
            _("Late: the answer to point %(number)s, %(title)s", **told),
            _("%(team)s promised an answer to point %(number)s by %(day)s. It is late.", **told),
            _("The public page says so. It counts as late until it is answered."),
        )
    return _words(
        payload,
        head,
        _("Due by %(day)s: the answer to point %(number)s, %(title)s", **told),
        _("%(team)s promised an answer to point %(number)s of %(forum)s by %(day)s.", **told),
        _("After that day the public page says that it is late."),
    )


def _another_answer_due(payload: Payload, head: Letterhead) -> Words:
    told = _told(payload)
    return _words(
        payload,
        head,
        _("Point %(number)s needs another answer by %(day)s: %(title)s", **told),
        _("People say that the answer to point %(number)s does not answer it.", **told),
        _("Another answer is due by %(day)s, by somebody more senior.", **told),
    )


WORDS: Mapping[str, Teller] = {
    "responses:assigned": _assigned,
    "responses:offered": _offered,
    "responses:sent_back": _sent_back,
    "responses:reply": _reply,
    "responses:reminder": _reminder,
    "responses:another_answer_due": _another_answer_due,
}
