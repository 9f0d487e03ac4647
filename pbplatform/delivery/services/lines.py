"""Giving a winner its budget line. Source: docs/rules/delivery.md section 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.errors import Conflict, raise_all
from pbplatform.delivery.kinds import DeliveryLog, News, Step
from pbplatform.delivery.models import Project
from pbplatform.delivery.policies import refuse_to_give_line
from pbplatform.delivery.services.loading import Winner, add_news, log, winner
from pbplatform.delivery.services.telling import money_facts, tell
from pbplatform.places import queries as places
from pbplatform.places.models import Team

YEARS_BACK, YEARS_AHEAD = 1, 10


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line in the budget and who answers for it.

    Attributes:
        number: the line's number as the budget has it, any text.
        year: budget year.
        amount_minor: minor units of the round's currency.
        team: slug of the team that owns the project.
        post: the post in that team, like “Head of Parks”.
    """

    number: str
    year: int
    amount_minor: int
    team: str
    post: str


def give_line(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    number: int,
    facts: LineFacts,
    now: datetime,
    reason: str = "",
    seen: str | None = None,
) -> Project:
    """Give a winner its budget line and owner, or change them with a public reason.

    Args:
        seen: seal of what the page showed; None does not ask.
    Raises:
        NotFound: it did not win, or there is no such team.
        NotAllowed: neither the round's facilitator nor an official of the team.
        Conflict: something is missing, a reason is needed, or the project is final.
    Source: docs/rules/delivery.md section 1.
    """
    found = winner(session, round_id, number)
    team = places.team_by_slug(session, facts.team)
    refusal = refuse_to_give_line(actor, found.round_, found.project, found.owner, team)
    if refusal:
        raise refusal
    if seen is not None:
        require_same(seen, found.project.facts if found.project else {"line_number": ""})
    _check(facts, now)
    reason = reason.strip()
    if found.project is not None and not reason:
        raise Conflict("line.change_reason", field="reason")
    if facts.amount_minor != found.ballot.cost_minor and not reason:
        raise Conflict("line.amount_reason", field="reason")
    if found.project is None:
        return _first(session, actor, found, facts, team, reason, now)
    return _change(session, actor, found, found.project, facts, team, reason, now)


def _check(facts: LineFacts, now: datetime) -> None:
    """All that is wrong at once."""
    found = []
    if not facts.number.strip():
        found.append(Conflict("line.number_needed", field="line_number"))
    first, last = now.year - YEARS_BACK, now.year + YEARS_AHEAD
    if not first <= facts.year <= last:
        found.append(Conflict("line.no_such_year", field="year", first=first, last=last))
    if facts.amount_minor <= 0:
        found.append(Conflict("line.amount_needed", field="amount"))
    if not facts.post.strip():
        found.append(Conflict("line.post_needed", field="post"))
    raise_all(found)


def _told(facts: LineFacts, team: Team, found: Winner, reason: str) -> dict[str, str | int]:
    return {
        "title": found.ballot.title,
        "line": facts.number.strip(),
        "year": facts.year,
        "amount_minor": facts.amount_minor,
        "currency": found.round_.currency_code,
        "exponent": found.round_.currency_exponent,
        "team": team.name,
        "post": facts.post.strip(),
        **({"reason": reason} if reason else {}),
    }


def _first(
    session: Session,
    actor: ActorRef,
    found: Winner,
    facts: LineFacts,
    team: Team,
    reason: str,
    now: datetime,
) -> Project:
    project = Project(
        round_id=found.round_.id,
        number=found.ballot.number,
        step=Step.WON,
        step_at=now,
        line_number=facts.number.strip(),
        line_year=facts.year,
        line_amount_minor=facts.amount_minor,
        line_given_at=now,
        team_id=team.id,
        post=facts.post.strip(),
        heard_at=now,
    )
    session.add(project)
    session.flush()
    told = _told(facts, team, found, reason)
    log(session, DeliveryLog.BUDGET_LINE_GIVEN, found, actor=actor, now=now, **told)
    add_news(
        session,
        project,
        News.LINE,
        actor=actor,
        now=now,
        words=reason,
        amount_minor=facts.amount_minor,
    )
    _tell(session, "line_given", actor, found, facts, team, reason, now)
    return project


def _tell(
    session: Session,
    fact: str,
    actor: ActorRef,
    found: Winner,
    facts: LineFacts,
    team: Team,
    reason: str,
    now: datetime,
) -> None:
    amount = money_facts(found, facts.amount_minor)
    named = {"team_name": team.name, "year": facts.year, "reason": reason}
    tell(session, fact, found, {**amount, **named}, actor=actor, team=team, now=now)


def _change(
    session: Session,
    actor: ActorRef,
    found: Winner,
    project: Project,
    facts: LineFacts,
    team: Team,
    reason: str,
    now: datetime,
) -> Project:
    before = {
        "line_before": project.line_number,
        "year_before": project.line_year,
        "amount_before_minor": project.line_amount_minor,
        "team_before": found.owner.name if found.owner else "",
    }
    project.line_number = facts.number.strip()
    project.line_year = facts.year
    project.line_amount_minor = facts.amount_minor
    project.team_id = team.id
    project.post = facts.post.strip()
    told = {**_told(facts, team, found, reason), **before}
    log(session, DeliveryLog.BUDGET_LINE_CHANGED, found, actor=actor, now=now, **told)
    add_news(
        session,
        project,
        News.LINE,
        actor=actor,
        now=now,
        words=reason,
        amount_minor=facts.amount_minor,
    )
    _tell(session, "line_changed", actor, found, facts, team, reason, now)
    return project
