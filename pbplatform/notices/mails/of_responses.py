"""Mails about answers and promises, to those who asked and to those who support."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.notices.mails.letter import Letterhead, Payload, Teller, Words, day_in_words


def _raised(head: Letterhead) -> str:
    return str(_("You get this mail because you raised this point in %(place)s.", place=head.place))


def _about(payload: Payload) -> dict[str, object]:
    return {name: payload[name] for name in ("team", "title", "number", "forum")}


def _news_of_answer(payload: Payload) -> str:
    told = _about(payload)
    news = {
        "yes": _("%(team)s said yes to: %(title)s", **told),
        "part": _("%(team)s said yes in part to: %(title)s", **told),
        "already": _("%(team)s does this already: %(title)s", **told),
        "no": _("%(team)s said no to: %(title)s", **told),
        "answer": _("%(team)s answered: %(title)s", **told),
    }
    return str(news[payload["sort"]])


def _answered(payload: Payload, head: Letterhead) -> Words:
    why = _raised(head)
    if payload.get("part") == "supporter":
        why = _("You get this mail because you support this point in %(place)s.", place=head.place)
    return Words(
        _news_of_answer(payload),
        (
            _("%(team)s answered point %(number)s of %(forum)s, “%(title)s”:", **_about(payload)),
            f"“{payload['sentence']}”",
            _("Read the whole answer, and say whether it answers the point:"),
            head.link(payload["path"]),
        ),
        why,
    )


def _more_time(payload: Payload, head: Letterhead) -> Words:
    told = {**_about(payload), "day": day_in_words(payload["due"])}
    return Words(
        _("%(team)s takes more time for: %(title)s", **told),
        (
            _("%(team)s now promises the answer to point %(number)s by %(day)s.", **told),
            _("A team can do this once. The reason stands on the page of the point:"),
            head.link(payload["path"]),
        ),
        _raised(head),
    )


def _question(payload: Payload, head: Letterhead) -> Words:
    told = _about(payload)
    return Words(
        _("%(team)s asks you about: %(title)s", **told),
        (
            _("%(team)s needs to know more to answer point %(number)s, “%(title)s”:", **told),
            f"“{payload['question']}”",
            _("The time for the answer stands still until you reply, or starts again by itself."),
            _("Reply on the page of the point. Your reply is public:"),
            head.link(payload["path"]),
        ),
        _raised(head),
    )


def _joined(payload: Payload, head: Letterhead) -> Words:
    told = {**_about(payload), "other": payload["joined_with"]}
    other = f"{payload['path'].rpartition('/')[0]}/{payload['joined_with']}"
    return Words(
        _("Your point %(number)s now goes on as point %(other)s", **told),
        (
            _(
                "A facilitator joined your point %(number)s, “%(title)s”, with point %(other)s of "
                "%(forum)s, which says the same.",
                **told,
            ),
            _("Your words stay public. The earlier of the two dates for the answer counts."),
            _("You now support point %(other)s:", **told),
            head.link(other),
        ),
        _raised(head),
    )


def _promise(payload: Payload, head: Letterhead) -> Words:
    told = {**_about(payload), "what": payload["what"], "day": day_in_words(payload["due"])}
    changes = {
        "moved": (
            _("A promise has a new date: %(what)s", **told),
            _("%(team)s now promises this by %(day)s: %(what)s", **told),
        ),
        "done": (
            _("%(team)s did what it promised: %(what)s", **told),
            _("%(team)s says that this is done: %(what)s", **told),
        ),
        "given_up": (
            _("%(team)s gave up a promise: %(what)s", **told),
            _("%(team)s will not do this: %(what)s. It counts as broken.", **told),
        ),
        "taken_back": (
            _("A promise stands again: %(what)s", **told),
            _(
                "%(team)s said by mistake that this promise had ended. It stands again, by "
                "%(day)s: %(what)s",
                **told,
            ),
        ),
    }
    change = payload["change"].rpartition(":")[2]
    news, told_so = changes[change]
    where = (
        (_("The reason stands on the page of all promises:"), head.link("promises"))
        if change == "taken_back"
        else (
            _("The reason and all dates stand on the page of the point:"),
            head.link(payload["path"]),
        )
    )
    return Words(
        news,
        (
            told_so,
            _("It was promised in the answer to point %(number)s, “%(title)s”.", **told),
            *where,
        ),
        _raised(head),
    )


WORDS: Mapping[str, Teller] = {
    "responses:answered": _answered,
    "responses:more_time": _more_time,
    "responses:question": _question,
    "responses:joined": _joined,
    "responses:promise": _promise,
}
