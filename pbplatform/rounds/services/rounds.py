"""Setting up a round, publishing it, and its committees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.canonical import canonical_json, instant_text
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, raise_all
from pbplatform.core.money import Currency
from pbplatform.places.services import make_slug
from pbplatform.rounds.domain.certificate import CertificateRules
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.domain.quorum import CommitteeRules
from pbplatform.rounds.kinds import RoundLog
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.policies import (
    refuse_to_change_draft,
    refuse_to_facilitate,
    refuse_to_make_round,
)
from pbplatform.rounds.queries import committees
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.rounds.services.counting_rules import MOST_VOTES_SKIP, check_pair
from pbplatform.rounds.services.dates import DATE_FIELDS, RoundDates, check_order

_DEFAULT = CommitteeRules()
_USUAL_DAYS = CertificateRules()


def create_round(
    session: Session,
    *,
    actor: ActorRef,
    name: str,
    money_minor: int,
    currency: Currency,
    dates: RoundDates,
    max_choices: int | None,
    summary: str = "",
    who_can_vote: str = "",
    rule: Mapping[str, Any] = MOST_VOTES_SKIP,
    slug: str = "",
    committee_rules: CommitteeRules = _DEFAULT,
    certificate_rules: CertificateRules = _USUAL_DAYS,
    money_left: MoneyLeft = MoneyLeft.NOT_SAID,
) -> Round:
    """Set up a round as a draft that only facilitators see.

    Args:
        money_minor: what can be spent, in minor units of `currency`.
        max_choices: how many projects a ballot may name; None for as many as the voter likes.
        rule: the counting rule as data (docs/rules/counting.md).
        committee_rules, money_left, certificate_rules: rounds.md 9 and 10, results.md 11.
    Raises:
        NotAllowed: not the facilitator of the place.
        Conflict: name taken, no money, dates out of order, a rule or quorum that does not fit.
    """
    if refusal := refuse_to_make_round(actor):
        raise refusal
    _check_facts(money_minor, max_choices, rule, committee_rules, certificate_rules)
    check_order(dates)
    round_ = Round(
        slug=_new_slug(session, slug or make_slug(name)),
        name=name.strip(),
        summary=summary.strip(),
        who_can_vote=who_can_vote.strip(),
        money_minor=money_minor,
        currency_code=currency.code,
        currency_exponent=currency.exponent,
        max_choices=max_choices,
        rule=dict(rule),
        money_left=money_left,
        **asdict(committee_rules),
        **asdict(certificate_rules),
        **asdict(dates),
    )
    session.add(round_)
    session.flush()
    return round_


def _new_slug(session: Session, chosen: str) -> str:
    if session.scalar(select(Round.id).where(Round.slug == chosen)) is not None:
        raise Conflict("round.exists", field="name")
    return chosen


def change_draft(
    session: Session,
    *,
    actor: ActorRef,
    round_id: int,
    name: str,
    summary: str,
    who_can_vote: str,
    money_minor: int,
    max_choices: int | None,
    rule: Mapping[str, Any],
    committee_rules: CommitteeRules = _DEFAULT,
    certificate_rules: CertificateRules = _USUAL_DAYS,
    money_left: MoneyLeft = MoneyLeft.NOT_SAID,
) -> None:
    """Change what a round is before anybody else saw it; the slug stays.

    Args:
        money_minor, max_choices, rule, committee_rules, certificate_rules, money_left: as for
            `create_round`.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: public already, no name, no money, no choice, or a rule that does not go with
            the number of choices.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_change_draft(actor, round_):
        raise refusal
    make_slug(name)
    _check_facts(money_minor, max_choices, rule, committee_rules, certificate_rules)
    round_.name, round_.summary = name.strip(), summary.strip()
    round_.who_can_vote = who_can_vote.strip()
    round_.money_minor, round_.max_choices = money_minor, max_choices
    round_.rule, round_.money_left = dict(rule), money_left
    for name, value in {**asdict(committee_rules), **asdict(certificate_rules)}.items():
        setattr(round_, name, value)
    session.flush()


def _check_facts(
    money_minor: int,
    max_choices: int | None,
    rule: Mapping[str, Any],
    committee_rules: CommitteeRules,
    certificate_rules: CertificateRules,
) -> None:
    found = []
    if money_minor <= 0:
        found.append(Conflict("round.money_needed", field="money"))
    if max_choices is not None and max_choices < 1:
        found.append(Conflict("round.max_choices", field="max_choices"))
    raise_all(found)
    check_pair(rule, max_choices)
    if refusal := committee_rules.refusal() or certificate_rules.refusal():
        raise refusal


def facts_to_publish(round_: Round) -> Facts:
    """What whoever publishes a round confirms: everything that stays once it is public."""
    return {
        "name": round_.name,
        "summary": round_.summary,
        "money_minor": round_.money_minor,
        "who_can_vote": round_.who_can_vote,
        "max_choices": round_.max_choices,
        "rule": canonical_json(round_.rule).decode(),
        "quorum": round_.quorum or 0,
        "criteria": "; ".join(round_.criteria),
        "score_names": round_.score_names,
        "objection_days": round_.objection_days,
        "certify_days": round_.certify_days,
        "money_left": round_.money_left,
        **{name: getattr(round_, name) for name in DATE_FIELDS},
    }


def publish_round(
    session: Session, *, actor: ActorRef, round_id: int, now: datetime, seen: str | None = None
) -> None:
    """Show a round to everybody; its money, rule, dates and committees enter the log.

    Args:
        seen: the facts that the person confirmed (`seal`); commands, which show none, leave it out.
    Raises:
        NotAllowed: not its facilitator.
        Conflict: published already.
        ChangedMeanwhile: it is not what the person saw.
    Source: docs/rules/forms.md section 2.
    """
    round_ = lock_round(session, round_id)
    if refusal := refuse_to_facilitate(actor, round_):
        raise refusal
    if round_.published_at is not None:
        raise Conflict("round.published_already")
    if seen is not None:
        require_same(seen, facts_to_publish(round_))
    round_.published_at = now
    audit.record(
        session,
        RoundLog.ROUND_PUBLISHED,
        actor=actor,
        subject=round_.path,
        now=now,
        name=round_.name,
        money_minor=round_.money_minor,
        currency=round_.currency_code,
        rule=round_.rule,
        quorum=round_.quorum,
        criteria=list(round_.criteria),
        score_names=round_.score_names,
        objection_days=round_.objection_days,
        certify_days=round_.certify_days,
        money_left=round_.money_left,
        **{name: instant_text(getattr(round_, name)) for name in DATE_FIELDS},
    )
    for committee in committees(session, round_id):
        _log_committee(session, actor, round_, committee, now)


def add_committee(
    session: Session, *, actor: ActorRef, round_id: int, name: str, now: datetime
) -> Committee:
    """Add a committee to a round; the log names one of a draft when the round is published.

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
    if round_.published_at is not None:
        _log_committee(session, actor, round_, committee, now)
    return committee


def _log_committee(
    session: Session, actor: ActorRef, round_: Round, committee: Committee, now: datetime
) -> None:
    audit.record(
        session,
        RoundLog.COMMITTEE_ADDED,
        actor=actor,
        subject=f"{round_.path}/committees/{committee.slug}",
        now=now,
        name=committee.name,
    )
