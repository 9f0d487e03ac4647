"""What of ideas waits for a facilitator."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.proposals import queries as proposals
from pbplatform.rounds import queries as rounds
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo


def ideas_to_act_on(at: AtDesk) -> list[ToDo]:
    """Ideas to read, and ideas that a committee left without an answer."""
    session, actor, now, today = at.session, at.actor, at.now, at.today
    own = [
        round_.id
        for round_ in rounds.published_rounds(session)
        if round_.called_off_at is None and actor.holds(Role.FACILITATOR, round_.scope)
    ]
    if not own:
        return []
    desk, found = "/desk/facilitator/ideas", []
    unread = [row.idea.read_by for row in proposals.waiting_ideas(session, own)]
    if unread:
        by = min(unread)
        lead = ngettext("%(num)s idea to read", "%(num)s ideas to read", len(unread))
        text = ngettext(
            "Its author sees by when you read it.",
            "Their authors see by when you read them.",
            len(unread),
        )
        late = by < today
        found.append(ToDo(lead, text, by, desk, _("Read ideas"), late))
    found += _unread(at, own, desk)
    found += _pleas(at, own, desk)
    unseen = [
        row.idea.look_by
        for row in proposals.unclaimed_ideas(session, own)
        if row.idea.look_by and row.idea.look_by < today
    ]
    if unseen:
        lead = ngettext(
            "%(num)s idea without a first look", "%(num)s ideas without a first look", len(unseen)
        )
        text = ngettext(
            "No delegate took it up in time. You give it to a committee.",
            "No delegate took them up in time. You give them to a committee.",
            len(unseen),
        )
        found.append(ToDo(lead, text, min(unseen), desk, _("Give ideas out"), late=True))
    left = len(proposals.late_claims(session, now, own))
    if left:
        lead = ngettext("%(num)s idea without an answer", "%(num)s ideas without an answer", left)
        text = _("The time of the committees is over. You answer in their place.")
        found.append(ToDo(lead, text, None, desk, _("Answer"), late=True))
    return found


def _unread(at: AtDesk, own: list[int], desk: str) -> list[ToDo]:
    """Ideas that everybody sees already, and nobody has read."""
    unread = [row.idea.read_by for row in proposals.unread_ideas(at.session, own)]
    if not unread:
        return []
    lead = ngettext("%(num)s public idea to read", "%(num)s public ideas to read", len(unread))
    text = ngettext(
        "Everybody sees it already. You read it and leave it, or hide it.",
        "Everybody sees them already. You read them and leave them, or hide them.",
        len(unread),
    )
    by = min(unread)
    return [ToDo(lead, text, by, desk, _("Read public ideas"), by < at.today)]


def _pleas(at: AtDesk, own: list[int], desk: str) -> list[ToDo]:
    """Authors who ask to look again at an answer."""
    asked = [row.idea.plea_answer_by for row in proposals.pleas(at.session, own)]
    if not asked:
        return []
    first = min(day for day in asked if day is not None)
    lead = ngettext(
        "%(num)s author asks to look again", "%(num)s authors ask to look again", len(asked)
    )
    text = _("A committee did not take their idea forward. You look at the answer again.")
    return [ToDo(lead, text, first, desk, _("Look again"), first < at.today)]
