"""What of ideas waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.queries import Waiting
from pbplatform.rounds import queries as rounds
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def ideas_to_act_on(at: AtDesk) -> list[ToDo]:
    """Ideas to read, and ideas that a committee left without an answer."""
    own = [
        round_
        for round_ in rounds.published_rounds(at.session)
        if round_.called_off_at is None and at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
    if not own:
        return []
    over = [round_.id for round_ in own if round_.review_is_over(at.now)]
    waiting = proposals.ideas_waiting(
        at.session, [round_.id for round_ in own], over=over, today=at.today
    )
    desk = "/desk/facilitator/ideas"
    found = _to_read(waiting.to_read, at, desk)
    found += _public_to_read(waiting.public_to_read, at, desk)
    found += _pleas(waiting.pleas, at, desk)
    if unseen := waiting.unseen.number:
        lead = ngettext(
            "%(num)s idea without a first look", "%(num)s ideas without a first look", unseen
        )
        text = ngettext(
            "No delegate took it up in time. You give it to a committee.",
            "No delegate took them up in time. You give them to a committee.",
            unseen,
        )
        found.append(ToDo(lead, text, waiting.unseen.first, desk, _("Give ideas out"), late=True))
    if left := waiting.late.number:
        lead = ngettext("%(num)s idea without an answer", "%(num)s ideas without an answer", left)
        text = _("The time of the committees is over. You answer in their place.")
        found.append(ToDo(lead, text, None, desk, _("Answer"), late=True))
    return found


def _to_read(unread: Waiting, at: AtDesk, desk: str) -> list[ToDo]:
    """Ideas that nobody sees before they are read."""
    if unread.first is None:
        return []
    lead = ngettext("%(num)s idea to read", "%(num)s ideas to read", unread.number)
    text = ngettext(
        "Its author sees by when you read it.",
        "Their authors see by when you read them.",
        unread.number,
    )
    return [ToDo(lead, text, unread.first, desk, _("Read ideas"), unread.first < at.today)]


def _public_to_read(unread: Waiting, at: AtDesk, desk: str) -> list[ToDo]:
    """Ideas that everybody sees already, and nobody has read."""
    if unread.first is None:
        return []
    many, by = unread.number, unread.first
    lead = ngettext("%(num)s public idea to read", "%(num)s public ideas to read", many)
    text = ngettext(
        "Everybody sees it already. You read it and leave it, or hide it.",
        "Everybody sees them already. You read them and leave them, or hide them.",
        many,
    )
    return [ToDo(lead, text, by, desk, _("Read public ideas"), by < at.today)]


def _pleas(asked: Waiting, at: AtDesk, desk: str) -> list[ToDo]:
    """Authors who ask to look again at an answer."""
    if asked.first is None:
        return []
    many, by = asked.number, asked.first
    lead = ngettext("%(num)s author asks to look again", "%(num)s authors ask to look again", many)
    text = _("A committee did not take their idea forward. You look at the answer again.")
    return [ToDo(lead, text, by, desk, _("Look again"), by < at.today)]
