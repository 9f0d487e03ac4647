"""Setting up a round and freezing its definition. Source: docs/rules/rounds.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.audit.kinds import Kind
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.money import Currency
from pbplatform.counting.rulebook import Family, Rule
from pbplatform.places.services import make_slug
from pbplatform.rounds import queries
from pbplatform.rounds.models import BallotProject, Committee, Round, RoundDefinition
from pbplatform.rounds.policies import (
    refuse_to_change_ballot,
    refuse_to_facilitate,
    refuse_to_freeze,
    refuse_to_make_round,
)

MOST_VOTES_SKIP = Rule(Family.VOTES_GREEDY).to_dict()
DATE_FIELDS = (
    "ideas_open_at",
    "ideas_close_at",
    "review_close_at",
    "opens_at",
    "closes_at",
    "results_at",
)


@dataclass(frozen=True, kw_only=True)
class RoundDates:
    """The instants of a round, in order (docs/rules/rounds.md section 1)."""

    ideas_open_at: datetime
    ideas_close_at: datetime
    review_close_at: datetime
    opens_at: datetime
    closes_at: datetime
    results_at: datetime


def create_round(
    session: Session,
    *,
    actor: ActorRef,
    name: str,
    money_minor: int,
    currency: Currency,
    dates: RoundDates,
    max_choices: int | None,
    now: datetime,
    summary: str = "",
    who_can_vote: str = "",
    rule: Mapping[str, Any] = MOST_VOTES_SKIP,
    slug: str = "",
) -> Round:
    """Set up a round as a draft that only facilitators see.

    Args:
        money_minor: what can be spent, in minor units of `currency`.
        max_choices: how many projects a ballot may name; None for as many as the voter likes.
        rule: the counting rule as data (docs/rules/counting.md).
    Raises:
        NotAllowed: not the facilitator of the place.
        Conflict: a name that exists, no money, or dates out of order.
    """
    if refusal := refuse_to_make_round(actor):
        raise refusal
    chosen = slug or make_slug(name)
    if session.scalar(select(Round.id).where(Round.slug == chosen)) is not None:
        raise Conflict("round.exists", field="name")
    if money_minor <= 0:
        raise Conflict("round.money_needed", field="money")
    if max_choices is not None and max_choices < 1:
        raise Conflict("round.max_choices", field="max_choices")
    _check_order(dates)
    round_ = Round(
        slug=chosen,
        name=name.strip(),
        summary=summary.strip(),
        who_can_vote=who_can_vote.strip(),
        money_minor=money_minor,
        currency_code=currency.code,
        currency_exponent=currency.exponent,
        max_choices=max_choices,
        rule=dict(rule),
        **asdict(dates),
    )
    session.add(round_)
    session.flush()
    return round_


def _check_order(dates: RoundDates) -> None:
    instants = [getattr(dates, name) for name in DATE_FIELDS]
    strict = {("ideas_open_at", "ideas_close_at"), ("opens_at", "closes_at")}
    for (earlier, left), (later, right) in zip(
        zip(DATE_FIELDS, instants, strict=True),
        list(zip(DATE_FIELDS, instants, strict=True))[1:],
        strict=False,
    ):
        if right < left or (right == left and (earlier, later) in strict):
            raise Conflict("round.dates_out_of_order", field=later)


def publish_round(session: Session, *, actor: ActorRef, round_id: int, now: datetime) -> None:
    """Show a round to everybody; its money, rule and dates enter the log.

    Raises:
        NotAllowed: not its facilitator.
        Conflict: published already.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    if round_.published_at is not None:
        raise Conflict("round.published_already")
    round_.published_at = now
    audit.record(
        session,
        Kind.ROUND_PUBLISHED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=round_.name,
        money_minor=round_.money_minor,
        currency=round_.currency_code,
        rule=round_.rule,
        **{name: instant_text(getattr(round_, name)) for name in DATE_FIELDS},
    )


def move_dates(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    dates: RoundDates,
    reason: str,
    now: datetime,
) -> None:
    """Move dates later, with a public reason; never earlier once public, nothing that is past.

    Raises:
        NotAllowed: not its facilitator.
        Conflict: out of order, earlier than before, no reason, or the definition is frozen.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    _check_order(dates)
    changed = {
        name: getattr(dates, name)
        for name in DATE_FIELDS
        if getattr(dates, name) != getattr(round_, name)
    }
    if not changed:
        return
    if round_.published_at is not None:
        _refuse_public_move(round_, changed, reason, now)
    before = {f"{name}_before": instant_text(getattr(round_, name)) for name in changed}
    after = {name: instant_text(value) for name, value in changed.items()}
    for name, value in changed.items():
        setattr(round_, name, value)
    if round_.published_at is not None:
        audit.record(
            session,
            Kind.ROUND_DATES_MOVED,
            actor=actor,
            subject=round_.path,
            now=now,
            reason=reason.strip(),
            **before,
            **after,
        )


def _refuse_public_move(
    round_: Round, changed: Mapping[str, datetime], reason: str, now: datetime
) -> None:
    if not reason.strip():
        raise Conflict("round.reason_needed", field="reason")
    if round_.frozen_at is not None:
        raise Conflict("round.frozen")
    for name, value in changed.items():
        if value < getattr(round_, name):
            raise Conflict("round.only_later", field=name)
        if getattr(round_, name) <= now:
            raise Conflict("round.date_is_past", field=name)


def add_committee(
    session: Session, *, actor: ActorRef, round_id: int, name: str, now: datetime
) -> Committee:
    """Add a committee to a round.

    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: no name, or there is one of this name.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    slug = make_slug(name)
    taken = select(Committee.id).where(Committee.round_id == round_id, Committee.slug == slug)
    if session.scalar(taken) is not None:
        raise Conflict("committee.exists", field="name")
    committee = Committee(round_id=round_id, slug=slug, name=name.strip())
    session.add(committee)
    session.flush()
    audit.record(
        session,
        Kind.COMMITTEE_ADDED,
        actor=actor,
        subject=f"{round_.path}/committees/{slug}",
        now=now,
        name=committee.name,
    )
    return committee


@dataclass(frozen=True, kw_only=True)
class ProjectFacts:
    """What voters read of a project."""

    number: int
    title: str
    cost_minor: int
    summary: str = ""
    area: str = ""
    drawing: str = ""
    source_id: str = ""


def put_on_ballot(
    session: Session, *, round_id: int, facts: ProjectFacts, now: datetime
) -> BallotProject:
    """Put a project on the ballot; the decision itself is logged by whoever takes it.

    Raises:
        Conflict: the definition is frozen.
    """
    round_ = session.get_one(Round, round_id)
    if refusal := refuse_to_change_ballot(round_, now):
        raise refusal
    project = BallotProject(round_id=round_id, **asdict(facts))
    session.add(project)
    session.flush()
    return project


def take_off_ballot(session: Session, *, round_id: int, number: int, now: datetime) -> None:
    """Take a project off the ballot before the freeze.

    Raises:
        Conflict: the definition is frozen.
        NotFound: it is not on the ballot.
    """
    if refusal := refuse_to_change_ballot(session.get_one(Round, round_id), now):
        raise refusal
    project = session.get(BallotProject, (round_id, number))
    if project is None:
        raise NotFound("project.not_on_ballot")
    session.delete(project)
    session.flush()


def compose_definition(session: Session, round_: Round, *, urn_key: bytes) -> dict[str, Any]:
    """The document that is hashed: all that voters rely on (ruling 29)."""
    projects = queries.ballot_projects(session, round_.id)
    return {
        "v": 1,
        "round": round_.slug,
        "name": round_.name,
        "money_minor": round_.money_minor,
        "currency": [round_.currency_code, round_.currency_exponent],
        "ballot": {"kind": round_.ballot_kind, "max": round_.max_choices},
        "rule": round_.rule,
        "projects": [
            {"n": project.number, "title": project.title, "cost_minor": project.cost_minor}
            for project in projects
        ],
        "lot": [project.number for project in projects],
        "opens_at": instant_text(round_.opens_at),
        "closes_at": instant_text(round_.closes_at),
        "secrecy": "server-key",
        "urn_key": urn_key.hex(),
    }


def freeze(
    session: Session, *, actor: ActorRef, round_id: int, urn_key: bytes, now: datetime
) -> RoundDefinition:
    """Freeze rule, money, projects, costs and window; from here on they never change.

    Args:
        urn_key: the public key that envelopes are sealed to.
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not published, nothing on the ballot, frozen already, or the window is over.
    Source: docs/rules/rounds.md section 3, ruling 29.
    """
    round_ = session.get_one(Round, round_id)
    on_ballot = queries.count_on_ballot(session, round_id)
    if refusal := refuse_to_freeze(actor, round_, on_ballot, now):
        raise refusal
    body = canonical_json(compose_definition(session, round_, urn_key=urn_key))
    frozen = RoundDefinition(round_id=round_id, body=body, sha256=sha256(body))
    session.add(frozen)
    round_.frozen_at = now
    session.flush()
    audit.record(
        session,
        Kind.DEFINITION_FROZEN,
        actor=actor,
        subject=round_.path,
        now=now,
        sha256=frozen.sha256.hex(),
        projects=on_ballot,
        closes_at=instant_text(round_.closes_at),
    )
    return frozen
