"""The projects on the ballot, and the freeze of all that voters rely on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text, sha256
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import NotFound
from pbplatform.rounds import queries
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import BallotProject, Round, RoundDefinition
from pbplatform.rounds.policies import (
    refuse_to_change_ballot,
    refuse_to_freeze,
)
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.telling import tell_of_ballot


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


def put_on_ballot(session: Session, *, round_id: int, facts: ProjectFacts) -> BallotProject:
    """Put a project on the ballot; the decision itself is logged by whoever takes it.

    Raises:
        Conflict: the definition is frozen.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_change_ballot(round_):
        raise refusal
    project = BallotProject(round_id=round_id, **asdict(facts))
    session.add(project)
    session.flush()
    return project


def take_off_ballot(session: Session, *, round_id: int, number: int) -> None:
    """Take a project off the ballot before the freeze.

    Raises:
        Conflict: the definition is frozen.
        NotFound: it is not on the ballot.
    """
    if refusal := refuse_to_change_ballot(lock_round(session, round_id)):
        raise refusal
    project = session.get(BallotProject, (round_id, number))
    if project is None:
        raise NotFound("project.not_on_ballot")
    session.delete(project)
    session.flush()


def change_price_on_ballot(
    session: Session, *, round_id: int, number: int, cost_minor: int
) -> None:
    """Another price stands on the ballot; who decided it says so in the log.

    Raises:
        Conflict: the definition is frozen.
        NotFound: it is not on the ballot.
    """
    if refusal := refuse_to_change_ballot(lock_round(session, round_id)):
        raise refusal
    project = session.get(BallotProject, (round_id, number))
    if project is None:
        raise NotFound("project.not_on_ballot")
    project.cost_minor = cost_minor
    session.flush()


def compose_definition(
    session: Session, round_: Round, *, urn_key: bytes, opening: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The document that is hashed: all that voters rely on (ruling 29).

    Args:
        opening: what it says of trustees (docs/rules/trustees.md); None where the server has the
            key, of which older definitions say nothing more.
    """
    level = {"secrecy": "trustees", "opening": opening} if opening else {"secrecy": "server-key"}
    projects = queries.ballot_projects(session, round_.id)
    return {
        "v": 1,
        "round": round_.slug,
        "name": round_.name,
        "money_minor": round_.money_minor,
        "currency": [round_.currency_code, round_.currency_exponent],
        "ballot": round_.ballot_told,
        "rule": round_.rule,
        "projects": [
            {"n": project.number, "title": project.title, "cost_minor": project.cost_minor}
            for project in projects
        ],
        "lot": [project.number for project in projects],
        "opens_at": instant_text(round_.opens_at),
        "closes_at": instant_text(round_.closes_at),
        "results_at": instant_text(round_.results_at),
        **level,
        "urn_key": urn_key.hex(),
    }


def facts_to_freeze(
    session: Session, round_: Round, opening: Mapping[str, Any] | None = None
) -> Facts:
    """What whoever freezes a ballot confirms: the whole definition, but for the key of the box."""
    told = compose_definition(session, round_, urn_key=b"", opening=opening)
    each = {
        f"project {one['n']}": f"{one['cost_minor']}|{one['title']}" for one in told["projects"]
    }
    return {
        "money_minor": round_.money_minor,
        "max_choices": round_.max_choices,
        "rule": canonical_json(round_.rule).decode(),
        "opens_at": round_.opens_at,
        "closes_at": round_.closes_at,
        "results_at": round_.results_at,
        "projects": len(each),
        **each,
        "whole": sha256(canonical_json(told)).hex(),
    }


def freeze(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    urn_key: bytes,
    now: datetime,
    opening: Mapping[str, Any] | None = None,
    seen: str | None = None,
    seen_too: Facts = MappingProxyType({}),
    odd: Sequence[str] = (),
) -> RoundDefinition:
    """Freeze rule, money, projects, costs and window; from here on they never change.

    Args:
        urn_key, opening: the public key that envelopes are sealed to, and trustees who hold it.
        seen: the facts that the person confirmed (`seal`); commands, which show none, leave it out.
        seen_too: facts that stood on the page beside those of the ballot.
        odd: codes of what was odd and looked at (section 4).
    Raises:
        NotAllowed: not the round's facilitator.
        Conflict: not published, nothing on the ballot, frozen already, or the window is over.
        ChangedMeanwhile: it is not what the person saw.
    Source: docs/rules/rounds.md section 3, ruling 29.
    """
    round_ = lock_round(session, round_id)
    on_ballot = queries.count_on_ballot(session, round_id)
    if refusal := refuse_to_freeze(actor, round_, on_ballot, now):
        raise refusal
    if seen is not None:
        require_same(seen, {**facts_to_freeze(session, round_, opening), **seen_too})
    body = canonical_json(compose_definition(session, round_, urn_key=urn_key, opening=opening))
    frozen = RoundDefinition(round_id=round_id, body=body, sha256=sha256(body))
    session.add(frozen)
    round_.frozen_at = now
    session.flush()
    session.expire(round_, ["definition"])
    audit.record(
        session,
        RoundLog.DEFINITION_FROZEN,
        actor=actor,
        subject=round_.path,
        now=now,
        sha256=frozen.sha256.hex(),
        projects=on_ballot,
        closes_at=instant_text(round_.closes_at),
        **({"odd": len(odd), "odd_codes": list(odd)} if odd else {}),
    )
    tell_of_ballot(session, round_, projects=on_ballot, now=now)
    return frozen
