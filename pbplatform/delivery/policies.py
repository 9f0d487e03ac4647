"""Who may give a budget line and report on a project. Source: docs/rules/delivery.md."""

from __future__ import annotations

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.delivery.kinds import FINAL, Step
from pbplatform.delivery.models import Project
from pbplatform.places.models import Team
from pbplatform.rounds.models import Round


def _is_machine(actor: ActorRef) -> bool:
    return actor.kind in ("command", "system")


def _facilitates(actor: ActorRef, round_: Round) -> bool:
    return actor.role == Role.FACILITATOR and covers(actor.scope, round_.scope)


def _is_official_of(actor: ActorRef, team: Team) -> bool:
    return actor.role == Role.OFFICIAL and covers(actor.scope, team.scope)


def refuse_to_give_line(
    actor: ActorRef, round_: Round, project: Project | None, owner: Team | None, to: Team
) -> DomainError | None:
    """Why `actor` may not give or change the line; None when they may.

    Args:
        project: None while there is no line.
        owner: the team that owns it now.
        to: the team that shall own it.
    Source: docs/rules/delivery.md section 1.
    """
    if not _is_machine(actor) and not _facilitates(actor, round_):
        own = owner or to
        if not (_is_official_of(actor, own) and _is_official_of(actor, to)):
            return NotAllowed("line.only_its_givers")
    if project is None and round_.lines_begin_at is None:
        return Conflict("line.not_certified")
    if project is not None and project.step in FINAL:
        return Conflict("project.final")
    return None


def refuse_to_report(actor: ActorRef, project: Project, owner: Team) -> DomainError | None:
    """Why `actor` may not set steps and dates or write updates; None when they may."""
    if not _is_machine(actor) and not _is_official_of(actor, owner):
        return NotAllowed("project.only_its_team")
    if project.step in FINAL:
        return Conflict("project.final")
    return None


def refuse_to_correct(actor: ActorRef, owner: Team) -> DomainError | None:
    """Why `actor` may not correct what was typed; None for the owning team, at any time (4.4)."""
    if not _is_machine(actor) and not _is_official_of(actor, owner):
        return NotAllowed("project.only_its_team")
    return None


def refuse_to_take_back(
    actor: ActorRef, round_: Round, project: Project, owner: Team
) -> DomainError | None:
    """Why `actor` may not take the last step back; None when they may.

    An official of the owning team; for a stop the round's facilitator too.
    """
    stopped = project.step == Step.STOPPED
    if not (
        _is_machine(actor)
        or _is_official_of(actor, owner)
        or (stopped and _facilitates(actor, round_))
    ):
        return NotAllowed("project.only_its_team")
    if project.step == Step.WON:
        return Conflict("step.nothing_to_take_back")
    return None


def refuse_to_stop(
    actor: ActorRef, round_: Round, project: Project, owner: Team
) -> DomainError | None:
    """Why `actor` may not stop the project; None when they may."""
    if not (_is_machine(actor) or _facilitates(actor, round_) or _is_official_of(actor, owner)):
        return NotAllowed("project.only_its_team")
    if project.step in FINAL:
        return Conflict("project.final")
    if project.step == Step.OPEN:
        return Conflict("project.open_already")
    return None
