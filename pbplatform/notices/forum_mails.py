"""What is mailed about points: to the person who asked, to supporters, and to teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

Payload = Mapping[str, Any]


def _lines(payload: Payload) -> dict[str, tuple[str, str]]:
    """Subject and first sentence by kind."""
    named = {"number": payload.get("number", ""), "title": payload.get("title", "")}
    return {
        "forums:point_published": (
            _("Point %(number)s is public: %(title)s", **named),
            _("A facilitator has published your point. A team must answer it."),
        ),
        "forums:point_refused": (
            _("Point %(number)s was not published", **named),
            _("A facilitator did not publish your point, for this reason:"),
        ),
        "responses:more_time": (
            _("Point %(number)s: the team asked for more time", **named),
            _("The team asked for more time, once. The new date is public."),
        ),
        "responses:question": (
            _("Point %(number)s: the team asks you a question", **named),
            _("The clock is stopped until you reply, for 10 working days at most. They ask:"),
        ),
        "responses:joined": (
            _("Point %(number)s was joined with another", **named),
            _("Your point says the same as another. You will hear of the answer."),
        ),
        "responses:answered": (
            _("Point %(number)s is answered: %(title)s", **named),
            _("Does this answer your point? You have 20 working days to say so."),
        ),
    } | _lines_for_teams(named)


def _lines_for_teams(named: Payload) -> dict[str, tuple[str, str]]:
    """What teams and officials hear, and news of promises."""
    return {
        "responses:promise": (
            _("Point %(number)s: news of a promise", **named),
            _("There is news of what officials promised in their answer."),
        ),
        "responses:assigned": (
            _("Point %(number)s is for your team: %(title)s", **named),
            _("Your team must answer this point in writing by the public date."),
        ),
        "responses:offered": (
            _("Point %(number)s: another team says it is yours", **named),
            _("Take it or send it back. The clock runs on."),
        ),
        "responses:sent_back": (
            _("Point %(number)s was sent back to your team", **named),
            _("The other team says that it is yours. The clock runs on."),
        ),
        "responses:reply": (
            _("Point %(number)s: the resident replied", **named),
            _("Your question is answered."),
        ),
        "responses:another_answer_due": (
            _("Point %(number)s needs another answer", **named),
            _("People say that the answer does not answer the point."),
        ),
        "responses:reminder": (
            _("Point %(number)s waits for your team: %(title)s", **named),
            _("This point waits for your answer. Its date is public."),
        ),
    }


def words_of(kind: str, payload: Payload, public_url: str, place: str) -> tuple[str, str, str]:
    """Subject, text, and why the person got it."""
    subject, first = _lines(payload)[kind]
    quoted = [str(payload[name]) for name in ("reason", "question", "sentence") if name in payload]
    link = f"{public_url}/{payload['path']}"
    why = _(
        "You get this mail because you raised, support or must answer this point in %(place)s.",
        place=place,
    )
    return subject, "\n\n".join([first, *quoted, link]), why


KINDS = (
    "forums:point_published",
    "forums:point_refused",
    "responses:more_time",
    "responses:question",
    "responses:joined",
    "responses:answered",
    "responses:promise",
    "responses:assigned",
    "responses:offered",
    "responses:sent_back",
    "responses:reply",
    "responses:another_answer_due",
    "responses:reminder",
)
