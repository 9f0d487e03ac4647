"""What anybody can do today, as the first page offers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import url_for

from pbplatform.front.home import Home
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.round_now import takes_delegates
from pbplatform.web.frame import current_frame
from pbplatform.web.navigation import has_page, nav_url
from pbplatform.web.phones import help_said
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

Deed = tuple[str, str, str]
"""What one does, where, and what it takes or gives."""


def things_to_do(home: Home, *, now: datetime, helps: bool) -> list[Deed]:
    """Only what is possible now: vote, send an idea, raise a point, become a delegate, look.

    Args:
        helps: whether the place says where one finds help.
    """
    found: list[Deed] = []
    if home.lead and home.phase is Phase.VOTING:
        url = f"/rounds/{home.lead.slug}/vote"
        found.append((_("Vote"), url, _("About 5 minutes. With the code from your letter.")))
        if helps:
            url = f"/rounds/{home.lead.slug}#help-voting"
            found.append((_("Get help with voting"), url, _("Without a code or a computer, too.")))
    going_on = [(home.lead, home.phase), *home.others]
    takers = [round_ for round_, phase in going_on if round_ and phase is Phase.IDEAS]
    found += _send_an_idea(takers)
    if helps and (wanted := _wants_delegates(going_on, now)):
        url = f"/rounds/{wanted.slug}#delegates"
        found.append((_("Become a delegate"), url, _("Delegates turn ideas into proposals.")))
    if home.meeting:
        url = f"/forums/{home.meeting.forum.slug}/points/new"
        if has_page(url):
            found.append((_("Raise a point for the forum"), url, _("About 3 minutes.")))
    if helps and (takers or any(url.endswith("/points/new") for _words, url, _note in found)):
        url = f"{url_for('pages.help_page')}#without-screen"
        found.append((_("Say it to a person, without a screen"), url, help_said(current_frame())))
    followed = home.lead or home.next_opening
    if followed is not None and has_page(f"/follow/{followed.path}"):
        note = _("We write only when something changes. You can stop it at any time.")
        found.append((_("Follow the round by mail"), f"/follow/{followed.path}", note))
    if home.winners:
        seen = _("With every date, and who is late.")
        found.append((_("See what became of the winners"), url_for("delivery.projects"), seen))
    whole = _("Everything that happened, in order.")
    return [*found, (_("Look over our shoulder"), nav_url("data"), whole)]


def _send_an_idea(takers: Sequence[Round]) -> list[Deed]:
    """One link however many rounds take ideas; several that read alike would tell nobody theirs."""
    if len(takers) == 1:
        url = f"/rounds/{takers[0].slug}/ideas/new"
        return [(_("Send an idea"), url, _("About 3 minutes."))]
    note = ngettext(
        "%(num)s round takes ideas. Choose yours; then it takes about 3 minutes.",
        "%(num)s rounds take ideas. Choose yours; then it takes about 3 minutes.",
        len(takers),
    )
    return [(_("Send an idea"), nav_url("rounds"), note)] if takers else []


def _wants_delegates(
    going_on: Sequence[tuple[Round | None, Phase | None]], now: datetime
) -> Round | None:
    """The first round in which delegates still have work."""
    found = (round_ for round_, _phase in going_on if round_)
    return next((each for each in found if takes_delegates(each.state(now))), None)
