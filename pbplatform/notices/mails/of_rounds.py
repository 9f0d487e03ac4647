"""Mails about ideas, proposals, costings and projects.

Ideas and costings bring their own lines: they are written where the words of a decision are.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from pbplatform.notices.mails.letter import Letterhead, Payload, Teller, Words, brought


def _about_own_idea(payload: Payload, head: Letterhead) -> Words:
    why = _("You get this mail because you sent this idea to %(place)s.", place=head.place)
    return brought(payload, head, why)


def _costing_asked(payload: Payload, head: Letterhead) -> Words:
    why = _(
        "You get this mail because you are an official of the team that is asked in %(place)s.",
        place=head.place,
    )
    return brought(payload, head, why)


def _costing_given(payload: Payload, head: Letterhead) -> Words:
    why = _(
        "You get this mail because you asked a team about this proposal in %(place)s.",
        place=head.place,
    )
    return brought(payload, head, why)


def _about_own_committee(payload: Payload, head: Letterhead) -> Words:
    why = _("You get this mail because you are a delegate in %(place)s.", place=head.place)
    return brought(payload, head, why)


def _update_asked(payload: Payload, head: Letterhead) -> Words:
    project, days = payload["project"], payload["days"]
    return Words(
        _("Please write an update on “%(project)s”", project=project),
        (
            _(
                "Residents have heard nothing of “%(project)s” for %(days)s days.",
                project=project,
                days=days,
            ),
            _("Please write an update. A few sentences are enough:"),
            head.link(str(payload["path"])),
            _("The public page of the project says that we have asked you."),
        ),
        _("You get this mail because your team owns this project in %(place)s.", place=head.place),
    )


WORDS: Mapping[str, Teller] = {
    "proposals:idea_sent": _about_own_idea,
    "proposals:idea_published": _about_own_idea,
    "proposals:idea_refused": _about_own_idea,
    "proposals:idea_refused_again": _about_own_idea,
    "proposals:idea_claimed": _about_own_idea,
    "proposals:idea_handed_back": _about_own_idea,
    "proposals:idea_not_taken": _about_own_idea,
    "proposals:idea_became": _about_own_idea,
    "proposals:put_on_ballot": _about_own_idea,
    "proposals:not_this_round": _about_own_idea,
    "review:costing_asked": _costing_asked,
    "review:costing_given": _costing_given,
    "review:decision_recorded": _about_own_committee,
    "review:decision_objected": _about_own_committee,
    "delivery:update_asked": _update_asked,
}
