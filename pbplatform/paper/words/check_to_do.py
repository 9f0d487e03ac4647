"""What of papers waits for a facilitator after the count. Source: docs/rules/paper.md section 5."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from pbplatform.accounts.kinds import Role
from pbplatform.paper.queries.checking import (
    check_of,
    papers_kept_until,
    rounds_with_sheets,
    stops_certificate,
)
from pbplatform.rounds.kinds import State
from pbplatform.rounds.models import Round
from pbplatform.web.to_do import AtDesk, ToDo


def papers_to_check(at: AtDesk) -> list[ToDo]:
    """Hand checks that the certificate waits for, and papers whose last day is over."""
    found: list[ToDo] = []
    for round_id in rounds_with_sheets(at.session):
        round_ = at.session.get_one(Round, round_id)
        if not at.actor.holds(Role.FACILITATOR, round_.scope):
            continue
        there = f"/desk/{round_.path}/hand-check"
        if round_.state(at.now) is State.PROVISIONAL:
            if code := stops_certificate(at.session, round_):
                owed = code == "certificate.hand_check_owed"
                text = (
                    _("Compare papers with the public list") if owed else _("Explain what differs")
                )
                by = round_.certify_due_at
                found.append(ToDo(round_.name, text, by, there, _("Go to the hand check")))
            continue
        until, check = papers_kept_until(at.session, round_), check_of(at.session, round_id)
        gone = check is not None and check.papers_destroyed_at is not None
        if until is not None and until < at.today and not gone:
            text, by_day = _("Destroy the papers, two people together"), until + timedelta(days=1)
            link = _("Go to the papers")
            found.append(ToDo(round_.name, text, by_day, there, link, late=False))
    return found
