"""An act by two people: asked for, confirmed, turned down, taken back.

Source: docs/rules/accounts.md section 5.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import KINDS, ActKind, Asked
from pbplatform.accounts.domain.pairs import HeldRole, Pair
from pbplatform.accounts.kinds import AccountLog
from pbplatform.accounts.models import Account, PairAct
from pbplatform.accounts.policies import refuse_to_pair
from pbplatform.accounts.queries import standing_of
from pbplatform.audit import services as audit
from pbplatform.audit.kinds import LogKind
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.canonical import canonical_json, sha256
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound

DAYS_TO_CONFIRM = 7


def asked_of(act: PairAct) -> Asked:
    """What was asked, as the kind of the act reads it."""
    return Asked(act.subject, act.scope, json.loads(act.facts) if act.facts else {})


def ask(
    session: Session, kind: ActKind, *, actor: ActorRef, asked: Asked, now: datetime
) -> PairAct:
    """Ask for an act; nothing happens until a second person confirms what this one saw.

    Raises:
        NotAllowed: not a role that may ask, or a role that is too new.
        Conflict: the act may not be done now, or the same one waits already.
    """
    if refusal := _refuse_role(kind, actor, asked) or kind.refuse(session, actor, asked, now):
        raise refusal
    own = _standing(session, actor, asked, now)
    if own.since > kind.public_before(session, asked, now):
        raise NotAllowed("pair.role_too_new")
    facts = canonical_json(dict(asked.facts))
    digest = sha256(facts)
    same = select(PairAct.id).where(
        PairAct.act == kind.name,
        PairAct.subject == asked.subject,
        PairAct.facts_sha256 == digest,
        PairAct.waiting_at(now),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Conflict("pair.waits_already")
    week = now + timedelta(days=DAYS_TO_CONFIRM)
    act = PairAct(
        act=kind.name,
        subject=asked.subject,
        scope=asked.scope,
        facts=facts.decode(),
        facts_sha256=digest,
        asked_by=own.account_id,
        asked_role=actor.role,
        asked_at=now,
        lapses_at=min(week, kind.lapses_at(session, asked, now)) if kind.lapses_at else week,
    )
    session.add(act)
    session.flush()
    _record(session, AccountLog.PAIR_ASKED, act, actor=actor, now=now, **kind.told(asked))
    return act


def confirm(session: Session, *, actor: ActorRef, act_id: int, seen: str, now: datetime) -> PairAct:
    """Do what another person asked for, in the same transaction.

    Args:
        seen: hex hash of the facts on the page that this person pressed.
    Raises:
        NotFound: no such act.
        NotAllowed, Conflict: not the right two people, decided or lapsed, or the act refuses.
    """
    act = _waiting(session, act_id, seen=seen, now=now)
    kind, asked = KINDS[act.act], asked_of(act)
    if refusal := _refuse_role(kind, actor, asked):
        raise refusal
    first = session.get_one(Account, act.asked_by)
    asker = ActorRef("account", str(act.asked_by), act.asked_role, act.scope, first.name)
    # That the first person still holds the role is part of the rule.
    standing = _standing(session, asker, asked, now)
    refusal = refuse_to_pair(
        standing,
        _standing(session, actor, asked, now),
        public_before=kind.public_before(session, asked, now),
        given_before=kind.lately(session, now),
    )
    if refusal := refusal or kind.refuse(session, actor, asked, now):
        raise refusal
    pair = Pair(asker, actor)
    kind.perform(session, pair, asked, now)
    _decide(act, "done", actor, now)
    _record(session, AccountLog.PAIR_CONFIRMED, act, actor=actor, now=now, **pair.told)
    session.flush()
    return act


def turn_down(
    session: Session, *, actor: ActorRef, act_id: int, seen: str, now: datetime
) -> PairAct:
    """Say no to what another person asked for.

    Raises:
        NotFound, NotAllowed, Conflict: as `confirm`, and the asker takes back instead.
    """
    act = _waiting(session, act_id, seen=seen, now=now)
    if refusal := _refuse_role(KINDS[act.act], actor, asked_of(act)):
        raise refusal
    if actor.account_id == act.asked_by:
        raise Conflict("pair.same_person")
    _decide(act, "turned_down", actor, now)
    _record(session, AccountLog.PAIR_TURNED_DOWN, act, actor=actor, now=now)
    return act


def take_back(session: Session, *, actor: ActorRef, act_id: int, now: datetime) -> PairAct:
    """The first person no longer asks.

    Raises:
        NotFound: no such act, or somebody else's.
        Conflict: decided or lapsed.
    """
    act = _waiting(session, act_id, seen=None, now=now)
    if actor.account_id != act.asked_by:
        raise NotFound("pair.not_found")
    _decide(act, "taken_back", actor, now)
    _record(session, AccountLog.PAIR_TAKEN_BACK, act, actor=actor, now=now)
    return act


def let_fall(session: Session, *, subject: str, now: datetime) -> None:
    """What waits about a subject lapses now: nothing of it goes on any more."""
    waits = (PairAct.subject == subject, PairAct.waiting_at(now))
    session.execute(
        update(PairAct)
        .where(*waits)
        .values(lapses_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_lapsed(session: Session, *, now: datetime) -> None:
    """What nobody confirmed in time is forgotten; its hash stays."""
    over = (PairAct.state == "waiting", PairAct.lapses_at <= now, PairAct.facts != "")
    session.execute(
        update(PairAct).where(*over).values(facts="").execution_options(synchronize_session=False)
    )


def pair_by_operator(
    session: Session,
    *,
    operator: ActorRef,
    people: tuple[tuple[int, str], tuple[int, str]],
    scope: str,
    public_before: datetime,
    given_before: datetime,
    now: datetime,
) -> Pair:
    """Two people for whom the command line acts; the rule is the same as on pages.

    Args:
        people: (account, role) of the first and of the second person.
    Raises:
        NotAllowed, Conflict: not the right two people.
    """
    refs = []
    for account_id, role in people:
        name = session.get_one(Account, account_id).name
        refs.append(ActorRef("account", str(account_id), role, scope, name))
    asked = Asked("", scope, {})
    first, second = (_standing(session, ref, asked, now) for ref in refs)
    refusal = refuse_to_pair(first, second, public_before=public_before, given_before=given_before)
    if refusal:
        raise refusal
    names = " and ".join(ref.name for ref in refs)
    acting = ActorRef(operator.kind, operator.key, operator.role, scope, f"operator for {names}")
    return Pair(refs[0], refs[1], operator=acting)


def _refuse_role(kind: ActKind, actor: ActorRef, asked: Asked) -> DomainError | None:
    """Only people act in twos; a command names its two people by `pair_by_operator`."""
    if actor.account_id is None or actor.role not in kind.roles:
        return NotAllowed("pair.not_your_role")
    return None if covers(actor.scope, asked.scope) else NotAllowed("pair.not_your_role")


def _standing(session: Session, actor: ActorRef, asked: Asked, now: datetime) -> HeldRole:
    own = standing_of(session, actor.account_id or 0, actor.role, asked.scope, now=now)
    if own is None:
        raise NotAllowed("pair.not_your_role")
    return own


def _waiting(session: Session, act_id: int, *, seen: str | None, now: datetime) -> PairAct:
    """The act, locked, so that it is decided once."""
    act = session.scalars(
        select(PairAct)
        .where(PairAct.id == act_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if act is None or act.act not in KINDS:
        raise NotFound("pair.not_found")
    if act.state != "waiting":
        raise Conflict("pair.decided")
    if not act.waits(now):
        raise Conflict("pair.lapsed")
    if seen is not None and seen != act.facts_sha256.hex():
        raise Conflict("pair.other_facts")
    return act


def _decide(act: PairAct, state: str, actor: ActorRef, now: datetime) -> None:
    act.state, act.decided_by, act.decided_at = state, actor.account_id, now
    act.facts = ""  # the hash stays; what it was about stands in the log where it is public


def _record(
    session: Session, kind: LogKind, act: PairAct, *, actor: ActorRef, now: datetime, **told: object
) -> None:
    audit.record(
        session,
        kind,
        actor=actor,
        subject=act.subject,
        now=now,
        act=act.act,
        facts_sha256=act.facts_sha256.hex(),
        **told,
    )
