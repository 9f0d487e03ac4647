"""What is left to do until a round has its result, as its facilitator sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.rounds import queries
from pbplatform.rounds.kinds import Phase, State
from pbplatform.rounds.models import Round
from pbplatform.web.figures import Task
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def tasks_of(session: Session, round_: Round, *, now: datetime) -> list[Task]:
    """The way of a round from draft to result, in order."""
    base = f"/desk/facilitator/{round_.path}"
    committees = queries.committees(session, round_.id)
    scopes = [queries.committee_scope(round_, committee) for committee in committees]
    delegates = accounts.holders(session, now=now, scopes=scopes, role="delegate")
    manned = {holder.scope for holder in delegates}
    return [
        _facts(round_, base),
        _dates(round_, base),
        Task(
            text=_("Committees"),
            url=f"{base}/committees",
            status=ngettext("%(num)s committee", "%(num)s committees", len(committees))
            if committees
            else _("None yet"),
            kind="ok" if committees else "warn",
            hint=_("Each looks after some of the ideas."),
        ),
        Task(
            text=_("Delegates"),
            url=f"{base}/delegates" if committees else None,
            status=ngettext("%(num)s delegate", "%(num)s delegates", len(delegates))
            if delegates
            else _("None yet"),
            kind="ok" if scopes and manned == set(scopes) else "warn",
            hint=_("They turn ideas into proposals. Every committee needs some."),
        ),
        _publishing(round_, base),
        _ballot(session, round_),
        _roll(round_),
        _freezing(session, round_, base, now),
        *_amending(round_, base),
        _box(round_, base, now),
    ]


def _facts(round_: Round, base: str) -> Task:
    if round_.published_at is None:
        return Task(_("Name, money and rule"), f"{base}/facts", _("Draft"))
    hint = _("Wrong words can be put right, and two people can add money until the freeze.")
    return Task(_("Name, money and rule"), f"{base}/facts", _("Public, stays"), "ok", hint)


def _dates(round_: Round, base: str) -> Task:
    if round_.frozen_at is not None:
        return Task(_("Dates"), None, _("Frozen"), "ok")
    if round_.paused_at is not None:
        hint = _("The round is paused. You set new dates when it goes on.")
        return Task(_("Take the round up again"), f"{base}/resume", _("Paused"), "warn", hint)
    status = _("Can move, with a reason") if round_.published_at else _("Draft")
    return Task(_("Dates"), f"{base}/dates", status)


def _publishing(round_: Round, base: str) -> Task:
    if round_.published_at is not None:
        return Task(_("Publish the round"), None, _("Done"), "ok")
    return Task(
        text=_("Publish the round"),
        url=f"{base}/publish",
        status=_("To do"),
        kind="warn",
        hint=_("Then everybody sees it. Money and rule stay, dates only move later."),
    )


def _ballot(session: Session, round_: Round) -> Task:
    count = queries.count_on_ballot(session, round_.id)
    status = (
        ngettext("%(num)s project", "%(num)s projects", count) if count else _("No project yet")
    )
    return Task(
        text=_("Projects in the vote"),
        url=None,
        status=status,
        kind="ok" if count else "",
        hint=_("Committees decide which proposals go to the vote."),
    )


def _roll(round_: Round) -> Task:
    """The roll has no size here: it belongs to the vote, and the roll's page tells it."""
    page = f"/desk/clerk/{round_.path}/roll"
    closed = round_.closed_at is not None
    return Task(
        text=_("Voters’ roll and letters"),
        url=page if round_.published_at else None,
        status=_("Closed") if closed else _("Open until voting closes"),
        kind="ok" if closed else "",
        hint=_("A clerk or you add voters and get the codes for their letters."),
    )


def _freezing(session: Session, round_: Round, base: str, now: datetime) -> Task:
    text = _("Freeze the ballot and open voting")
    if round_.frozen_at is not None:
        return Task(text, None, _("Done"), "ok")
    if round_.state(now) is State.NOT_HELD:
        hint = _("Voting was planned and did not take place. Move its dates first.")
        return Task(text, None, _("Its dates have passed"), "bad", hint)
    ready = round_.phase(now) == Phase.REVIEW and queries.count_on_ballot(session, round_.id) > 0
    return Task(
        text=text,
        url=f"{base}/freeze" if ready else None,
        status=_("To do") if ready else _("Cannot start yet"),
        kind="warn" if ready else "",
        hint=_("Needs a public round whose time for ideas is over, and a project in the vote."),
    )


def _amending(round_: Round, base: str) -> list[Task]:
    """What may still change while people vote; nothing before the freeze or after the close."""
    if round_.frozen_at is None or round_.closed_at or round_.called_off_at:
        return []
    return [
        Task(
            text=_("Withdraw a project, or extend voting"),
            url=f"{base}/amend",
            status=_("Only if something went wrong"),
            hint=_("Two people do it, in public. Nothing else can change any more."),
        )
    ]


def _box(round_: Round, base: str, now: datetime) -> Task:
    phase = round_.phase(now)
    status, kind = {
        Phase.READY: (_("Waits for voting to open"), ""),
        Phase.VOTING: (_("Takes votes"), ""),
        Phase.COUNTING: (_("To do"), "warn"),
        Phase.RESULTS: (_("Done"), "ok"),
    }.get(phase, (_("Cannot start yet"), ""))
    return Task(
        text=_("Close the box, open it and count"),
        url=f"{base}/box" if round_.frozen_at is not None else None,
        status=status,
        kind=kind,
        hint=_("Two people roll the lot first. Nothing can be counted before voting closes."),
    )
